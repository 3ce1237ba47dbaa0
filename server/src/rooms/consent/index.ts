export { consentProcedures } from './consent.procedures.ts';
export { allow, type Consent, consentHistory, grantedScopes, listConsents, whileConsented, withdraw } from './consent.ts';
export { type ConsentText, consentText } from './consent-text.ts';
