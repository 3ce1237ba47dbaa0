import type { Db } from '../../platform/database.ts';
/** What the engine keeps: codes, refresh tokens, grants, sessions, interactions, seen proofs. One row each. */
export interface OauthRecord {
    readonly model: string;
    readonly idHash: string;
    readonly payload: object;
    readonly grantId: string | undefined;
    readonly uid: string | undefined;
    readonly expiresAt: Date | undefined;
}
export interface FoundRecord {
    readonly payload: unknown;
    readonly consumed_at: Date | null;
}
export declare const upsertRecord: (db: Db, record: OauthRecord) => Promise<void>;
export declare const findRecord: (db: Db, model: string, idHash: string, now: Date) => Promise<FoundRecord | undefined>;
/** The id is in the payload here: who knows a uid does not know the id's hash. */
export declare const findRecordByUid: (db: Db, model: string, uid: string, now: Date) => Promise<FoundRecord | undefined>;
/** Only one caller may consume: whoever comes second gets false, and the grant to end. */
export declare const consumeRecord: (db: Db, model: string, idHash: string, now: Date) => Promise<boolean>;
/** Writes down that something was seen; false when it was seen before. Find and write are one statement, so of two at once one is told. */
export declare const claimOnce: (db: Db, model: string, idHash: string, expiresAt: Date) => Promise<boolean>;
export declare const deleteRecord: (db: Db, model: string, idHash: string) => Promise<void>;
export declare const grantOfRecord: (db: Db, model: string, idHash: string) => Promise<string | undefined>;
export declare const deleteRecordsOfGrant: (db: Db, model: string, grantId: string) => Promise<void>;
/** Some at a time, so that no one waits behind a long delete. */
export declare const deleteExpiredRecords: (db: Db, now: Date) => Promise<number>;
