import { initTRPC } from '@trpc/server';
import { VibeError } from '@vibe/shared';
import type { AppContext, Asker, Context, PersonContext } from '../platform/context.ts';
import { errorData, toVibeError } from './errors.ts';
import { liveness } from './event-stream.ts';
import { transformer } from './transformer.ts';

/** What the routes in front of tRPC know of a procedure. */
export interface ProcedureMeta {
  /** What a visitor gets depends on the input and on documents alone, and every document it stands on is named by `ctx.standsOn` before it is read. */
  readonly keepable?: boolean;
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    transformer,
    sse: {
      ping: { enabled: true, intervalMs: liveness.pingMs },
      client: { reconnectAfterInactivityMs: liveness.reconnectAfterInactivityMs },
    },
    errorFormatter({ shape, error, ctx }) {
      const vibe = toVibeError(error);
      return { message: vibe.message, code: shape.code, data: errorData(vibe, ctx?.requestId ?? '', shape.data.path) };
    },
  });

export const router = t.router;

const signedOut = () => new VibeError('not_signed_in', 'This needs someone to be signed in', { hint: 'Sign in, then try again.' });
const only = (kind: Asker['kind'], ctx: Context): boolean => ctx.asker.kind === kind;

/** Anyone, also a visitor who is not signed in. The operation decides what a visitor may see. */
export const forAnyone = t.procedure.use(({ ctx, next }) => {
  if (ctx.refused) throw ctx.refused;
  return next();
});
/** An app with a person's consent. */
export const forApps = forAnyone.use(({ ctx, next }) => {
  if (!only('app', ctx)) throw signedOut();
  return next({ ctx: ctx as AppContext });
});
/** The person on Vibe's own pages; never an app. */
export const forPerson = forAnyone.use(({ ctx, next }) => {
  if (only('visitor', ctx)) throw signedOut();
  if (!only('person', ctx)) throw new VibeError('forbidden', "Only Vibe's own pages may do this");
  return next({ ctx: ctx as PersonContext });
});
