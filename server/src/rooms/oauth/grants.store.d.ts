import type { Db } from '../../platform/database.ts';
export interface NewGrant {
    readonly id: string;
    readonly did: string;
    readonly appId: string;
    readonly sessionId: string | undefined;
}
export declare const insertGrant: (db: Db, grant: NewGrant) => Promise<void>;
export declare const isLiveGrant: (db: Db, id: string) => Promise<boolean>;
/** Which grants: all that match every given fact. */
export type GrantFacts = {
    readonly id: string;
} | {
    readonly did: string;
    readonly appId?: string;
    readonly sessionId?: string;
};
/** Ends them, and in the same statement deletes every code and token that hangs on them. @returns the ended grants' ids */
export declare const endGrantRows: (db: Db, facts: GrantFacts, now: Date) => Promise<string[]>;
/** Ended grants, and grants older than anything that could hang on them. */
export declare const deleteOldGrants: (db: Db, before: Date) => Promise<void>;
