export { type LiveDocument, liveDocuments } from './documents.live.ts';
export { documentsProcedures } from './documents.procedures.ts';
export { getDocument, listDocuments } from './documents.read.ts';
export { createDocument, removeDocument, updateDocument } from './documents.write.ts';
export { finishIndexes, startIndexWorker } from './index-worker.ts';
export { eraseDocuments, giveBackDocuments, withdrawDocuments } from './leaving/leaving.ts';
export { type Subscribed, subscribeDocuments } from './subscribe.ts';
export { documentsToExport, type ExportPlace, exportDocuments, exportOwners } from './transfer/export.ts';
export { type ImportItem, type ImportRules, importDocuments, importRevisions } from './transfer/import.ts';
export {
  type ConflictRecord,
  conflictRecord,
  type DocumentRecord,
  documentRecord,
  type RevisionRecord,
  revisionRecord,
} from './transfer/records.ts';
