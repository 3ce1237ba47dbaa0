export { consentProcedures } from './consent.procedures.ts';
export { deleteConsents } from './consent.store.ts';
export { allow, type Consent, consentHistory, grantedScopes, listConsents, whileConsented, withdraw } from './consent.ts';
export { type ConsentText, consentText } from './consent-text.ts';
