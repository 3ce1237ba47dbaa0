import { firefox } from './drive/firefox.ts';
import { story } from './story.ts';

// Firefox gives the frame its cookies once the page has opened a window of Vibe's in a click.
story({ engine: 'firefox', launch: firefox, passkeys: true, comesBackBy: 'partitioned_session' });
