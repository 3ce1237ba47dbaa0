import { z } from 'zod';
import { handlePattern } from './account-rules.ts';
import { limits } from './limits.ts';

/** A DID (W3C DID Core 1.0 §3.1). */
export type Did = `did:${string}:${string}`;
export const did = z.custom<Did>(
  (value) => typeof value === 'string' && value.length <= 512 && /^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$/.test(value),
  {
    error: 'must be a DID, for example did:webvh:…',
  },
);
export const isDid = (value: unknown): value is Did => did.safeParse(value).success;

/** What a person is called in addresses: 3–30 characters, a–z, 0–9 and inner hyphens. Fixed once chosen. */
export const handle = z.string().regex(handlePattern, 'must be 3 to 30 characters: a–z, 0–9 and hyphens inside');

/** An app's short name, unique on a server; the first half of every collection of the app. */
export const appId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must be 1 to 40 characters: a–z, 0–9 and hyphens inside');

/** A collection's name inside its app. */
export const collectionName = z.string().regex(/^[a-z][a-zA-Z0-9_]{0,39}$/, 'must start with a–z and be up to 40 letters, digits or _');

/** `<app>/<collection>`: the name on the wire and in the database, so that two apps may both have `posts`. */
export type QualifiedCollection = `${string}/${string}`;
export const qualifiedCollection = z.custom<QualifiedCollection>(
  (value) => {
    if (typeof value !== 'string') return false;
    const [app, name, rest] = value.split('/');
    return rest === undefined && appId.safeParse(app).success && collectionName.safeParse(name).success;
  },
  { error: 'must be <app>/<collection>, for example feeds/posts' },
);
export const qualify = (app: string, name: string): QualifiedCollection => `${app}/${name}`;
export const appOfCollection = (collection: QualifiedCollection): string => collection.slice(0, collection.indexOf('/'));
export const nameOfCollection = (collection: QualifiedCollection): string => collection.slice(collection.indexOf('/') + 1);

/** Chosen by the client, so that a create can be retried without doubling: any URL-safe text. */
export const documentId = z
  .string()
  .min(1)
  .max(limits.documentIdLength)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:~-]*$/, 'may hold letters, digits and . _ : ~ - and must not start with a sign');

/** `<generation>-<32 hex digits>`, CouchDB's form of a revision. */
export const revision = z.string().regex(/^[1-9][0-9]{0,8}-[0-9a-f]{32}$/, 'must be a revision such as 1-0123…');
