import { authorizationDefences } from './authorization.ts';
import type { Defence } from './defence.ts';
import { pageDefences } from './page.ts';
import { requestDefences } from './requests.ts';

/** What `npm run defences` takes out, one after the other, to see that the test named beside it fails. */
export const defences: readonly Defence[] = [...authorizationDefences, ...requestDefences, ...pageDefences];
