import { createHash } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { Services } from '../../platform/context.ts';
import { findClientMetadata } from './client-metadata.ts';
import { endGrants } from './grants.ts';
import { lifetimes } from './oauth.limits.ts';
import {
  claimOnce,
  consumeRecord,
  deleteRecord,
  deleteRecordsOfGrant,
  type FoundRecord,
  findRecord,
  findRecordByUid,
  findRecordInTime,
  grantOfRecord,
  upsertRecord,
} from './records.store.ts';

/**
 * The engine's storage contract on one table. What it must keep: only one caller may consume a code, only one may show a proof, and
 * whoever destroys a grant destroys all that hangs on it.
 */
export const createAdapter =
  (services: Services) =>
  (model: string): Adapter => {
    const db = services.database.system;
    const now = () => services.clock.now();
    const after = (seconds: number) => new Date(now().getTime() + seconds * 1_000);

    const records: Adapter = {
      async upsert(id, payload, expiresIn) {
        const { jti, ...rest } = payload;
        await upsertRecord(db, {
          model,
          idHash: hashOf(id),
          // By uid the id itself must be found again, and only sessions are looked for by uid.
          payload: model === 'Session' ? payload : rest,
          grantId: model === 'Grant' ? jti : payload.grantId,
          uid: payload.uid,
          expiresAt: expiresIn ? after(expiresIn) : undefined,
        });
      },
      find: async (id) => toPayload(await findRecord(db, model, hashOf(id), now()), id),
      findByUid: async (uid) => toPayload(await findRecordByUid(db, model, uid, now())),
      findByUserCode: async () => undefined,
      async consume(id) {
        if (await consumeRecord(db, model, hashOf(id), now())) return;
        // Lost the race for it: the same as a second use (RFC 6749 §4.1.2).
        const grantId = await grantOfRecord(db, model, hashOf(id));
        if (grantId) await endGrants(services, { id: grantId });
        throw new errors.InvalidGrant(`${model} already consumed`);
      },
      async destroy(id) {
        if (model === 'Grant') await endGrants(services, { id });
        else await deleteRecord(db, model, hashOf(id));
      },
      revokeByGrantId: (grantId) => deleteRecordsOfGrant(db, model, grantId),
    };

    if (model === 'Client') return { ...records, find: (id) => findClientMetadata(services, id) };
    if (model === 'RefreshToken') {
      const times = () => ({ now: now(), madeAfter: after(-lifetimes.refreshToken), usedAfter: after(-lifetimes.refreshTokenIdle) });
      return { ...records, find: async (id) => toPayload(await findRecordInTime(db, model, hashOf(id), times()), id) };
    }
    if (model === 'ReplayDetection') {
      // The engine finds and then saves; between the two another request could find as well. Here finding is what writes it down.
      return {
        ...records,
        find: async (id) => ((await claimOnce(db, model, hashOf(id), after(REPLAY_SECONDS))) ? undefined : { jti: id, exp: Infinity }),
        upsert: async () => {},
      };
    }
    return records;
  };

/** The engine takes proofs 5 minutes old or early; twice that and some. */
const REPLAY_SECONDS = 660;

export const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url');

function toPayload(record: FoundRecord | undefined, id?: string): AdapterPayload | undefined {
  if (!record) return undefined;
  const consumed = record.consumed_at && { consumed: Math.floor(record.consumed_at.getTime() / 1_000) };
  return { ...(record.payload as AdapterPayload), ...(id !== undefined && { jti: id }), ...consumed };
}
