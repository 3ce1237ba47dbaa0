import { displayNameLength, passwordLength } from '@vibe/shared';
import { html } from 'hono/html';
import { field, hidden, passkeyIcon, scriptButton, submitButton } from './controls.ts';
import { withMode } from './frame.ts';
import type { SignInView } from './sign-in-facts.ts';

/** With the script a passkey comes first, and the password's field is there when it is asked for. */
export function signUpForm({ texts, fields, handle, name, around, noPasskeys }: SignInView) {
  const { signUp, signIn } = texts;
  return html`<div class="stack wide"><form class="stack" method="post" action="/sign-in">${hidden({ ...fields, mode: 'sign-up' })}
${field({ name: 'name', label: signUp.name, autocomplete: 'name', maxlength: displayNameLength, hint: signUp.nameHint, value: name })}
${field({ name: 'handle', label: signUp.handle, autocomplete: 'username', plain: true, prefix: '@', maxlength: 64, hint: signUp.handleHint, value: handle })}
<div class="without-script stack">
${field({ name: 'password', label: signUp.password, autocomplete: 'new-password', plain: true, type: 'password', mayBeEmpty: true, maxlength: passwordLength.max, hint: signUp.passwordHint(passwordLength.min), reveal: signIn.show })}
${submitButton({ label: signUp.submit, kind: 'primary' })}
<p class="quiet">${noPasskeys}</p></div>
${scriptButton({ label: signUp.passkey, kind: 'primary', icon: passkeyIcon })}<p class="quiet needs-script">${signUp.passkeyHint}</p>
${scriptButton({ label: signUp.usePassword, kind: 'plain' })}</form></div>
<p class="switch">${signUp.known} <a class="linklike" href="${withMode(around.here, 'sign-in')}">${signUp.toSignIn}</a></p>`;
}
