export { type LiveDocument, liveDocuments } from './documents.live.ts';
export { documentsProcedures } from './documents.procedures.ts';
export { getDocument, listDocuments } from './documents.read.ts';
export { createDocument, type RemovedDocument, removeDocument, updateDocument } from './documents.write.ts';
