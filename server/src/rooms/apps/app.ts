import { type AppManifest, appManifest, type Did, type Scope } from '@vibe/shared';
import type { AppRow } from './apps.store.ts';
import { type IndexStatus, toIndexStatus } from './index-status.ts';

/** A registered app, as its newest manifest describes it. */
export interface App {
  readonly id: string;
  readonly did: Did;
  /** What it signs in with: its id, or the https address of its client-id metadata document. */
  readonly clientId: string;
  /** Who may push the next manifest; `undefined`: only the operator. */
  readonly ownerDid: Did | undefined;
  readonly name: string;
  readonly origins: readonly string[];
  readonly redirectUris: readonly string[];
  readonly manifest: AppManifest;
  readonly manifestVersion: number;
  /** When it began to ask for a scope, or began anew, if that was after its first manifest. */
  readonly scopesSince: Readonly<Partial<Record<Scope, Date>>>;
  /** How far the indexes that the manifest declares are built. */
  readonly indexes: readonly IndexStatus[];
}

export function toApp(row: AppRow): App {
  const manifest = appManifest.parse(row.manifest);
  return {
    id: row.id,
    did: row.did as Did,
    clientId: row.client_id,
    ownerDid: (row.owner_did ?? undefined) as Did | undefined,
    name: manifest.name,
    origins: manifest.origins,
    redirectUris: manifest.redirectUris,
    manifest,
    manifestVersion: row.manifest_version,
    scopesSince: Object.fromEntries(Object.entries(row.scopes_since as Record<string, string>).map(([scope, at]) => [scope, new Date(at)])),
    indexes: row.indexes.map(toIndexStatus),
  };
}
