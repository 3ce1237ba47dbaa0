export type { App } from './app.ts';
export { appsProcedures } from './apps.procedures.ts';
export { appAtHand, findApp, isRegisteredOrigin, leaveApps, listApps, listAppsOf, pushApp } from './apps.ts';
export { type Collection, type CollectionIndex, findCollection, type Relation } from './collections.ts';
export { SEARCH } from './declared-indexes.ts';
export { type IndexStatus, progressText } from './index-status.ts';
export { findDeclaration, type IndexTurn, type IndexWork, listIndexes, listWork, takeTurn } from './index-work.ts';
