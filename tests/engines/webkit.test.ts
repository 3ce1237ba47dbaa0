import { webkit } from './drive/webkit.ts';
import { story } from './story.ts';

// WebKit does as Firefox does with the frame's cookies, and WebKitGTK has no passkeys.
story({ engine: 'webkit', launch: webkit, passkeys: false, comesBackBy: 'partitioned_session' });
