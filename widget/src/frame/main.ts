import './no-eval.ts';
import type { HostMessage } from '@vibe/shared';
import { type Answer, listen } from '../port/frame-end.ts';
import { answers } from './answers.ts';
import { askWith } from './ask-server.ts';
import { readBoot } from './boot.ts';
import { flows } from './flows.ts';
import { FrameError } from './frame-error.ts';
import { frameRoutes } from './frame-routes.ts';
import { openKeep } from './keep.ts';
import { keptSession } from './kept-session.ts';
import { ServerClock } from './server-clock.ts';
import { openTabs } from './tabs.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { TokenKeeper } from './tokens.ts';

const boot = readBoot();
const { server, app } = boot;
const clock = new ServerClock();
if (boot.now !== undefined) clock.set(boot.now);
const ask = askWith(clock);
const tabs = openTabs(app.clientId);

// Opened once, while the host is still on its way to us.
const parts = openKeep(app.clientId).then((keep) => {
  const endpoint = tokenEndpoint(server, app.clientId, ask, clock);
  const tokens = new TokenKeeper({ app, keep, endpoint, session: keptSession(server, app, ask, clock), tabs });
  tokens.refreshEarly();
  return { boot, clock, routes: frameRoutes(ask), tokens, flows: flows(server, keep) };
});
parts.catch(() => undefined);

listen({
  server,
  clientIds: [app.clientId, app.id],
  origins: app.origins,
  welcome(host) {
    tabs.onSaid(({ what: type, ...why }) => host.say({ type, ...why }));
    const table = parts.then((ready) => answers(ready, host));
    table.catch(() => undefined);
    // The schemas have checked the message; which entry takes which message is checked in the table's type.
    return async (message) => ((await table)[message.type] as (message: HostMessage) => Promise<Answer>)(message);
  },
  toError(error) {
    if (error instanceof FrameError) {
      const { code, message, requestId } = error;
      return { error: code, message, ...(requestId !== undefined && { request_id: requestId }) };
    }
    console.error(error);
    return { error: 'unavailable', message: error instanceof Error ? error.message : String(error) };
  },
});
