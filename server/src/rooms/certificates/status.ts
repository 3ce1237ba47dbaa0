import { gzipSync } from 'node:zlib';
import type { Did } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { didSigner } from '../identity/index.ts';
import { credentialJwt, type StatusPlace } from './credential.ts';
import { freePlace, issuerOfList, revokedOnList, takeStatusList } from './status.store.ts';

/** Places on one list: the fewest the standard allows, so that a fetch of it tells little of whose certificate is checked (§6.1). */
const PLACE_BITS = 17;
const PLACES = 2 ** PLACE_BITS;
/** Half full: a place drawn at random is then free every second time. */
const FULL = PLACES / 2;
const DRAWS = 40;
/** How long others may keep a list. */
export const STATUS_LIST_SECONDS = 60;
const KEPT_MS = 2_000;

const addressOf = ({ publicUrl }: Services, list: string): string => `${publicUrl}/certificates/status/${list}`;
/** What the terms in our credentials are terms of. */
export const vocabularyOf = ({ publicUrl }: Services): string => `${publicUrl}/certificates#`;

/** A place at random: the order of places would say who was certified when. */
export async function takePlace(services: Services, tx: Db, issuer: Did): Promise<StatusPlace & { readonly name: string }> {
  const { clock } = services;
  const name = await takeStatusList(tx, issuer, clock.randomText(12), FULL);
  const index = await freePlace(
    tx,
    name,
    Array.from({ length: DRAWS }, () => clock.randomInt(PLACE_BITS)),
  );
  if (index === undefined) throw new Error(`the list ${name} is fuller than it should be`);
  return { name, list: addressOf(services, name), index };
}

export const placeOf = (services: Services, row: { status_list: string; status_index: number }): StatusPlace => ({
  list: addressOf(services, row.status_list),
  index: row.status_index,
});

/**
 * Which certificates of a list are revoked, as a credential signed by their issuer: a bit for each place.
 * @returns its JWT; `undefined` when there is no such list
 * @see W3C Bitstring Status List 1.0 §2.2, §3.1
 */
export function statusList(services: Services, name: string): Promise<string | undefined> {
  const cache = signedLists(services);
  const kept = cache.get(name);
  if (kept) return kept;
  const signing = signList(services, name);
  cache.set(name, signing);
  signing.catch(() => cache.delete(name)); // the caller sees the error itself
  return signing;
}

/** Anybody may ask, so that asking costs no signature. */
const signedLists = perProcess((_: Services) => new LRUCache<string, Promise<string | undefined>>({ max: 500, ttl: KEPT_MS }));

/** This process has just revoked something on it. */
export const forgetSigned = (services: Services, name: string): void => void signedLists(services).delete(name);

async function signList(services: Services, name: string): Promise<string | undefined> {
  const db = services.database.system;
  const found = await issuerOfList(db, name);
  if (!found) return undefined;
  const issuer = found.issuer_did as Did;
  const bits = Buffer.alloc(PLACES / 8);
  for (const place of await revokedOnList(db, name)) bits[place >> 3] = (bits[place >> 3] ?? 0) | (0x80 >> (place & 7));
  const now = services.clock.now();
  return credentialJwt(
    {
      id: addressOf(services, name),
      issuer,
      type: 'BitstringStatusListCredential',
      subject: {
        id: `${addressOf(services, name)}#list`,
        type: 'BitstringStatusList',
        statusPurpose: 'revocation',
        encodedList: `u${gzipSync(bits).toString('base64url')}`,
      },
      validFrom: now,
      validUntil: new Date(now.getTime() + 2 * STATUS_LIST_SECONDS * 1000),
    },
    await didSigner(services, issuer),
    vocabularyOf(services),
  );
}
