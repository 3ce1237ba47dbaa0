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
import { liveDocuments } from './documents.live.ts';
import { getDocument, listDocuments } from './documents.read.ts';
import { createDocument, type RemovedDocument, removeDocument, updateDocument } from './documents.write.ts';

export const documentsProcedures = {
  create: forApps.input(createDocumentInput).mutation(({ ctx, input }): Promise<VibeDocument> => createDocument(ctx, input)),
  get: forAnyone.input(getDocumentInput).query(({ ctx, input }): Promise<VibeDocument> => getDocument(ctx, input)),
  list: forAnyone.input(listDocumentsInput).query(({ ctx, input }): Promise<DocumentPage> => listDocuments(ctx, input)),
  update: forApps.input(updateDocumentInput).mutation(({ ctx, input }): Promise<VibeDocument> => updateDocument(ctx, input)),
  remove: forApps.input(removeDocumentInput).mutation(({ ctx, input }): Promise<RemovedDocument> => removeDocument(ctx, input)),
  live: forAnyone.input(liveDocumentsInput).subscription(async function* ({
    ctx,
    input,
    signal,
  }): AsyncGenerator<TrackedEnvelope<LiveEvent>, void, unknown> {
    for await (const { position, event } of liveDocuments(ctx, input, signal ?? new AbortController().signal))
      yield tracked(position, event);
  }),
};
