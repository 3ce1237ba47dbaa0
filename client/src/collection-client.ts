import type { AclInput, Did, LiveEvent, QualifiedCollection, VibeDocument } from '@vibe/shared';
import { wholeAcl } from './acl.ts';
import type { Credentials } from './auth.ts';
import type {
  CallOptions,
  ChangeEvent,
  Collection,
  CreateOptions,
  DocumentKey,
  DocumentRevision,
  KeepOptions,
  UpdateOptions,
} from './collection.ts';
import { collectionRevisions } from './collection-revisions.ts';
import { collectionRights } from './collection-rights.ts';
import { newDocumentId } from './document-id.ts';
import { sameJson } from './equal.ts';
import { aborted, isVibeError } from './errors.ts';
import { KeptList } from './live/kept-list.ts';
import { PendingWrites } from './live/pending-writes.ts';
import type { StreamHub } from './live/stream-hub.ts';
import { watch } from './live/watch.ts';
import {
  type AnyAggregateQuery,
  type AnyFindQuery,
  type AnyListQuery,
  type AnySelection,
  aggregateInput,
  findInput,
  listInput,
  queryInput,
} from './query/query-input.ts';
import type { DocumentsApi } from './transport/documents-api.ts';

export interface CollectionParts {
  readonly name: string;
  readonly collection: QualifiedCollection;
  readonly defaultAcl: AclInput | undefined;
  readonly api: DocumentsApi;
  readonly hub: StreamHub;
  readonly credentials: Credentials;
}

type Json = Record<string, unknown>;
type Doc = VibeDocument;
/** How often an update by function starts again from a newer revision. */
const mostConflicts = 8;

/** Untyped inside: bodies are the manifest's, and the server holds them to it. */
export function createCollection(parts: CollectionParts): Collection<Json> {
  const { name, collection, defaultAcl, api, hub, credentials } = parts;
  const pending = new PendingWrites();
  const keyFrom = (key: string | DocumentKey) =>
    typeof key === 'string' ? { collection, id: key } : { collection, id: key.id, ...(key.owner && { owner: key.owner }) };
  const ownerOf = (key: string | DocumentKey): Did | undefined => (typeof key === 'string' ? undefined : key.owner) ?? credentials.who();
  const known = (signal: AbortSignal | undefined): Promise<void> => unlessAborted(credentials.settled(), signal);

  async function get(key: string | DocumentKey, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<Doc> {
    await known(signal);
    return api.get(keyFrom(key), signal);
  }

  async function create(body: Json, { id = newDocumentId(), acl, owner: whose, signal }: CreateOptions): Promise<Doc> {
    await known(signal);
    let repeated = false;
    const send = async (): Promise<Doc> => {
      try {
        return await api.create({ ...keyFrom({ id, ...(whose && { owner: whose }) }), body, ...(acl && { acl }) }, signal, () => {
          repeated = true;
        });
      } catch (error) {
        // An attempt whose answer was lost had got through after all.
        const there =
          repeated && isVibeError(error, 'already_exists')
            ? await api.get(keyFrom({ id, ...(whose && { owner: whose }) }), signal)
            : undefined;
        if (there && sameJson(there.body, body)) return there;
        throw error;
      }
    };
    const owner = whose ?? credentials.who();
    const predicted = owner && predictedCreate({ collection, id, owner, body }, acl ?? (whose ? undefined : defaultAcl));
    return pending.during(predicted, send, (document) => ({ type: 'create', document, acl: document.acl }));
  }

  async function write(
    target: DocumentRevision,
    changed: { body?: Json; acl?: AclInput; conflict?: 'keep' },
    signal: AbortSignal | undefined,
  ): Promise<Doc> {
    await known(signal);
    const owner = ownerOf(target);
    const predicted = owner && changed.body ? ({ type: 'update', owner, id: target.id, body: changed.body } as const) : undefined;
    return pending.during(predicted, () => api.update({ ...keyFrom(target), rev: target.rev, ...changed }, signal), updated);
  }

  async function change(
    target: string | DocumentKey,
    how: (body: Json) => Json,
    acl: AclInput | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Doc> {
    for (let from = isDocument(target) ? target : await get(target, { signal }), conflicts = 0; ; from = await get(target, { signal })) {
      try {
        return await write(from, { body: how(from.body), ...(acl && { acl }) }, signal);
      } catch (error) {
        conflicts += 1;
        if (!isVibeError(error, 'revision_conflict') || conflicts > mostConflicts) throw error;
      }
    }
  }

  async function removeRevision(target: DocumentRevision, signal: AbortSignal | undefined): Promise<void> {
    await known(signal);
    const owner = ownerOf(target);
    const { id, rev } = target;
    const predicted = owner && ({ type: 'remove', owner, id } as const);
    const send = () => api.remove({ ...keyFrom(target), rev }, signal);
    await (owner ? pending.during(predicted, send, () => ({ type: 'remove', owner, id, rev })) : send());
  }

  async function removeWhatever(target: string | DocumentKey, signal: AbortSignal | undefined): Promise<void> {
    for (let conflicts = 0; ; ) {
      try {
        return await removeRevision(await get(target, { signal }), signal);
      } catch (error) {
        conflicts += 1;
        if (!isVibeError(error, 'revision_conflict') || conflicts > mostConflicts) throw error;
      }
    }
  }

  const live = (query: AnyListQuery = {}) => new KeptList<Json>({ api, hub, pending, credentials, query: listInput(collection, query) });
  const settledFor = ({ scope, signal }: AnySelection & CallOptions): Promise<void> | undefined =>
    scope === 'public' ? undefined : known(signal);

  return {
    name,
    ...collectionRevisions(api, keyFrom, known),
    ...collectionRights(api, collection, known),
    create: (body, options = {}) => create(body, options),
    get: (key, options) =>
      get(key, options).catch((error: unknown) => (isVibeError(error, 'not_found') ? undefined : Promise.reject(error))),
    async find(query: AnyFindQuery & CallOptions = {}) {
      await settledFor(query);
      return api.find(findInput(collection, query), query.signal);
    },
    async count(query: AnySelection & CallOptions = {}) {
      await settledFor(query);
      return api.count(queryInput(collection, query), query.signal);
    },
    aggregate: (async (query: AnyAggregateQuery & CallOptions) => {
      await settledFor(query);
      return api.aggregate(aggregateInput(collection, query), query.signal);
    }) as unknown as Collection<Json>['aggregate'],
    update: (
      target: string | DocumentKey | DocumentRevision,
      what: Json | ((body: Json) => Json),
      { acl, conflict, signal }: UpdateOptions & Partial<KeepOptions> = {},
    ) =>
      typeof what === 'function'
        ? change(target, what as (body: Json) => Json, acl, signal)
        : write(target as DocumentRevision, { body: what, ...(acl && { acl }), ...(conflict && { conflict }) }, signal),
    share: (target, acl, { signal } = {}) => write(target, { acl }, signal),
    remove: (target, { signal } = {}) => (isRevision(target) ? removeRevision(target, signal) : removeWhatever(target, signal)),
    live,
    subscribe({ signal, ...query }, listener) {
      const list = live(query);
      const stop = stoppable(list.subscribe(listener), signal);
      if (!signal?.aborted) listener(list.snapshot());
      return stop;
    },
    changes({ scope = 'all', signal }, listener: (event: ChangeEvent<Json>) => void) {
      const { stop } = watch<LiveEvent>((watcher) => hub.join({ collection, scope }, watcher), credentials, scope, {
        connected: () => undefined,
        whoChanged: () => undefined,
        event: listener,
        failed: (error, over) => listener({ type: 'failed', error, over }),
      });
      return stoppable(stop, signal);
    },
  };
}

const updated = (document: Doc) => ({ type: 'updated', document }) as const;
const isRevision = (target: string | DocumentKey): target is DocumentRevision => typeof target === 'object' && 'rev' in target;
const isDocument = (target: string | DocumentKey): target is Doc => isRevision(target) && 'body' in target;

/** The document as it will probably be. Its revision is none that the server gives out, so whatever comes from there is newer. */
function predictedCreate(key: Pick<Doc, 'collection' | 'id' | 'owner' | 'body'>, acl: AclInput | undefined) {
  const now = new Date().toISOString();
  const document = { ...key, rev: '0-', createdAt: now, updatedAt: now, ...(acl && { acl: wholeAcl(acl) }), pending: true } as const;
  return { type: 'create', document, acl } as const;
}

function stoppable(stop: () => void, signal: AbortSignal | undefined): () => void {
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return () => {
    signal?.removeEventListener('abort', stop);
    stop();
  };
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  if (signal.aborted) throw aborted(signal);
  const { promise: end, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(aborted(signal));
  signal.addEventListener('abort', abort);
  return Promise.race([promise, end]).finally(() => signal.removeEventListener('abort', abort));
}
