import { firefox } from './drive/firefox.ts';
import { nothingKept } from './nothing-kept.ts';
import { inEngine, story } from './story.ts';

// Firefox gives the frame its cookies once the page has opened a window of Vibe's in a click.
story({ engine: 'firefox', launch: firefox, passkeys: true, comesBackBy: 'partitioned_session' });

// "All cross-site cookies": other storage goes with them.
inEngine('firefox', () => nothingKept(() => firefox({ prefs: { 'network.cookie.cookieBehavior': 1 } })));
