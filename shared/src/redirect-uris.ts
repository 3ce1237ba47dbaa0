// Apart from the version's name, which a page loads at once: these it needs only after a click.

const named = (origin: string): string => btoa(origin).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Where the popup of one origin comes back to: a redirect URI of its own per registered origin, so that exact match holds for it too. */
export const popupRedirectUri = (server: string, hostOrigin: string): string => `${server}/oauth/popup/${named(hostOrigin)}`;

/** The same for FedCM: what a code is redeemed with, and where the page that FedCM continues on ends. */
export const fedcmRedirectUri = (server: string, hostOrigin: string): string => `${server}/oauth/fedcm/return/${named(hostOrigin)}`;

/** Seconds that a sign-in of one app on one site lasts at most, counted from its first token on. */
export const signInLifetimeSeconds = 30 * 86_400;
