import type { Did, DocumentPage, VibeDocument } from '@vibe/shared';

/** A list as the server has told it so far. Pure: `nextList` says what each event makes of it. */
export interface ListState {
  /** Newest first; `undefined` until it has been read. */
  readonly documents: readonly VibeDocument[] | undefined;
  /** Where the next page starts; absent at the end. */
  readonly cursor: string | undefined;
  /** What happened since the reading under way began: the answer may be older, so it is told again. */
  readonly since: readonly Happening[] | undefined;
  /** Removed here, by key: up to which generation a late event is old news. */
  readonly removed: ReadonlyMap<string, number>;
}

/** What the stream, or our own writes, say about one document. */
export type Happening =
  | { readonly type: 'put'; readonly document: VibeDocument }
  | { readonly type: 'gone'; readonly owner: Did; readonly id: string }
  /** The answer to a write of our own. `belongs`: it is in this list, also if it was not before. */
  | { readonly type: 'written'; readonly document: VibeDocument; readonly belongs: boolean }
  | { readonly type: 'removed'; readonly owner: Did; readonly id: string; readonly rev: string };

export type ListEvent =
  | Happening
  /** A page is asked for. */
  | { readonly type: 'reading' }
  /** The list from its top. */
  | { readonly type: 'listed'; readonly page: DocumentPage }
  /** The page at `cursor`. */
  | { readonly type: 'continued'; readonly page: DocumentPage }
  /** The reading under way failed. */
  | { readonly type: 'unread' }
  /** Not for these eyes any more. */
  | { readonly type: 'forgotten' };

export const emptyList: ListState = { documents: undefined, cursor: undefined, since: undefined, removed: new Map() };

export const keyOf = ({ owner, id }: { readonly owner: string; readonly id: string }): string => `${owner} ${id}`;
/** CouchDB's `<generation>-<hash>`. */
export const generationOf = (rev: string): number => Number.parseInt(rev, 10);

export function nextList(state: ListState, event: ListEvent): ListState {
  switch (event.type) {
    case 'forgotten':
      return emptyList;
    case 'reading':
      return state.since ? state : { ...state, since: [] };
    case 'unread':
      return { ...state, since: undefined };
    case 'listed':
      return (state.since ?? []).reduce(happened, {
        documents: reusing(state, event.page),
        cursor: event.page.cursor,
        since: undefined,
        removed: new Map(),
      });
    case 'continued': {
      const known = state.documents ?? [];
      const keys = new Set(known.map(keyOf));
      const documents = [...known, ...event.page.documents.filter((each) => !keys.has(keyOf(each)))];
      return (state.since ?? []).reduce(happened, { ...state, documents, cursor: event.page.cursor, since: undefined });
    }
    default: {
      const after = happened(state, event);
      return state.since ? { ...after, since: [...state.since, event] } : after;
    }
  }
}

function happened(state: ListState, event: Happening): ListState {
  if (!state.documents) return state;
  switch (event.type) {
    case 'put':
      return put(state, event.document);
    case 'written':
      return event.belongs || positionOf(state.documents, event.document) >= 0 ? put(state, event.document) : state;
    case 'gone':
      return without(state, event);
    case 'removed': {
      const removed = new Map(state.removed).set(keyOf(event), generationOf(event.rev));
      return { ...without(state, event), removed };
    }
  }
}

function put(state: ListState, document: VibeDocument): ListState {
  const documents = state.documents ?? [];
  const generation = generationOf(document.rev);
  if (generation <= (state.removed.get(keyOf(document)) ?? 0)) return state;
  const at = positionOf(documents, document);
  const known = documents[at];
  if (known) {
    // Streams repeat themselves, and an answer can be overtaken by the event: only what is newer counts.
    if (known.rev === document.rev || generationOf(known.rev) > generation) return state;
    return { ...state, documents: documents.with(at, document) };
  }
  const before = documents.findIndex((each) => each.createdAt <= document.createdAt);
  // Below the last one while more waits there: paging brings it in its place.
  if (before < 0 && state.cursor !== undefined) return state;
  return { ...state, documents: documents.toSpliced(before < 0 ? documents.length : before, 0, document) };
}

function without(state: ListState, key: { readonly owner: Did; readonly id: string }): ListState {
  const documents = state.documents ?? [];
  const at = positionOf(documents, key);
  return at < 0 ? state : { ...state, documents: documents.toSpliced(at, 1) };
}

const positionOf = (documents: readonly VibeDocument[], { owner, id }: { readonly owner: Did; readonly id: string }): number =>
  documents.findIndex((each) => each.id === id && each.owner === owner);

/** The same revision stays the same object, so that a view of it need not be drawn again. */
function reusing({ documents }: ListState, page: DocumentPage): readonly VibeDocument[] {
  const known = new Map((documents ?? []).map((each) => [keyOf(each), each]));
  return page.documents.map((each) => {
    const old = known.get(keyOf(each));
    return old?.rev === each.rev ? old : each;
  });
}
