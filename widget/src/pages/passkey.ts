import type {
  PublicKeyCredentialCreationOptionsJSON as CreationOptions,
  PublicKeyCredentialRequestOptionsJSON as RequestOptions,
} from '@simplewebauthn/browser';
import type { Profile } from '@vibe/shared';
import { tellOpener } from '../port/tell-opener.ts';
import { api } from './api.ts';

// The same JSON (WebAuthn L3 §5.1.8) typed twice: the DOM has strings where the library has unions.
const creation = (options: PublicKeyCredentialCreationOptionsJSON) => options as unknown as CreationOptions;
const request = (options: PublicKeyCredentialRequestOptionsJSON) => options as unknown as RequestOptions;

/** What speaks to the authenticator: loaded after the page stands. */
const webAuthn = () => import('@simplewebauthn/browser');

export const hasPasskeys = typeof globalThis.PublicKeyCredential === 'function';

/** The person closed the browser's dialog, or there was nothing to choose from: no fault of anyone. */
export const wasCancelled = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError');

/** This authenticator has a passkey of this account already (WebAuthn L3 §5.1.3, excludeCredentials). */
export const wasThereAlready = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'InvalidStateError' || ('code' in error && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'));

/** @param quietly offer it in the handle's autofill instead of a dialog; resolves when the person picks it there, if ever */
export async function signInWithPasskey(quietly = false): Promise<Profile> {
  const optionsJSON = request(await api.identity.passkeySignInOptions.mutate());
  if (!quietly) tellOpener('passkey');
  const response = await (await webAuthn()).startAuthentication({ optionsJSON, useBrowserAutofill: quietly });
  return api.identity.passkeySignIn.mutate({ response });
}

export const canOfferInAutofill = (): Promise<boolean> =>
  webAuthn().then(
    (library) => library.browserSupportsWebAuthnAutofill(),
    () => false,
  );

export async function signUpWithPasskey(account: { handle: string; name: string }): Promise<Profile> {
  const optionsJSON = creation(await api.identity.passkeySignUpOptions.mutate(account));
  const response = await (await webAuthn()).startRegistration({ optionsJSON });
  return api.identity.passkeySignUp.mutate({ response });
}

/** Shows once more who one is, with a passkey of one's own. */
export async function confirmWithPasskey() {
  const optionsJSON = request(await api.identity.confirmOptions.mutate());
  return (await webAuthn()).startAuthentication({ optionsJSON });
}

export async function addPasskey() {
  const optionsJSON = creation(await api.identity.passkeyAddOptions.mutate());
  const response = await (await webAuthn()).startRegistration({ optionsJSON });
  return api.identity.passkeyAdd.mutate({ response });
}
