import type { Profile } from '@vibe/shared';
import { html } from 'hono/html';
import { FORM_FIELD } from '../form-token.ts';
import { field, hidden, linkButton, passkeyIcon, person, problemNotice, scriptButton, submitButton } from './controls.ts';
import { pageFrame, skeleton, withMode } from './frame.ts';
import type { SignInView } from './sign-in-facts.ts';
import { signUpForm } from './sign-up.ts';

/** The first paint of /sign-in, and all of it without JavaScript: the same words and places as widget/src/pages/sign-in. */
export function signInView(view: SignInView) {
  const { texts, around, shows, account, app, requestIsOver, trouble } = view;
  const heading = { 'sign-in': texts.signIn, 'sign-up': texts.signUp, known: texts.known, link: texts.signIn }[shows].title;
  return pageFrame(
    texts,
    around,
    html`<div class="headline"><h1 tabindex="-1">${heading}</h1>${
      app === undefined
        ? ''
        : html`<p>${texts.signIn.to} <strong><bdi>${app.name}</bdi></strong> <span class="quiet" dir="ltr">${new URL(app.origin).host}</span></p>`
    }</div>
${requestIsOver ? html`<p class="notice">${texts.signIn.requestIsOver}</p>` : ''}
${problemNotice(trouble)}
${shows === 'link' ? skeleton : ''}
${shows === 'known' && account ? known(view, account) : ''}
${shows === 'sign-in' ? signInForm(view) : ''}
${shows === 'sign-up' ? signUpForm(view) : ''}`,
  );
}

function signInForm({ texts, fields, handle, around, noPasskeys, mail }: SignInView) {
  const { signIn } = texts;
  return html`<div class="stack wide">${scriptButton({ label: signIn.passkey, kind: 'primary', icon: passkeyIcon })}<p class="or needs-script">${signIn.or}</p>
<form class="stack" method="post" action="/sign-in">${hidden(fields)}
${field({ name: 'handle', label: signIn.handle, autocomplete: 'username webauthn', plain: true, prefix: '@', maxlength: 64, value: handle })}
<div>${field({ name: 'password', label: signIn.password, autocomplete: 'current-password', plain: true, type: 'password', maxlength: 256, reveal: signIn.show })}</div>
${submitButton({ label: signIn.submit })}
${scriptButton({ label: signIn.useRecovery, kind: 'plain' })}
${mail ? scriptButton({ label: signIn.useEmail, kind: 'plain' }) : ''}
<p class="quiet without-script">${noPasskeys}</p></form></div>
<p class="switch">${signIn.newHere} <a class="linklike" href="${withMode(around.here, 'sign-up')}">${signIn.toSignUp}</a></p>`;
}

function known({ texts, next, around, fields }: SignInView, account: Profile) {
  const { known: says } = texts;
  // To choose the account that is here is an answer to the app's request, and goes the way of answers.
  const goOn = next.endsWith('/decision')
    ? html`<form method="post" action="${next}">${hidden({ [FORM_FIELD]: fields[FORM_FIELD] ?? '', decision: 'allow' })}${submitButton({ label: says.continueAs(account.name), kind: 'primary' })}</form>`
    : linkButton({ label: says.continueAs(account.name), kind: 'primary' }, next);
  return html`${person(account)}<div class="stack">${goOn}${linkButton({ label: says.other }, withMode(around.here, 'sign-in'))}</div>`;
}
