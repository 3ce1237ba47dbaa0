import { type TrackedEnvelope, tracked } from '@trpc/server';
import {
  createDocumentInput,
  type DocumentPage,
  getDocumentInput,
  type LiveEvent,
  listDocumentsInput,
  liveDocumentsInput,
  removeDocumentInput,
  updateDocumentInput,
  type VibeDocument,
} from '@vibe/shared';
import { forAnyone, forApps } from '../../trpc/init.ts';
import { plain } from '../../trpc/transformer.ts';
import { liveDocuments } from './documents.live.ts';
import { getDocument, listDocuments } from './documents.read.ts';
import { createDocument, type RemovedDocument, removeDocument, updateDocument } from './documents.write.ts';

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
  update: forApps
    .input(updateDocumentInput)
    .mutation(async ({ ctx, input }): Promise<VibeDocument> => plain(await updateDocument(ctx, input))),
  remove: forApps
    .input(removeDocumentInput)
    .mutation(async ({ ctx, input }): Promise<RemovedDocument> => plain(await removeDocument(ctx, input))),
  live: forAnyone.input(liveDocumentsInput).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<TrackedEnvelope<LiveEvent>, void, unknown> {
    for await (const { position, event } of liveDocuments(ctx, input, signal ?? new AbortController().signal))
      yield tracked(position, plain(event));
  }),
};
