export { mintAccessToken, type VerifiedToken, verifyAccessToken } from './access-tokens.ts';
export { type AuthorizationServer, authorizationServer } from './authorization-server.ts';
export { postLogoutUris } from './client-metadata.ts';
export { verifyDpopProof } from './dpop.ts';
export { onGrantEnded } from './ended-grants.ts';
export { fedcmAccounts, fedcmAssertion, fedcmAssertionInput, fedcmClientMetadata, fedcmDisconnect } from './fedcm.ts';
export { type FrameAuthorizeInput, type FrameStatus, frameAuthorize, frameAuthorizeInput, frameStatus } from './frame.ts';
export { isLive, revokeGrants } from './grants.ts';
export {
  continueInteraction,
  type Decision,
  decideInteraction,
  describeInteraction,
  findInteraction,
  type InteractionDetails,
} from './interactions.ts';
export { keepTellingApps, tellApps } from './logout-notices.ts';
export { oauthProcedures } from './oauth.procedures.ts';
export { endPartition, startPartition } from './partition.ts';
export { countNoRates, type Rate, spendRate } from './rates.ts';
export { refusalOf } from './refusal.ts';
