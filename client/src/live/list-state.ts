import type { DocumentPage, PatchOp, VibeDocument } from '@vibe/shared';
import { sameJson } from '../equal.ts';

type Documents = readonly VibeDocument[];

/** A list as the server has told it so far. Pure: `nextList` says what each event makes of it. */
export interface ListState {
  /** Newest first: what comes in on top pushes nothing out of sight. Else it is the first `asked` documents of an order. */
  readonly isFeed: boolean;
  /** How many documents were asked for. */
  readonly asked: number;
  /** How many of those that are here are shown. */
  readonly shown: number;
  /** What is live, in the order of the query; `undefined` until the first result. */
  readonly window: Documents | undefined;
  /** There are documents beyond the window. */
  readonly more: boolean;
  /** What stands below the window, as it was when it was read. */
  readonly below: Below;
}
interface Below {
  readonly documents: Documents;
  /** Pages were read here, down to this cursor; `false`: there is only what was pushed out of the window. */
  readonly read: { readonly cursor: string | undefined } | false;
}

export type ListEvent =
  | { readonly type: 'result'; readonly documents: Documents; readonly more: boolean }
  | { readonly type: 'patch'; readonly ops: readonly PatchOp[]; readonly more: boolean }
  /** More are to be shown. */
  | { readonly type: 'asked'; readonly asked: number }
  /** The next page below the window. */
  | { readonly type: 'continued'; readonly page: DocumentPage }
  /** Not for these eyes any more. */
  | { readonly type: 'forgotten' };

const nothingBelow: Below = { documents: [], read: false };

export const emptyList = (asked: number, isFeed: boolean): ListState => ({
  ...{ isFeed, asked, shown: asked, window: undefined, more: false, below: nothingBelow },
});

export const keyOf = ({ owner, id }: { readonly owner: string; readonly id: string }): string => `${owner} ${id}`;
/** CouchDB's `<generation>-<hash>`. */
export const generationOf = (rev: string): number => Number.parseInt(rev, 10);

/** All that are here, also those that are kept ready. */
export const allOf = ({ window, below }: ListState): Documents | undefined =>
  window && below.documents.length > 0 ? [...window, ...below.documents] : window;
export function documentsOf(state: ListState): Documents | undefined {
  const all = allOf(state);
  return all && all.length > state.shown ? all.slice(0, state.shown) : all;
}
/** Whether the server has more than is here. */
export const moreBeyond = ({ more, below: { read } }: ListState): boolean => (read ? read.cursor !== undefined : more);
export const hasMore = (state: ListState): boolean => (allOf(state)?.length ?? 0) > state.shown || moreBeyond(state);

export function nextList(state: ListState, event: ListEvent): ListState {
  switch (event.type) {
    case 'forgotten':
      return emptyList(state.asked, state.isFeed);
    case 'asked':
      return { ...state, asked: event.asked, shown: Math.max(event.asked, state.shown) };
    case 'result': {
      const { documents, more } = event;
      const below = state.below.read ? without(state.below, documents) : nothingBelow;
      return keepingSight(state, { ...state, window: reusing(state, documents), more, below });
    }
    case 'patch':
      return state.window ? keepingSight(state, patched(state, state.window, event)) : state;
    case 'continued': {
      const { documents, cursor } = event.page;
      const fresh = notIn([...(state.window ?? []), ...state.below.documents], documents);
      return { ...state, below: { documents: [...state.below.documents, ...fresh], read: { cursor } } };
    }
  }
}

/** What was in sight stays in sight. */
function keepingSight(before: ListState, after: ListState): ListState {
  if (!after.isFeed) return { ...after, shown: after.asked };
  const inSight = new Set(documentsOf(before)?.map(keyOf));
  const last = allOf(after)?.findLastIndex((each) => inSight.has(keyOf(each))) ?? -1;
  return { ...after, shown: Math.max(after.asked, last + 1) };
}

function patched(state: ListState, before: Documents, { ops, more }: Extract<ListEvent, { type: 'patch' }>): ListState {
  const window = [...before];
  const removed: VibeDocument[] = [];
  for (const step of ops) {
    if (step.op === 'remove') removed.push(...window.splice(step.at, 1));
    else if (step.op === 'insert') window.splice(step.at, 0, step.document);
    else if (step.op === 'update') window[step.at] = kept(window[step.at], step.document);
    else window.splice(step.to, 0, kept(window.splice(step.from, 1)[0], step.document));
  }
  // What was in sight, and went although it is older than what stayed, was pushed out: it stands below.
  const end = window.at(-1)?.createdAt ?? '';
  const pushed = state.isFeed && more ? removed.filter((each) => each.createdAt < end && before.indexOf(each) < state.shown) : [];
  const documents = [...pushed, ...state.below.documents];
  return { ...state, window: same(before, window), more, below: without({ ...state.below, documents }, window) };
}

/** The same revision stays the same object, so that a view of it need not be drawn again. */
const kept = (old: VibeDocument | undefined, document: VibeDocument): VibeDocument =>
  old && old.rev === document.rev && keyOf(old) === keyOf(document) && sameJson(old.expanded, document.expanded) ? old : document;

function reusing(state: ListState, documents: Documents): Documents {
  const known = new Map(allOf(state)?.map((each) => [keyOf(each), each]));
  return same(
    state.window ?? [],
    documents.map((each) => kept(known.get(keyOf(each)), each)),
  );
}

/** The list before, where it has the same objects. */
export const same = <T>(before: readonly T[], after: readonly T[]): readonly T[] =>
  after.length === before.length && after.every((each, at) => each === before[at]) ? before : after;

const without = (below: Below, documents: Documents): Below => ({ ...below, documents: notIn(documents, below.documents) });

function notIn(known: Documents, documents: Documents): Documents {
  if (documents.length === 0) return documents;
  const keys = new Set(known.map(keyOf));
  return documents.filter((each) => !keys.has(keyOf(each)));
}
