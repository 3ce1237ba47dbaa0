import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { VibeError } from '@vibe/shared';
import type { Services } from '../platform/context.ts';
import { isSameOrigin } from './authenticate.ts';
import { cookiesOf } from './request.ts';

/** The hidden field of every form that the server writes. */
export const FORM_FIELD = 'form';
/** How long a form may stand open. */
const lifetimeMs = 12 * 60 * 60_000;

const cookieName = (publicUrl: string): string => (publicUrl.startsWith('https:') ? '__Host-vibe-form' : 'vibe-form');

/**
 * What a form has to bring back, so that only a page which this server wrote for this browser can have sent it. A browser that has no cookie for
 * it yet gets one; it says nothing of who somebody is.
 */
export function formToken(services: Services, req: IncomingMessage, res: ServerResponse): string {
  const name = cookieName(services.publicUrl);
  let browser = cookiesOf(req)[name];
  if (browser === undefined) {
    browser = services.clock.randomText(16);
    const secure = services.publicUrl.startsWith('https:') ? '; Secure' : '';
    res.appendHeader('set-cookie', `${name}=${browser}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  }
  const time = String(services.clock.now().getTime());
  return `${time}.${mac(services, time, browser)}`;
}

/**
 * Cross-site request forgery, login included (RFC 9700 §4.7): the browser says that a page of this server sent it, and the form's token is of this
 * browser.
 * @throws {VibeError} forbidden
 */
export function checkForm(services: Services, req: IncomingMessage, form: URLSearchParams): void {
  if (!isSameOrigin(services.publicUrl, req.headers)) throw new VibeError('forbidden', "Only Vibe's own pages may do this");
  const [time = '', given = ''] = (form.get(FORM_FIELD) ?? '').split('.');
  const browser = cookiesOf(req)[cookieName(services.publicUrl)];
  const expected = Buffer.from(mac(services, time, browser ?? ''));
  const actual = Buffer.from(given);
  const isOurs = browser !== undefined && actual.length === expected.length && timingSafeEqual(actual, expected);
  const age = services.clock.now().getTime() - Number(time);
  if (!isOurs || !(age >= 0 && age <= lifetimeMs))
    throw new VibeError('forbidden', 'This form stood open for too long', { hint: 'Try it once more.' });
}

const mac = ({ sealer }: Services, time: string, browser: string): string =>
  createHmac('sha256', sealer.derive('page forms/1')).update(`${time}.${browser}`).digest('base64url');
