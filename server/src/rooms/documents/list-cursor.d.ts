/** Where a document stands in a list, newest first. `ord` alone nearly always decides; the rest does when two were made in one breath. */
export interface Place {
    readonly ord: bigint;
    readonly owner: string;
    readonly id: string;
}
/** Opaque to clients. It names the last document seen, not a number of them, so nothing shifts when others are added or removed. */
export declare const writeCursor: ({ ord, owner, id }: Place) => string;
/** @throws {VibeError} bad_cursor when it is not one of ours. It gives no right to anything, so it is not signed. */
export declare function readCursor(cursor: string): Place;
