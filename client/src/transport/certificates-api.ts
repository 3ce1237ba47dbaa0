import type { TRPCClient } from '@trpc/client';
import type { AppRouter } from '@vibe/server';
import type { CertificateQuery, Certificates } from '../certificates.ts';
import type { Caller } from './call.ts';

export function certificatesApi({ certificates }: TRPCClient<AppRouter>, call: Caller, known: () => Promise<void>): Certificates {
  const end = (expiresAt: Date | undefined) => expiresAt && { expiresAt: expiresAt.toISOString() };
  const reading = async <T>(read: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    await known();
    return call('safe', signal, read);
  };
  const writing = async <T>(write: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    await known();
    return call('once', undefined, write);
  };
  const page = ({ type, state, limit, cursor }: CertificateQuery) => ({
    ...(type !== undefined && { type }),
    ...(state && { state }),
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
  });
  return {
    issue: ({ subject, type, claims, expiresAt }) =>
      writing((signal) => certificates.issue.mutate({ subject, type, ...(claims && { claims }), ...end(expiresAt) }, { signal })),
    renew: (id, { expiresAt } = {}) => writing((signal) => certificates.renew.mutate({ id, ...end(expiresAt) }, { signal })),
    revoke: (id, { because } = {}) => writing((signal) => certificates.revoke.mutate({ id, ...(because && { because }) }, { signal })),
    held: (query = {}) => reading((signal) => certificates.held.query(page(query), { signal }), query.signal),
    issued: (query = {}) => reading((signal) => certificates.issued.query(page(query), { signal }), query.signal),
    templates: () => reading((signal) => certificates.templates.query(undefined, { signal })),
    setTemplate: ({ type, title, fields }) => writing((signal) => certificates.setTemplate.mutate({ type, title, fields }, { signal })),
    removeTemplate: async (type) => void (await writing((signal) => certificates.removeTemplate.mutate({ type }, { signal }))),
  };
}
