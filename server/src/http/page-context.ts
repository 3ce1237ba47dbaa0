import type { Context } from '../platform/context.ts';
import { authenticate } from './authenticate.ts';
import type { PageKit, PageRequest } from './page-kit.ts';
import { cookiesOf, pathOf } from './request.ts';

/** As a procedure gets it, for what a plain form asks for. The caller has checked where the form stood (form-token.ts). */
export async function contextOfForm({ services }: PageKit, c: PageRequest): Promise<Context> {
  const { incoming, outgoing, ip = '', requestId = '' } = c.env;
  const cookies = cookiesOf(incoming);
  const url = services.publicUrl + pathOf(incoming);
  const asker = await authenticate(services, { method: incoming.method ?? 'POST', url, headers: incoming.headers, cookies });
  return {
    ...services,
    asker,
    requestId,
    signal: undefined,
    userAgent: incoming.headers['user-agent'] ?? '',
    ip,
    cookies,
    setHeader: (name, value) => void outgoing.appendHeader(name, value),
  };
}
