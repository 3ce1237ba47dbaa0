import '@vibe/widget';
import type { VibeLogin, VibeSignInEvent } from '@vibe/widget';

// A page of someone else, compiled against the packed @vibe/widget by scripts/pack-check.ts, with skipLibCheck off.
const login: VibeLogin | null = document.querySelector('vibe-login');
login?.addEventListener('vibe-signin', (event: VibeSignInEvent) => console.log(event.type));
