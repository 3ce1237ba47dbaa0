import { type Did, did as didSchema, VibeError } from '@vibe/shared';
import { signInTexts } from '@vibe/widget/texts';
import { browserAccounts, safeContinue } from '../rooms/identity/index.ts';
import { appRouter } from '../router.ts';
import { toVibeError } from '../trpc/errors.ts';
import { safeContinuation } from './continuation.ts';
import { checkForm, formToken } from './form-token.ts';
import { shell } from './html.ts';
import { requestOf } from './interaction-shown.ts';
import { contextOfForm } from './page-context.ts';
import { htmlResponse, type PageKit, type PageRequest } from './page-kit.ts';
import { readForm } from './read-body.ts';
import { cookiesOf } from './request.ts';
import { securityHeaders } from './security-headers.ts';
import { accountsView } from './views/accounts.ts';
import { withMode } from './views/frame.ts';

interface Asked {
  readonly interaction: string | undefined;
  readonly continueTo: string | undefined;
  /** An account was chosen that is not here any more. */
  readonly gone?: true;
}

/** `GET /sign-in?switch`: everybody who is signed in in this browser; one of them goes on, for an app that waits or on Vibe's own pages. */
export const accountsPage = (kit: PageKit, c: PageRequest): Promise<Response> =>
  show(kit, c, { interaction: c.req.query('interaction'), continueTo: c.req.query('continue') });

async function show(kit: PageKit, c: PageRequest, asked: Asked): Promise<Response> {
  const { services } = kit;
  const { incoming, outgoing } = c.env;
  const { language, says, around } = await kit.speak(c);
  const [css, { signIn, known }, accounts, request, continuation] = await Promise.all([
    kit.css(),
    signInTexts(language),
    browserAccounts(services, cookiesOf(incoming), 'page'),
    requestOf(services, incoming, asked.interaction, language),
    safeContinuation(services, asked.continueTo),
  ]);
  if (accounts.length === 0) return c.redirect(withMode(around.here, 'sign-in'), 303);
  const continueTo = continuation ?? '/account';
  const body = accountsView({
    ...{ texts: { ...says, signIn, known }, around, accounts, continueTo },
    app: request?.app,
    interaction: request && asked.interaction,
    token: formToken(services, incoming, outgoing),
    trouble: asked.gone && { message: says.accounts.gone },
  });
  const text = await shell({ title: `${says.accounts.title} · ${says.brand}`, language, css, body });
  const formTargets = request ? [request.app.origin] : continueTo.startsWith('/') ? [] : [new URL(continueTo).origin];
  // It may stand in a popup, whose opener waits for the app's answer.
  const headers = securityHeaders({ publicUrl: services.publicUrl, styles: [css], keepsOpener: true, formTargets });
  return htmlResponse(text, headers, asked.gone ? 401 : 200);
}

/** `POST /sign-in/switch`: another account is the active one from now on. */
export async function switchByForm(kit: PageKit, c: PageRequest): Promise<Response> {
  const form = await readForm(c.env.incoming);
  checkForm(kit.services, c.env.incoming, form);
  const continueTo = form.get('continue') ?? undefined;
  try {
    await appRouter.createCaller(await contextOfForm(kit, c)).identity.switchAccount({ did: accountIn(form) });
  } catch (error) {
    if (toVibeError(error).code !== 'not_signed_in') throw error;
    return show(kit, c, { interaction: undefined, continueTo, gone: true });
  }
  return c.redirect((await safeContinuation(kit.services, continueTo)) ?? '/account', 303);
}

/** `POST /sign-in/leave`: one of the accounts is signed out in this browser, or all of them; then back to the choice. */
export async function leaveByForm(kit: PageKit, c: PageRequest): Promise<Response> {
  const form = await readForm(c.env.incoming);
  checkForm(kit.services, c.env.incoming, form);
  const { identity } = appRouter.createCaller(await contextOfForm(kit, c));
  if (form.has('all')) await identity.signOutBrowser();
  else await identity.signOut({ did: accountIn(form) });
  return c.redirect(safeContinue(kit.services.publicUrl, [], form.get('back') ?? '') ?? '/sign-in', 303);
}

function accountIn(form: URLSearchParams): Did {
  const { data } = didSchema.safeParse(form.get('account'));
  if (data === undefined) throw new VibeError('bad_request', 'No account was named');
  return data;
}
