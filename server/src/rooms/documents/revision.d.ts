/** `<generation>-<md5>`, as CouchDB writes it. The generation counts the edits; the hash tells two edits of one generation apart. */
export interface Revision {
    readonly generation: number;
    readonly hash: string;
}
export declare const writeRevision: ({ generation, hash: digest }: Revision) => string;
/** @param rev has passed the `revision` schema of shared */
export declare function readRevision(rev: string): Revision;
/**
 * The revision that an edit makes. The same edit of the same revision gives the same hash on every server, as in CouchDB: md5 over
 * whether it is removed, the revision before, and the body. Not a secret and not a signature.
 * @param body canonical JSON; `null` for a removal
 */
export declare function nextRevision(before: Revision | undefined, body: string | null): Revision;
