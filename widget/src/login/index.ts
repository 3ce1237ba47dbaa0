import { VibeLogin } from './vibe-login.ts';

// The script may be on the page twice; the first one is the one.
if (!customElements.get('vibe-login')) customElements.define('vibe-login', VibeLogin);

export { VibeConsentEvent, VibeErrorEvent, VibeReadyEvent, VibeSignInEvent, VibeSignOutEvent } from './events.ts';
export { VibeLogin };
