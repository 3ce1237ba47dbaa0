import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { lifetimes } from './identity.limits.ts';
import { type AuthenticationResponse, challengeOf, type RegistrationResponse } from './identity.passkey-input.ts';
import { deleteExpiredChallenges, insertChallenge, type NewChallenge, takeChallenge } from './identity.passkeys.store.ts';

/** EdDSA, ES256, RS256 (IANA COSE): what authenticators have, in the order wished for. */
const algorithms = [-8, -7, -257];

type Purpose = Omit<NewChallenge, 'challenge' | 'expiresAt'>;

export interface PasskeyPerson {
  readonly handle: string;
  readonly name: string;
  readonly webauthnUser: string;
}

/** What `navigator.credentials.create` is asked for: a discoverable credential, so that signing in needs no handle. */
export async function registrationOptions(
  services: Services,
  purpose: Purpose,
  person: PasskeyPerson,
  exclude: readonly { id: string; transports: string[] }[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { extensions: _, ...options } = await generateRegistrationOptions({
    rpName: 'Vibe',
    rpID: rpId(services),
    userID: new Uint8Array(Buffer.from(person.webauthnUser, 'base64url')),
    userName: person.handle,
    userDisplayName: person.name,
    challenge: await newChallenge(services, purpose),
    timeout: lifetimes.passkeyChallenge * 1000,
    excludeCredentials: [...exclude],
    supportedAlgorithmIDs: algorithms,
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  });
  return options;
}

/** @param allow left out, the authenticator offers all those it has for this server */
export async function authenticationOptions(
  services: Services,
  purpose: Purpose = { purpose: 'sign_in' },
  allow?: readonly { id: string }[],
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { extensions: _, ...options } = await generateAuthenticationOptions({
    rpID: rpId(services),
    challenge: await newChallenge(services, purpose),
    ...(allow && { allowCredentials: allow.map(({ id }) => ({ id })) }),
    timeout: lifetimes.passkeyChallenge * 1000,
    userVerification: 'preferred',
  });
  return options;
}

/**
 * What a challenge was made for. It is used up, whatever comes of the rest.
 * @throws {VibeError} invalid_credentials when it is not ours, was used, has expired, or was made for something else.
 */
export async function useChallenge(services: Services, purpose: Purpose['purpose'], clientDataJSON: string) {
  const challenge = challengeOf(clientDataJSON);
  const row = challenge === undefined ? undefined : await takeChallenge(services.database.system, challenge, purpose, services.clock.now());
  if (!challenge || !row)
    throw new VibeError('invalid_credentials', 'This passkey request has expired or was used already', { hint: 'Try again.' });
  return { challenge, ...row };
}

/** A credential that was just made here, for this challenge. No attestation is asked for: any authenticator will do. */
export async function verifyRegistration(services: Services, challenge: string, response: RegistrationResponse) {
  const verified = await verifyRegistrationResponse({
    response: { ...response, response: withoutUndefined(response.response), clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: services.publicUrl,
    expectedRPID: rpId(services),
    requireUserVerification: false,
    supportedAlgorithmIDs: algorithms,
  }).catch(refuse);
  if (!verified.verified) throw notVerified();
  const { credential, credentialBackedUp } = verified.registrationInfo;
  return { id: credential.id, publicKey: Buffer.from(credential.publicKey), counter: credential.counter, backedUp: credentialBackedUp };
}

export interface StoredCredential {
  readonly public_key: Buffer;
  readonly counter: string;
}

/** The holder of the credential's key answered this challenge, on this origin, with a counter that went on. */
export async function verifyAuthentication(
  services: Services,
  challenge: string,
  response: AuthenticationResponse,
  stored: StoredCredential,
) {
  const { userHandle, ...signed } = response.response;
  const verified = await verifyAuthenticationResponse({
    response: { ...response, response: { ...signed, ...(userHandle && { userHandle }) }, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: services.publicUrl,
    expectedRPID: rpId(services),
    credential: { id: response.id, publicKey: new Uint8Array(stored.public_key), counter: Number(stored.counter) },
    requireUserVerification: false,
  }).catch(refuse);
  if (!verified.verified) throw notVerified();
  return { counter: verified.authenticationInfo.newCounter, backedUp: verified.authenticationInfo.credentialBackedUp };
}

export const notVerified = (cause?: unknown): VibeError =>
  new VibeError('invalid_credentials', 'This passkey could not be verified', { hint: 'Try again, or sign in another way.', cause });

const refuse = (cause: unknown): never => {
  throw notVerified(cause);
};

/** The passkeys' realm is the host alone (WebAuthn L3 §4, RP ID). */
const rpId = (services: Services): string => new URL(services.publicUrl).hostname;

async function newChallenge(services: Services, purpose: Purpose): Promise<Uint8Array<ArrayBuffer>> {
  const now = services.clock.now();
  const challenge = services.clock.randomText(32);
  await deleteExpiredChallenges(services.database.system, now);
  await insertChallenge(services.database.system, {
    ...purpose,
    challenge,
    expiresAt: new Date(now.getTime() + lifetimes.passkeyChallenge * 1000),
  });
  return new Uint8Array(Buffer.from(challenge, 'base64url'));
}

function withoutUndefined({ transports, ...rest }: RegistrationResponse['response']) {
  return { ...rest, ...(transports && { transports }) };
}
