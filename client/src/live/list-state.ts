import type { DocumentPage, PatchOp, VibeDocument } from '@vibe/shared';
import { sameJson } from '../equal.ts';

/** A list as the server has told it so far. Pure: `nextList` says what each event makes of it. */
export interface ListState {
  /** What is live, in the order of the query; `undefined` until the first result. */
  readonly window: readonly VibeDocument[] | undefined;
  /** There are documents beyond the window. */
  readonly more: boolean;
  /** Pages read below a window that grows no further: as they were when they were read. */
  readonly below: DocumentPage | undefined;
}

export type ListEvent =
  | { readonly type: 'result'; readonly documents: readonly VibeDocument[]; readonly more: boolean }
  | { readonly type: 'patch'; readonly ops: readonly PatchOp[]; readonly more: boolean }
  /** The next page below the window. */
  | { readonly type: 'continued'; readonly page: DocumentPage }
  /** Not for these eyes any more. */
  | { readonly type: 'forgotten' };

export const emptyList: ListState = { window: undefined, more: false, below: undefined };

export const keyOf = ({ owner, id }: { readonly owner: string; readonly id: string }): string => `${owner} ${id}`;
/** CouchDB's `<generation>-<hash>`. */
export const generationOf = (rev: string): number => Number.parseInt(rev, 10);

export const documentsOf = ({ window, below }: ListState): readonly VibeDocument[] | undefined =>
  window && below ? [...window, ...below.documents] : window;
export const hasMore = ({ more, below }: ListState): boolean => (below ? below.cursor !== undefined : more);

export function nextList(state: ListState, event: ListEvent): ListState {
  switch (event.type) {
    case 'forgotten':
      return emptyList;
    case 'result':
      return {
        window: reusing(state.window ?? [], event.documents),
        more: event.more,
        below: state.below && without(state.below, event.documents),
      };
    case 'patch':
      return state.window ? patched(state, state.window, event) : state;
    case 'continued': {
      const read = state.below?.documents ?? [];
      const page = without(event.page, [...(state.window ?? []), ...read]);
      return { ...state, below: { ...page, documents: [...read, ...page.documents] } };
    }
  }
}

function patched(state: ListState, before: readonly VibeDocument[], { ops, more }: Extract<ListEvent, { type: 'patch' }>): ListState {
  const window = [...before];
  const removed: VibeDocument[] = [];
  for (const step of ops) {
    if (step.op === 'remove') removed.push(...window.splice(step.at, 1));
    else if (step.op === 'insert') window.splice(step.at, 0, step.document);
    else if (step.op === 'update') window[step.at] = kept(window[step.at], step.document);
    else window.splice(step.to, 0, kept(window.splice(step.from, 1)[0], step.document));
  }
  // What came in pushed something out: that stands below now, where pages were read on.
  const pushedOut = state.below && ops.some(({ op }) => op === 'insert') ? removed : [];
  const below = state.below && without({ ...state.below, documents: [...pushedOut, ...state.below.documents] }, window);
  return { window: same(before, window), more, below };
}

/** The same revision stays the same object, so that a view of it need not be drawn again. */
const kept = (old: VibeDocument | undefined, document: VibeDocument): VibeDocument =>
  old && old.rev === document.rev && keyOf(old) === keyOf(document) && sameJson(old.expanded, document.expanded) ? old : document;

function reusing(known: readonly VibeDocument[], documents: readonly VibeDocument[]): readonly VibeDocument[] {
  const byKey = new Map(known.map((each) => [keyOf(each), each]));
  return same(
    known,
    documents.map((each) => kept(byKey.get(keyOf(each)), each)),
  );
}

const same = <T>(before: readonly T[], after: readonly T[]): readonly T[] =>
  after.length === before.length && after.every((each, at) => each === before[at]) ? before : after;

function without(page: DocumentPage, documents: readonly VibeDocument[]): DocumentPage {
  const keys = new Set(documents.map(keyOf));
  return { ...page, documents: page.documents.filter((each) => !keys.has(keyOf(each))) };
}
