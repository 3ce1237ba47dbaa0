import type { Db } from '../../platform/database.ts';
/** Where the person said so: on the consent page, in the frame, by the operator's hand, on the account page. */
export type How = 'page' | 'frame' | 'operator' | 'account';
export declare const scopeRows: (db: Db, did: string, appId: string) => Promise<string[]>;
export declare const listScopes: (db: Db, did: string) => Promise<{
    app_id: string;
    granted_at: Date;
    scope: string;
}[]>;
export interface AddedScopes {
    readonly did: string;
    readonly appId: string;
    readonly scopes: readonly string[];
    readonly how: How;
    readonly manifestVersion: number;
}
/** All that is allowed afterwards. What was allowed already stays as old as it is, and leaves no event. */
export declare const addScopes: (db: Db, { did, appId, scopes, how, manifestVersion }: AddedScopes) => Promise<string[]>;
/** Holds the rows for one transaction; `found`: how many of the scopes are consented to. */
export declare const lockScopes: <Done>(db: Db, did: string, appId: string, scopes: readonly string[], run: (tx: Db, found: number) => Promise<Done>) => Promise<Done>;
export declare const removeScopes: (db: Db, did: string, appId: string) => Promise<void>;
