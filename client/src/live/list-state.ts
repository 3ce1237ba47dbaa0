import type { Did, DocumentPage, VibeDocument } from '@vibe/shared';

/** A list as the server has told it so far. Pure: `nextList` says what each event makes of it. */
export interface ListState {
  /** Newest first; `undefined` until it has been read. */
  readonly documents: readonly VibeDocument[] | undefined;
  /** Where the next page starts; absent at the end. */
  readonly cursor: string | undefined;
  /** Down to when documents were read, where more waits below: the `createdAt` of the last one, also when that one is gone. */
  readonly end: string | undefined;
  /** What happened since the reading under way began: the answer may be older, so it is told again. */
  readonly since: readonly Happening[] | undefined;
  /** Removed here, by key: up to which generation a late event is old news. */
  readonly removed: ReadonlyMap<string, number>;
  /** Gone by what the stream said, by key: the late answer to an own write does not bring them back, only the stream does. */
  readonly gone: ReadonlySet<string>;
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

export const emptyList: ListState = {
  documents: undefined,
  cursor: undefined,
  end: undefined,
  since: undefined,
  removed: new Map(),
  gone: new Set(),
};

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
        ...state,
        documents: reusing(state, event.page),
        ...endOf(event.page),
        since: undefined,
      });
    case 'continued': {
      const known = state.documents ?? [];
      const keys = new Set(known.map(keyOf));
      const documents = [...known, ...event.page.documents.filter((each) => !keys.has(keyOf(each)))];
      return (state.since ?? []).reduce(happened, { ...state, documents, ...endOf(event.page), since: undefined });
    }
    default: {
      const after = happened(state, event);
      return state.since ? { ...after, since: [...state.since, event] } : after;
    }
  }
}

function happened(state: ListState, event: Happening): ListState {
  switch (event.type) {
    case 'put':
      return put({ ...state, gone: withoutKey(state.gone, keyOf(event.document)) }, event.document);
    case 'written': {
      const there = find(state, event.document) !== undefined;
      return there || (event.belongs && !state.gone.has(keyOf(event.document))) ? put(state, event.document) : state;
    }
    case 'gone':
      return { ...without(state, event), gone: new Set(state.gone).add(keyOf(event)) };
    case 'removed': {
      const generation = generationOf(event.rev);
      const known = find(state, event);
      const removed = new Map(state.removed).set(keyOf(event), generation);
      // The answer may be late, and another document of that id already there.
      return { ...(known && generationOf(known.rev) <= generation ? without(state, event) : state), removed };
    }
  }
}

function put(state: ListState, document: VibeDocument): ListState {
  const generation = generationOf(document.rev);
  if (!state.documents || generation <= (state.removed.get(keyOf(document)) ?? 0)) return state;
  const known = find(state, document);
  if (!known) return inserted(state, document);
  // Streams repeat themselves, and an answer can be overtaken by the event: only what is newer counts.
  if (known.rev === document.rev || generationOf(known.rev) > generation) return state;
  // Removed and made again: another document, in another place.
  if (known.createdAt !== document.createdAt) return inserted(without(state, known), document);
  return { ...state, documents: state.documents.map((each) => (each === known ? document : each)) };
}

function inserted(state: ListState, document: VibeDocument): ListState {
  const documents = state.documents ?? [];
  // Below what was read: paging brings it in its place.
  if (state.end !== undefined && document.createdAt < state.end) return state;
  const before = documents.findIndex((each) => each.createdAt <= document.createdAt);
  return { ...state, documents: documents.toSpliced(before < 0 ? documents.length : before, 0, document) };
}

type Key = Pick<VibeDocument, 'owner' | 'id'>;
const find = ({ documents }: ListState, { owner, id }: Key): VibeDocument | undefined =>
  documents?.find((each) => each.id === id && each.owner === owner);

function without(state: ListState, key: Key): ListState {
  const known = find(state, key);
  return known ? { ...state, documents: state.documents?.filter((each) => each !== known) } : state;
}

function withoutKey(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  if (!keys.has(key)) return keys;
  const rest = new Set(keys);
  rest.delete(key);
  return rest;
}

const endOf = ({ cursor, documents }: DocumentPage) => ({ cursor, end: cursor === undefined ? undefined : documents.at(-1)?.createdAt });

/** The same revision stays the same object, so that a view of it need not be drawn again. */
function reusing({ documents }: ListState, page: DocumentPage): readonly VibeDocument[] {
  const known = new Map((documents ?? []).map((each) => [keyOf(each), each]));
  return page.documents.map((each) => {
    const old = known.get(keyOf(each));
    return old?.rev === each.rev ? old : each;
  });
}
