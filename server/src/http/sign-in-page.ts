import type { Language, VibeError } from '@vibe/shared';
import { type ServerTexts, type SignInTexts, signInTexts } from '@vibe/widget/texts';
import { appRouter } from '../router.ts';
import { toVibeError } from '../trpc/errors.ts';
import { safeContinuation } from './continuation.ts';
import { checkForm, FORM_FIELD, formToken } from './form-token.ts';
import { requestOf } from './interaction-shown.ts';
import { contextOfForm } from './page-context.ts';
import type { PageKit, PageRequest } from './page-kit.ts';
import { readForm } from './read-body.ts';
import { troubleOf } from './trouble.ts';
import type { Trouble } from './views/controls.ts';
import { signInView } from './views/sign-in.ts';

/** What was asked of the page, and what a form that failed brings back. */
interface Asked {
  readonly mode: string | undefined;
  readonly interaction: string | undefined;
  readonly continueTo: string | undefined;
  /** A one-time link: what it says stands behind the #, which only the script can read. */
  readonly link?: boolean;
  readonly switch?: boolean;
  readonly handle?: string;
  readonly name?: string;
  readonly error?: VibeError;
}

/** `GET /sign-in`: signing in and up, as HTML that works by itself. */
export function signInPage(kit: PageKit, c: PageRequest): Promise<Response> {
  const query = c.req.query();
  const { mode, interaction } = query;
  return show(kit, c, { mode, interaction, continueTo: query.continue, link: 'link' in query, switch: 'switch' in query });
}

async function show(kit: PageKit, c: PageRequest, asked: Asked): Promise<Response> {
  const { services } = kit;
  const { incoming, outgoing } = c.env;
  const { language, says, around } = await kit.speak(c);
  const [texts, signedIn, request, continuation] = await Promise.all([
    signInTexts(language),
    kit.signedIn(c),
    requestOf(services, incoming, asked.interaction, language),
    safeContinuation(services, asked.continueTo),
  ]);
  const continueTo = continuation ?? '/account';
  // Only a request to choose an account is answered with the one that is here: any other comes to this page to get another sign-in.
  const account =
    asked.mode === undefined && (asked.interaction === undefined || request?.prompt === 'select_account') ? signedIn : undefined;
  const shows = asked.mode === 'sign-up' ? 'sign-up' : asked.link || asked.switch ? 'link' : account ? 'known' : 'sign-in';
  const requestIsOver = asked.interaction !== undefined && request === undefined;
  const uid = requestIsOver ? undefined : asked.interaction;
  const trouble = asked.error && explained(asked.error, language, texts, says);
  const body = signInView({
    ...{ texts, around, shows, account, requestIsOver, trouble, mail: services.mailer !== undefined },
    app: request?.app,
    fields: {
      [FORM_FIELD]: formToken(services, incoming, outgoing),
      ...(uid === undefined ? { continue: continueTo } : { interaction: uid }),
    },
    next: uid === undefined ? continueTo : `/oauth/interaction/${uid}${request?.prompt === 'select_account' ? '/decision' : ''}`,
    handle: asked.handle ?? handleOf(request?.login_hint),
    name: asked.name ?? '',
    noPasskeys: says.noScript.noPasskeys,
  });
  return kit.show({
    page: 'sign-in',
    title: `${texts[shows === 'link' ? 'signIn' : camel[shows]].title} · ${texts.brand}`,
    language,
    body,
    status: asked.error?.status ?? 200,
    formTargets: request ? [request.app.origin] : continueTo.startsWith('/') ? [] : [new URL(continueTo).origin],
    boot: {
      account: (asked.mode === 'sign-in' ? undefined : signedIn) ?? null,
      continueTo,
      mail: services.mailer !== undefined,
      ...(asked.interaction !== undefined && { interaction: asked.interaction }),
      ...(request && { request }),
      ...(asked.mode === 'sign-up' && { mode: asked.mode }),
      ...(trouble && { trouble }),
    },
  });
}

const camel = { 'sign-in': 'signIn', 'sign-up': 'signUp', known: 'known' } as const;
const handleOf = (hint: string | null | undefined): string => (hint?.startsWith('did:') ? '' : (hint ?? ''));

function explained(error: VibeError, language: Language, texts: SignInTexts, { error: says }: ServerTexts): Trouble {
  if (error.code === 'invalid_credentials') return { message: texts.signIn.wrong, hint: texts.signIn.wrongHint };
  if (error.code === 'forbidden') return { message: says.formOld, hint: says.formOldHint };
  return troubleOf(error, language, texts);
}

/** `POST /sign-in`: the forms of the page where no script runs, or not yet. What the password is good for is decided where the script asks, too. */
export async function signInByForm(kit: PageKit, c: PageRequest): Promise<Response> {
  const form = await readForm(c.env.incoming);
  const given = (name: string): string => form.get(name) ?? '';
  const asked: Asked = {
    mode: given('mode') === 'sign-up' ? 'sign-up' : 'sign-in',
    interaction: form.get('interaction') ?? undefined,
    continueTo: form.get('continue') ?? undefined,
    handle: given('handle'),
    name: given('name'),
  };
  try {
    checkForm(kit.services, c.env.incoming, form);
    const { identity } = appRouter.createCaller(await contextOfForm(kit, c));
    const account = { handle: given('handle').trim().replace(/^@/, '').toLowerCase(), password: given('password') };
    if (asked.mode === 'sign-up') await identity.signUp({ ...account, name: given('name').trim() });
    else await identity.signIn(account);
  } catch (error) {
    const vibe = toVibeError(error);
    if (vibe.status >= 500) throw vibe;
    return show(kit, c, { ...asked, error: vibe });
  }
  const uid = asked.interaction;
  const onTo = uid === undefined ? await safeContinuation(kit.services, asked.continueTo) : `/oauth/interaction/${encodeURIComponent(uid)}`;
  return c.redirect(onTo ?? '/account', 303);
}
