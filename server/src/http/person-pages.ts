import { toLanguage, VibeError } from '@vibe/shared';
import { accountTexts, consentTexts } from '@vibe/widget/texts';
import { Hono } from 'hono';
import { browserSessions, safeContinue } from '../rooms/identity/index.ts';
import { appRouter } from '../router.ts';
import { accountsPage, leaveByForm, switchByForm } from './accounts-page.ts';
import { isSameOrigin } from './authenticate.ts';
import { checkForm, FORM_FIELD, formToken } from './form-token.ts';
import { requestOf } from './interaction-shown.ts';
import { languageCookie } from './language.ts';
import { contextOfForm } from './page-context.ts';
import type { PageEnv, PageKit, PageRequest } from './page-kit.ts';
import { readForm } from './read-body.ts';
import { cookiesOf } from './request.ts';
import { signInByForm, signInPage } from './sign-in-page.ts';
import { accountView } from './views/account.ts';
import { consentGone, consentView } from './views/consent.ts';

/** The pages about a person, and the plain forms on them: what one came for works before the script does, and without it. */
export function personPages(kit: PageKit): Hono<PageEnv> {
  const app = new Hono<PageEnv>();
  app.get('/sign-in', (c) => ('switch' in c.req.query() ? accountsPage(kit, c) : signInPage(kit, c)));
  app.post('/sign-in', (c) => signInByForm(kit, c));
  app.post('/sign-in/switch', (c) => switchByForm(kit, c));
  app.post('/sign-in/leave', (c) => leaveByForm(kit, c));
  app.get('/consent', (c) => consentPage(kit, c));
  app.get('/account', (c) => accountPage(kit, c));
  app.post('/sign-out', (c) => signOut(kit, c));
  app.post('/language', (c) => chooseLanguageHere(kit, c));
  return app;
}

async function consentPage(kit: PageKit, c: PageRequest): Promise<Response> {
  const { services } = kit;
  const { incoming, outgoing } = c.env;
  const uid = c.req.query('interaction') ?? '';
  const { language, around } = await kit.speak(c);
  const [texts, request] = await Promise.all([consentTexts(language), requestOf(services, incoming, uid, language)]);
  // Nobody is signed in any more: the request waits.
  if (request && !request.account) return c.redirect(`/sign-in?interaction=${encodeURIComponent(uid)}`, 303);
  const fields = { [FORM_FIELD]: formToken(services, incoming, outgoing) };
  return kit.show({
    page: 'consent',
    title: `${request ? texts.consent.title(request.app.name) : texts.consent.gone} · ${texts.brand}`,
    language,
    body: request ? consentView({ texts, around, uid, request, fields }) : consentGone(texts, around),
    formTargets: request ? [request.app.origin] : [],
    boot: { interaction: uid, ...(request && { request }) },
  });
}

async function accountPage(kit: PageKit, c: PageRequest): Promise<Response> {
  const account = await kit.signedIn(c);
  if (!account) {
    // Others may be signed in here, of whom nobody is active: they choose.
    const others = await browserSessions(kit.services, cookiesOf(c.env.incoming), 'page');
    return c.redirect(`/sign-in?${others.length > 0 ? 'switch&' : ''}continue=/account`, 302);
  }
  const { language, says, around } = await kit.speak(c);
  const texts = await accountTexts(language);
  const fields = { [FORM_FIELD]: formToken(kit.services, c.env.incoming, c.env.outgoing) };
  return kit.show({
    page: 'account',
    title: `${texts.account.title} · ${texts.brand}`,
    language,
    body: accountView({ texts, around, account, fields, rest: says.noScript.rest }),
    boot: { account },
  });
}

async function signOut(kit: PageKit, c: PageRequest): Promise<Response> {
  checkForm(kit.services, c.env.incoming, await readForm(c.env.incoming));
  await appRouter.createCaller(await contextOfForm(kit, c)).identity.signOut();
  return c.redirect('/', 303);
}

/** The choice in a page's foot. It is kept in this browser, signed in or not. */
async function chooseLanguageHere({ services }: PageKit, c: PageRequest): Promise<Response> {
  const { incoming, outgoing } = c.env;
  if (!isSameOrigin(services.publicUrl, incoming.headers)) throw new VibeError('forbidden', "Only Vibe's own pages may do this");
  const form = await readForm(incoming);
  const language = toLanguage(form.get('lang'));
  if (!language) throw new VibeError('bad_request', 'Vibe does not speak this language');
  outgoing.appendHeader('set-cookie', languageCookie(services.publicUrl, language));
  return c.redirect(safeContinue(services.publicUrl, [], form.get('back') ?? '/') ?? '/', 303);
}
