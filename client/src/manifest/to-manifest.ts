import type { CollectionAclInput, LocalizedText, Scope } from '@vibe/shared';
import type { AppDefinition } from './define-app.ts';
import { toJsonSchema } from './standard-schema.ts';

/** The wire form of an app: plain JSON. */
export interface AppManifestInput {
  id: string;
  name: string;
  description?: string;
  homepage?: string;
  icon?: string;
  origins: string[];
  redirectUris?: string[];
  backchannelLogoutUri?: string;
  scopes: Scope[];
  optional?: Scope[];
  purposes?: { [S in Scope]?: LocalizedText };
  consentDays?: number;
  collections?: Record<string, CollectionManifestInput>;
}
interface CollectionManifestInput {
  schema: Record<string, unknown>;
  purpose: LocalizedText;
  public?: boolean;
  defaultAcl?: CollectionAclInput;
  indexes?: Record<string, string | string[] | { fields: string[]; unique?: true; each?: true }>;
  search?: { fields: string[]; language?: string | Record<string, string> };
  relations?: Record<string, { field: string; collection: string } | { from: string; field: string }>;
  history?: boolean;
}

/**
 * What `vibe app push` sends to the server.
 * @throws {TypeError} when a collection's schema library cannot write JSON Schema
 */
export function toManifest({ origins, redirectUris, scopes, optional, purposes, collections, ...rest }: AppDefinition): AppManifestInput {
  return {
    ...rest,
    origins: [...origins],
    scopes: [...scopes],
    ...(optional && { optional: [...optional] }),
    ...(redirectUris && { redirectUris: [...redirectUris] }),
    ...(purposes && { purposes: { ...purposes } }),
    ...(collections && {
      collections: Object.fromEntries(
        Object.entries(collections).map(([name, { schema, body: _, ...options }]) => [
          name,
          // Only read from here on, and JSON either way.
          { ...options, schema: { ...toJsonSchema(schema, name) } } as CollectionManifestInput,
        ]),
      ),
    }),
  };
}
