export {
  type Account,
  type AccountRequest,
  createAccount,
  findAccountByHandle,
  listAccounts,
  type Me,
  pictureOf,
  profileOf,
  profilesOf,
} from './identity.accounts.ts';
export { confirmPerson, type Proof } from './identity.confirm.ts';
export { sessionCookieNames } from './identity.cookies.ts';
export {
  beginDeparture,
  comeBack,
  type Departure,
  eraseAccount,
  findDeparted,
  listDepartures,
  onReturn,
  settleDeparture,
} from './identity.departures.ts';
export { type DidRequest, findPublished, mintDid, type PublishedDid, publishedAt, serverDid } from './identity.dids.ts';
export { requireConfirmed } from './identity.fresh.ts';
export { createSignInLink, type SignInLink, type SignInLinkRequest } from './identity.links.ts';
export { networkKey } from './identity.network.ts';
export { keepOutbox } from './identity.outbox.ts';
export { authenticationResponse } from './identity.passkey-input.ts';
export { type Passkey, passkeysOf } from './identity.passkeys.ts';
export { safeContinue } from './identity.policy.ts';
export { identityProcedures } from './identity.procedures.ts';
export { spendTry } from './identity.rate-limits.ts';
export { browserSessions, findFrameSession, findSession } from './identity.sessions.find.ts';
export type { FoundSession } from './identity.sessions.memory.ts';
export { holdSession } from './identity.sessions.store.ts';
export {
  browserAccounts,
  endAllSessions,
  endBrowserSessions,
  endSession,
  endSessionById,
  listSessions,
  onSessionsEnded,
  type Session,
  type SignInMeans,
  startSession,
} from './identity.sessions.ts';
export { type DidSigner, didSigner } from './identity.signing.ts';
export type { DidDocument } from './identity.webvh.ts';
