import type { Did, ListScope } from '@vibe/shared';
import type { Database } from '../../platform/database.ts';
import type { StoredDocument } from './document.ts';
import type { Place } from './list-cursor.ts';
export interface ListQuery {
    readonly collection: string;
    readonly scope: ListScope;
    /** Who reads; `undefined`: a visitor, who has nothing of their own and nothing shared by name. */
    readonly reader: Did | undefined;
    readonly principals: readonly string[];
    readonly limit: number;
    /** The last document of the page before. */
    readonly after: Place | undefined;
}
/** Newest first, as far as these principals may read. */
export declare function listStored(database: Database, query: ListQuery): Promise<StoredDocument[]>;
