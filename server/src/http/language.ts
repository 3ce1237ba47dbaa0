import type { IncomingMessage } from 'node:http';
import { chooseLanguage, LANGUAGE_COOKIE, type Language } from '@vibe/shared';
import { cookiesOf } from './request.ts';

/**
 * The language of a page, a frame or an answer: `?lang`, then what the person chose in a page's language menu, then what an app wishes
 * (`?ui_locales`, OpenID Connect Core §3.1.2.1), then what the browser says.
 */
export function languageOf(request: IncomingMessage): Language {
  const query = (request.url ?? '').split('?', 2)[1] ?? '';
  const params = new URLSearchParams(query);
  return chooseLanguage({
    asked: params.get('lang'),
    kept: cookiesOf(request)[LANGUAGE_COOKIE],
    suggested: params.get('ui_locales'),
    accepted: request.headers['accept-language'],
  });
}

/** A year: it is one of the few things that a person tells Vibe only once. Not secret, and of no use to anybody else. */
export const languageCookie = (publicUrl: string, language: Language): string =>
  `${LANGUAGE_COOKIE}=${language}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax${publicUrl.startsWith('https:') ? '; Secure' : ''}`;
