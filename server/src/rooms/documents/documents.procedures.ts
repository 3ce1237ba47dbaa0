import { type TrackedEnvelope, tracked } from '@trpc/server';
import {
  type AccessExplanation,
  type AggregateResult,
  aggregateDocumentsInput,
  type BatchAnswer,
  batchDocumentsInput,
  type CollectionAclInForce,
  type CountResult,
  collectionAclInput,
  countDocumentsInput,
  createDocumentInput,
  type DocumentConflicts,
  type DocumentHistory,
  type DocumentPage,
  documentHistoryInput,
  explainAccessInput,
  findDocumentsInput,
  getDocumentInput,
  type LiveEvent,
  listConflictsInput,
  listDocumentsInput,
  liveDocumentsInput,
  type PulledPage,
  pullDocumentsInput,
  type RemovedDocument,
  removeDocumentInput,
  resolveConflictsInput,
  type SubscribeEvent,
  setCollectionAclInput,
  subscribeInput,
  type UpdatedDocument,
  updateDocumentInput,
  type VibeDocument,
} from '@vibe/shared';
import { forAnyone, forApps } from '../../trpc/init.ts';
import { jsonText } from '../../trpc/json-text.ts';
import { plain } from '../../trpc/transformer.ts';
import { collectionAclOf, setCollectionAcl } from './access/collection-acl.ts';
import { explainAccess } from './access/explain.ts';
import { getDocument, listDocuments } from './documents.read.ts';
import { liveDocuments } from './live/documents.live.ts';
import { subscribeDocuments } from './live/subscribe.ts';
import { aggregateDocuments, countDocuments } from './query/aggregate.ts';
import { findDocuments } from './query/find.ts';
import { listConflicts } from './revisions/documents.conflicts.ts';
import { documentHistory } from './revisions/documents.history.ts';
import { pullDocuments } from './transfer/documents.pull.ts';
import { batchDocuments } from './write/documents.batch.ts';
import { createDocument, removeDocument, resolveConflicts, updateDocument } from './write/documents.write.ts';

// Documents are JSON, whatever is in them: the answers say so.
export const documentsProcedures = {
  create: forApps
    .input(createDocumentInput)
    .mutation(async ({ ctx, input }): Promise<VibeDocument> => plain(await createDocument(ctx, input))),
  get: forAnyone
    .meta({ keepable: true })
    .input(getDocumentInput)
    .query(async ({ ctx, input }): Promise<VibeDocument> => plain(await getDocument(ctx, input))),
  list: forAnyone
    .meta({ keepable: true })
    .input(listDocumentsInput)
    .query(async ({ ctx, input }): Promise<DocumentPage> => plain(await listDocuments(ctx, input))),
  find: forAnyone
    .meta({ keepable: true })
    .input(findDocumentsInput)
    .query(async ({ ctx, input }): Promise<DocumentPage> => plain(await findDocuments(ctx, input))),
  count: forAnyone
    .meta({ keepable: true })
    .input(countDocumentsInput)
    .query(async ({ ctx, input }): Promise<CountResult> => plain(await countDocuments(ctx, input))),
  aggregate: forAnyone
    .meta({ keepable: true })
    .input(aggregateDocumentsInput)
    .query(async ({ ctx, input }): Promise<AggregateResult> => plain(await aggregateDocuments(ctx, input))),
  update: forApps
    .input(updateDocumentInput)
    .mutation(async ({ ctx, input }): Promise<UpdatedDocument> => plain(await updateDocument(ctx, input))),
  remove: forApps
    .input(removeDocumentInput)
    .mutation(async ({ ctx, input }): Promise<RemovedDocument> => plain(await removeDocument(ctx, input))),
  batch: forApps
    .input(batchDocumentsInput)
    .mutation(async ({ ctx, input }): Promise<BatchAnswer> => plain(await batchDocuments(ctx, input))),
  pull: forAnyone.input(pullDocumentsInput).query(async ({ ctx, input }): Promise<PulledPage> => jsonText(await pullDocuments(ctx, input))),
  conflicts: forAnyone
    .input(listConflictsInput)
    .query(async ({ ctx, input }): Promise<DocumentConflicts> => plain(await listConflicts(ctx, input))),
  resolve: forApps
    .input(resolveConflictsInput)
    .mutation(async ({ ctx, input }): Promise<VibeDocument> => plain(await resolveConflicts(ctx, input))),
  history: forAnyone
    .input(documentHistoryInput)
    .query(async ({ ctx, input }): Promise<DocumentHistory> => plain(await documentHistory(ctx, input))),
  setCollectionAcl: forApps
    .input(setCollectionAclInput)
    .mutation(async ({ ctx, input }): Promise<CollectionAclInForce> => plain(await setCollectionAcl(ctx, input))),
  collectionAcl: forApps
    .input(collectionAclInput)
    .query(async ({ ctx, input }): Promise<CollectionAclInForce> => plain(await collectionAclOf(ctx, input))),
  explainAccess: forAnyone
    .input(explainAccessInput)
    .query(async ({ ctx, input }): Promise<AccessExplanation> => plain(await explainAccess(ctx, input))),
  live: forAnyone.input(liveDocumentsInput).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<TrackedEnvelope<LiveEvent>, void, unknown> {
    for await (const { position, event } of liveDocuments(ctx, input, signal ?? new AbortController().signal))
      yield tracked(position, plain(event));
  }),
  subscribe: forAnyone.input(subscribeInput).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<TrackedEnvelope<SubscribeEvent>, void, unknown> {
    for await (const { position, event } of subscribeDocuments(ctx, input, signal ?? new AbortController().signal))
      yield tracked(position, plain(event));
  }),
};
