import { type Did, VibeError, type VibeErrorCode } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import { findApp } from '../apps/index.ts';
import { profileOf } from '../identity/index.ts';
import type { ExportManifest } from './manifest.ts';

export interface NotTaken {
  readonly reason: VibeErrorCode;
  readonly because: string;
}

/** Whose the documents of a file become. An import makes no account. */
export interface Owners {
  /** @throws {VibeError} bad_request when the file cannot be taken so */
  begin(manifest: ExportManifest): void;
  localOf(services: Services, owner: Did): Promise<Did | NotTaken>;
}

/**
 * An operator's import: owners keep their DIDs, which must be known here, or are given others.
 * @param as foreign DIDs to local ones; under `*` whose a file with one person's data becomes
 */
export function ownersByDid(as: ReadonlyMap<Did | '*', Did>): Owners {
  const known = new LRUCache<Did, { here: boolean }>({ max: 10_000 });
  let single: Did | undefined;
  return {
    begin({ what }) {
      if (!as.has('*')) return;
      if (!('user' in what))
        throw new VibeError('bad_request', 'The file holds the data of several people', {
          hint: 'Say whose is whose: --as <did>=<handle>, once for each.',
        });
      single = what.user.did as Did;
    },
    async localOf(services, owner) {
      const given = as.get(owner) ?? (owner === single ? as.get('*') : undefined);
      if (given) return given;
      const found = known.get(owner) ?? { here: await isHere(services, owner) };
      known.set(owner, found);
      return found.here
        ? owner
        : { reason: 'not_found', because: `Nobody here is ${owner}: make the account, or give its documents to another with --as` };
    },
  };
}

/** A person's own import: what is theirs, or was theirs on the server that the file is from. Nobody else's. */
export function onlyOwn(did: Did): Owners {
  const own = new Set([did]);
  return {
    begin({ what }) {
      if ('user' in what) own.add(what.user.did as Did);
    },
    localOf: async (_, owner) => (own.has(owner) ? did : { reason: 'forbidden', because: `It belongs to ${owner}` }),
  };
}

async function isHere(services: Services, owner: Did): Promise<boolean> {
  if (await profileOf(services, owner)) return true;
  const app = /:apps:([^:]+)$/.exec(owner)?.[1];
  return app !== undefined && (await findApp(services, app))?.did === owner;
}

/** The record as the local owner's: the DID is replaced wherever it stands, but in bodies, which their revisions are made of. */
export function renamed<Value>(record: Value, from: Did, to: Did): Value {
  if (from === to) return record;
  const walk = (value: unknown): unknown => {
    if (value === from) return to;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, name === 'body' ? each : walk(each)]));
  };
  return walk(record) as Value;
}
