import type { TRPCBuiltRouter, TRPCDefaultErrorData, TRPCDefaultErrorShape } from '@trpc/server';
import type { VibeErrorOnTheWire } from '@vibe/shared';
import { accountProcedures } from './rooms/account/index.ts';
import { appsProcedures } from './rooms/apps/index.ts';
import { certificatesProcedures } from './rooms/certificates/index.ts';
import { consentProcedures } from './rooms/consent/index.ts';
import { documentsProcedures } from './rooms/documents/index.ts';
import { identityProcedures } from './rooms/identity/index.ts';
import { oauthProcedures } from './rooms/oauth/index.ts';
import { router } from './trpc/init.ts';

/** One line per room: its procedures under its name. */
const routes = {
  identity: identityProcedures,
  certificates: certificatesProcedures,
  apps: appsProcedures,
  consent: consentProcedures,
  oauth: oauthProcedures,
  documents: documentsProcedures,
  account: accountProcedures,
};

export const appRouter = router(routes);

export interface VibeErrorShape extends TRPCDefaultErrorShape {
  data: TRPCDefaultErrorData & { vibe: VibeErrorOnTheWire };
}

/**
 * What clients see. Not `typeof appRouter`: that names Context, so the client's bundled types would carry Kysely and pg (622 kB). A record of
 * procedures names only inputs and outputs.
 */
export type AppRouter = TRPCBuiltRouter<{ ctx: object; meta: object; errorShape: VibeErrorShape; transformer: true }, typeof routes>;
