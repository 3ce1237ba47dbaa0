import { hash } from 'node:crypto';

/** `<generation>-<md5>`, as CouchDB writes it. The generation counts the edits; the hash tells two edits of one generation apart. */
export interface Revision {
  readonly generation: number;
  readonly hash: string;
}

export const writeRevision = ({ generation, hash: digest }: Revision): string => `${generation}-${digest}`;

/** @param rev has passed the `revision` schema of shared */
export function readRevision(rev: string): Revision {
  const dash = rev.indexOf('-');
  return { generation: Number(rev.slice(0, dash)), hash: rev.slice(dash + 1) };
}

/**
 * The revision that an edit makes. The same edit of the same revision gives the same hash on every server, as in CouchDB: md5 over
 * whether it is removed, the revision before, and the body. Not a secret and not a signature.
 * @param body canonical JSON; `null` for a removal
 */
export function nextRevision(before: Revision | undefined, body: string | null): Revision {
  const previous = before ? `"${writeRevision(before)}"` : 'null';
  return { generation: (before?.generation ?? 0) + 1, hash: hash('md5', `[${body === null},${previous},${body}]`) };
}
