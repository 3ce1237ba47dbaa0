export { consentProcedures } from './consent.procedures.ts';
export { allow, deleteConsents, grantedScopes, whileConsented, withdraw } from './consent.ts';
export { consentFor } from './consent-asked.ts';
export { type Consent, consentHistory, listConsents } from './consent-list.ts';
export type { ConsentText } from './consent-text.ts';
export { lapsedConsent, noteUse, settleConsents } from './consent-time.ts';
export { onSpaceAsked, type SpaceUsed } from './space.ts';
