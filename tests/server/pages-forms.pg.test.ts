import { afterAll, beforeAll, expect, test } from 'vitest';
import { testApp, type VibeServer, vibeServer } from '../harness/server.ts';

const goodPassword = 'four green elephants';
let vibe: VibeServer;
beforeAll(async () => {
  vibe = await vibeServer({ requestsPerTenSeconds: 0 });
  await vibe.push(testApp());
});
afterAll(() => vibe[Symbol.asyncDispose]());

/** A browser that runs no script: it keeps cookies, follows nothing, and says where a request comes from. */
function browser(language = 'en') {
  const cookies = new Map<string, string>();
  const ask = async (path: string, init: { form?: Record<string, string>; from?: string } = {}) => {
    const response = await fetch(new URL(path, vibe.url), {
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'accept-language': language,
        'sec-fetch-site': init.from ?? 'same-origin',
        'sec-fetch-mode': 'navigate',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(init.form && { method: 'POST', body: new URLSearchParams(init.form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const html = await response.text();
    return { status: response.status, to: response.headers.get('location'), html, headers: response.headers };
  };
  /** What the form on a page brings back unseen. */
  const fieldsOf = (html: string): Record<string, string> =>
    Object.fromEntries(
      [...html.matchAll(/<input type="hidden" name="(form|continue|interaction|mode)" value="([^"]*)">/g)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
  return { ask, fieldsOf, cookies };
}

test('someone signs up, signs out and signs in by plain forms', async () => {
  const { ask, fieldsOf } = browser();
  const signUp = await ask('/sign-in?mode=sign-up');
  const made = await ask('/sign-in', { form: { ...fieldsOf(signUp.html), name: 'Plain Jane', handle: 'jane', password: goodPassword } });
  expect([made.status, made.to]).toEqual([303, '/account']);
  const account = await ask('/account');
  expect(account.html).toContain('<strong><bdi>Plain Jane</bdi></strong>');
  const out = await ask('/sign-out', { form: fieldsOf(account.html) });
  expect([out.status, out.to]).toEqual([303, '/']);
  expect((await ask('/account')).to).toBe('/sign-in?continue=/account');
  const again = await ask('/sign-in?continue=/account');
  const back = await ask('/sign-in', { form: { ...fieldsOf(again.html), handle: ' @Jane', password: goodPassword } });
  expect([back.status, back.to]).toEqual([303, '/account']);
});

test('what was wrong is said on the same page, with the handle as it was, and goes on where it was going', async () => {
  const { ask, fieldsOf } = browser('de');
  const page = await ask('/sign-in?continue=/account%3Fx');
  const wrong = await ask('/sign-in', { form: { ...fieldsOf(page.html), handle: 'jane', password: 'not it at all' } });
  expect(wrong.status).toBe(401);
  expect(wrong.html).toContain('Handle und Passwort passen nicht zusammen.');
  expect(wrong.html).toContain('value="jane"');
  expect(wrong.html).not.toContain('not it at all');
  expect(fieldsOf(wrong.html)).toMatchObject({ continue: '/account?x' });
});

test('a form that another site sends, or that is not of this browser, does nothing', async () => {
  const mine = browser();
  const { html } = await mine.ask('/sign-in');
  const form: Record<string, string> = { ...mine.fieldsOf(html), handle: 'jane', password: goodPassword };
  expect((await mine.ask('/sign-in', { form, from: 'cross-site' })).status).toBe(403);
  expect((await mine.ask('/sign-in', { form, from: 'same-site' })).status).toBe(403);
  expect((await mine.ask('/sign-in', { form: { ...form, form: `${form.form}x` } })).status).toBe(403);
  const other = browser();
  await other.ask('/sign-in');
  expect((await other.ask('/sign-in', { form })).status).toBe(403);
  expect((await mine.ask('/sign-out', { form: {} })).status).toBe(403);
  expect([...mine.cookies.keys(), ...other.cookies.keys()]).toEqual(['vibe-form', 'vibe-form']);
  expect((await mine.ask('/sign-in', { form })).to).toBe('/account');
});

test('a form leads nowhere but here and to registered apps', async () => {
  const { ask, fieldsOf } = browser();
  const page = await ask('/sign-in');
  for (const elsewhere of ['https://evil.example/', '//evil.example', 'javascript:alert(1)']) {
    const answer = await ask('/sign-in', { form: { ...fieldsOf(page.html), continue: elsewhere, handle: 'jane', password: goodPassword } });
    expect(answer.to).toBe('/account');
    expect((await ask('/language', { form: { lang: 'fr', back: elsewhere } })).to).toBe('/');
  }
});

test('a page speaks the language that was chosen, then the app’s, then the browser’s', async () => {
  const { ask, cookies } = browser('es-MX,en;q=0.5');
  const langOf = async (path: string) => /<html lang="(\w+)" dir="(\w+)">/.exec((await ask(path)).html)?.slice(1);
  expect(await langOf('/')).toEqual(['es', 'ltr']);
  expect(await langOf('/sign-in?ui_locales=tlh+ja')).toEqual(['ja', 'ltr']);
  const chosen = await ask('/language', { form: { lang: 'ar', back: '/sign-in?mode=sign-up' } });
  expect([chosen.status, chosen.to, cookies.get('vibe_lang')]).toEqual([303, '/sign-in?mode=sign-up', 'ar']);
  expect(await langOf('/sign-in?ui_locales=ja')).toEqual(['ar', 'rtl']);
  expect(await langOf('/sign-in?lang=zh')).toEqual(['zh', 'ltr']);
  expect(await langOf('/nothing-here')).toEqual(['ar', 'rtl']);
  expect((await ask('/language', { form: { lang: 'tlh' } })).status).toBe(400);
  expect((await ask('/language', { form: { lang: 'de' }, from: 'cross-site' })).status).toBe(403);
});

test.each([
  ['https://example.org/terms?x=1', 'https://example.org/terms?x=1', '<strong>example.org</strong>'],
  ['https://xn--80ak6aa92e.com/', 'https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com</strong>'],
  ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com</strong>'],
  ['http://example.org/"><script>', 'http://example.org/%22%3E%3Cscript%3E', '<strong>example.org</strong>'],
])('a link out says where it leads: %s', async (to, href, shown) => {
  const page = await browser().ask(`/leaving?to=${encodeURIComponent(to)}`);
  expect([page.status, page.headers.get('refresh'), page.to]).toEqual([200, null, null]);
  expect(page.html).toContain(`href="${href}" rel="noopener noreferrer nofollow external"`);
  expect(page.html).toContain(shown);
  expect(page.html).not.toMatch(/http-equiv|<script(?! type="application\/json")/i);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'https://example.org@evil.example/', '/account', '', 'ftp://example.org'])(
  'what is no plain web address is not linked: %s',
  async (to) => {
    const { html } = await browser().ask(`/leaving?to=${encodeURIComponent(to)}`);
    expect(html).toContain('This link leads nowhere safe');
    expect(html).not.toContain('rel="noopener');
  },
);
