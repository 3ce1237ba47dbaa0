export type { App } from './app.ts';
export { appsProcedures } from './apps.procedures.ts';
export { appAtHand, findApp, isRegisteredOrigin, listApps, listAppsOf, pushApp } from './apps.ts';
export { type Collection, type CollectionIndex, findCollection, type Relation } from './collections.ts';
export { type IndexStatus, progressText } from './index-status.ts';
