import { VibeLogin } from './vibe-login.ts';

// Where pages are rendered there are no elements. The script may be on a page twice; the first one is the one.
if (globalThis.customElements && !customElements.get('vibe-login')) customElements.define('vibe-login', VibeLogin);

export { VibeConsentEvent, VibeErrorEvent, VibeReadyEvent, VibeSignInEvent, VibeSignOutEvent } from './events.ts';
export { VibeLogin };
