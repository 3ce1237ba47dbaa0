import { chromium } from './drive/chromium.ts';
import { story } from './story.ts';

story({ engine: 'chromium', launch: chromium, passkeys: true, comesBackBy: 'popup', without: 'FedCM' });
