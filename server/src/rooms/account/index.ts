export { accountProcedures } from './account.procedures.ts';
export { bringBack, eraseNow, keepDepartures, leave, settleDepartures } from './departure.ts';
export { type Chunk, exportManifestFor, exportText, type Resume } from './export.ts';
export { Import, type ImportOptions } from './import.ts';
export type { ImportReport } from './import-report.ts';
export { type ExportManifest, FORMAT, readManifest, type What } from './manifest.ts';
export { importTooLarge, ownExport, ownImport } from './own-data.ts';
export { onlyOwn, ownersByDid } from './owners.ts';
export { tellSpace } from './space.ts';
