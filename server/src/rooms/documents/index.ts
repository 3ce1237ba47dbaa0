export { documentsProcedures } from './documents.procedures.ts';
export { getDocument, listDocuments } from './documents.read.ts';
export { finishIndexes, startIndexWorker } from './indexing/index-worker.ts';
export { eraseDocuments, giveBackDocuments, withdrawDocuments } from './leaving/leaving.ts';
export { type LiveDocument, liveDocuments } from './live/documents.live.ts';
export { type Subscribed, subscribeDocuments } from './live/subscribe.ts';
export { type Space, spaceOf, spaceOfApp } from './space.ts';
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
export { createDocument, removeDocument, updateDocument } from './write/documents.write.ts';
