import type { VibeDocument } from '@vibe/shared';
import { generationOf, keyOf } from './list-state.ts';
import type { Pending, PendingWrite } from './pending-writes.ts';

/** Where own writes belong in a list, as far as this side can tell. */
export interface Belonging {
  /** A document just made, as it looks in this list; `undefined`: it is not in it, or nobody here can tell. */
  created(write: Extract<PendingWrite['write'], { type: 'create' }>): Pending<VibeDocument> | undefined;
  /** A document of the list with another body. */
  changed(document: VibeDocument): boolean;
  /** < 0: `a` comes first. Left out: what is new comes first. */
  readonly compare?: ((a: VibeDocument, b: VibeDocument) => number) | undefined;
}

/** The list as it will be if all goes well. `heard`: the call whose document the stream has shown, and may have taken away again. */
export function withPending(
  documents: readonly VibeDocument[],
  writes: readonly PendingWrite[],
  heard: (call: object) => boolean,
  belongs: Belonging,
): readonly Pending<VibeDocument>[] {
  if (writes.length === 0) return documents;
  const shown = writes.reduce<Pending<VibeDocument>[]>(
    (list, { call, write }) => {
      const at = list.findIndex(
        (each) => keyOf(each) === keyOf(write.type === 'create' || write.type === 'updated' ? write.document : write),
      );
      const there = list[at];
      if (!there) {
        const made = write.type === 'create' && !heard(call) ? belongs.created(write) : undefined;
        if (made) put(list, made, belongs);
        return list;
      }
      const known = generationOf(there.rev);
      if (write.type === 'remove') {
        if (write.rev === undefined || known <= generationOf(write.rev)) list.splice(at, 1);
      } else if (write.type === 'update') change(list, at, { ...there, body: write.body, pending: true }, belongs);
      else if (generationOf(write.document.rev) > known) change(list, at, { ...there, ...write.document }, belongs);
      return list;
    },
    [...documents],
  );
  return shown.length === documents.length && shown.every((each, at) => each === documents[at]) ? documents : shown;
}

function put(list: Pending<VibeDocument>[], document: Pending<VibeDocument>, { compare }: Belonging): void {
  const before = compare ? list.findIndex((each) => compare(document, each) < 0) : 0;
  list.splice(before < 0 ? list.length : before, 0, document);
}

function change(list: Pending<VibeDocument>[], at: number, document: Pending<VibeDocument>, { changed }: Belonging): void {
  list.splice(at, 1, ...(changed(document) ? [document] : []));
}
