import type { IncomingMessage } from 'node:http';
import { VibeError } from '@vibe/shared';
import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';

const refusals = new WeakMap<IncomingMessage, VibeError>();

/** The engine has something to say that cannot go back to the client, such as an unknown redirect URI. The edge shows it in Vibe's own way. */
export function keepRefusal(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void {
  ctx.respond = false;
  refusals.set(ctx.req, toVibeError(out, error, ctx.status));
}

/** What the engine refused this request for, if it did not answer it itself. */
export const refusalOf = (request: IncomingMessage): VibeError | undefined => refusals.get(request);

function toVibeError(out: ErrorOut, cause: Error, status: number): VibeError {
  if (status >= 500) return new VibeError('internal', 'Something went wrong here', { cause });
  if (out.error === 'invalid_client') return new VibeError('unknown_app', 'No app is registered here under this client_id', { cause });
  if (cause.name === 'SessionNotFound') {
    return new VibeError('not_found', 'This sign-in has expired', { hint: 'Start again from the app.', cause });
  }
  const details = [out.error, out.error_description].filter(Boolean).join(': ');
  return new VibeError('bad_request', `The app's sign-in request is not valid (${details})`, { cause });
}
