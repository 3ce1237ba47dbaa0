import { z } from 'zod';

const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');

/** Longer ones exist in no authenticator (WebAuthn L3 §5.8.3 has 1023 bytes). */
export const credentialId = base64url(1_364);

/** RegistrationResponseJSON (WebAuthn L3 §5.1.8.1), what we read of it. */
export const registrationResponse = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(8_192),
    attestationObject: base64url(65_536),
    transports: z
      .array(
        z
          .string()
          .max(20)
          .regex(/^[a-z-]+$/),
      )
      .max(8)
      .optional(),
  }),
});
export type RegistrationResponse = z.output<typeof registrationResponse>;

/** AuthenticationResponseJSON (WebAuthn L3 §5.1.8.2), what we read of it. */
export const authenticationResponse = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(8_192),
    authenticatorData: base64url(8_192),
    signature: base64url(8_192),
    userHandle: base64url(128).nullish(),
  }),
});
export type AuthenticationResponse = z.output<typeof authenticationResponse>;

export const passkeyName = z.string().trim().min(1).max(60);

const clientData = z.object({ challenge: base64url(128) });

/** The challenge that the browser says it answered; undefined when there is none to be read. */
export function challengeOf(clientDataJSON: string): string | undefined {
  try {
    return clientData.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))).challenge;
  } catch {
    return undefined; // not JSON, or no challenge in it: the caller refuses, as it does an unknown challenge
  }
}
