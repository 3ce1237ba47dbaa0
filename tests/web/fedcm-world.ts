import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../harness/browser.ts';
import { type Person, testApp, type VibeServer, vibeServer } from '../harness/server.ts';
import { type Site, site } from '../harness/sites.ts';

/** What a page gets from the browser: the frame's token, or the name of the refusal. */
export interface Outcome {
  readonly error?: string;
  readonly autoSelected?: boolean;
  readonly token?: { readonly scope: string; readonly profile: { readonly handle: string } };
}

/** A Vibe server, an app's page that asks the browser itself (no tag), a site that nobody registered, and a browser that blocks third-party cookies. */
export interface FedcmWorld extends AsyncDisposable {
  readonly vibe: VibeServer;
  readonly host: Site;
  readonly evil: Site;
  readonly browser: TestBrowser;
  open(where?: Site): Promise<FedcmPage>;
  signInAtVibe(person: Person): Promise<void>;
}

export interface FedcmPage {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** The dialogs that the browser has shown, with the account's state for this site. */
  readonly dialogs: { readonly type: string; readonly login: string | undefined; readonly name: string | undefined }[];
  /** Runs FedCM with a challenge of Vibe's frame; the frame redeems the code. Begun in a click, as the active mode wants it. */
  signIn(options?: { mode?: 'active' | 'passive'; scope?: string; mediation?: string }): Promise<Outcome>;
}

const scope = 'openid profile offline_access documents:read documents:write';

/** Speaks vibe-auth/1 with the frame, and has a button that signs in as the page is told to. */
const html = (server: string): string => `<!doctype html>
<meta charset="utf-8"><title>Feeds</title><link rel="icon" href="data:,">
<button id="go">Sign in</button>
<iframe id="vibe" src="${server}/frame?app=feeds" allow="identity-credentials-get"></iframe>
<script>
  const frame = document.getElementById('vibe');
  const waiting = new Map();
  const port = new Promise((resolve) => {
    frame.addEventListener('load', () => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => {
        if (data.type === 'ready') resolve(port1);
        else waiting.get(data.id)?.(data);
      };
      frame.contentWindow.postMessage({ v: 'vibe-auth/1', type: 'init', client_id: 'feeds', nonce: crypto.randomUUID() }, '${server}', [port2]);
    });
  });
  let last = 0;
  window.ask = async (message) => {
    const id = ++last;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    (await port).postMessage({ ...message, id });
    return answer;
  };
  const redirect_uri = '${server}/oauth/fedcm/return/' + btoa(location.origin).replaceAll('=', '');
  window.challenge = async (scope) => {
    const { code_challenge, dpop_jkt, state } = await ask({ type: 'begin', scope, redirect_uri });
    return { response_type: 'code', code_challenge, code_challenge_method: 'S256', dpop_jkt, scope, state };
  };
  window.get = async (params, { mode, mediation } = {}) => {
    const provider = { configURL: '${server}/fedcm.json', clientId: 'feeds', fields: ['name', 'picture'], params };
    try {
      const { token, isAutoSelected } = await navigator.credentials.get({
        identity: { providers: [provider], ...(mode && { mode }) },
        ...(mediation && { mediation }),
      });
      return { autoSelected: isAutoSelected, answer: JSON.parse(token) };
    } catch ({ name }) {
      return { error: name };
    }
  };
</script>`;

export async function fedcmWorld(): Promise<FedcmWorld> {
  const vibe = await vibeServer({ requestsPerTenSeconds: 0 });
  const pages = (path: string) => (path === '/' ? html(vibe.url) : undefined);
  const [host, evil] = [await site('feeds.localhost', pages), await site('evil.localhost', pages)];
  const scopes = [...testApp().scopes, 'documents:read:all' as const];
  await vibe.push(testApp({ origins: [host.url], redirectUris: [`${host.url}/`], scopes }));
  const browser = await launchBrowser({ thirdPartyCookies: 'blocked', fedcm: 'on' });
  browser.context.setDefaultTimeout(10_000);
  return {
    vibe,
    host,
    evil,
    browser,
    open: (where = host) => openPage(browser, where),
    async signInAtVibe(person) {
      const page = await browser.page();
      await page.goto(await person.link());
      await page.getByRole('button', { name: person.name }).click();
      await page.waitForURL(`${vibe.url}/account`);
      await page.close();
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      for (const each of [host, evil, vibe]) await each[Symbol.asyncDispose]();
    },
  };
}

async function openPage(browser: TestBrowser, where: Site): Promise<FedcmPage> {
  const page = await browser.page();
  const cdp = await browser.context.newCDPSession(page);
  const dialogs: FedcmPage['dialogs'][number][] = [];
  cdp.on('FedCm.dialogShown', ({ dialogId, dialogType, accounts: [account] }) => {
    dialogs.push({ type: dialogType, login: account?.loginState, name: account?.name });
    if (dialogType === 'AccountChooser') void cdp.send('FedCm.selectAccount', { dialogId, accountIndex: 0 });
    if (dialogType === 'Error') void cdp.send('FedCm.clickDialogButton', { dialogId, dialogButton: 'ErrorGotIt' });
  });
  await cdp.send('FedCm.enable', { disableRejectionDelay: true });
  await page.goto(where.url);
  return {
    page,
    cdp,
    dialogs,
    async signIn({ mode, scope: asked = scope, mediation } = {}) {
      await page.evaluate(
        async ([scope_, options]) => {
          const here = window as unknown as Record<string, (...given: unknown[]) => Promise<unknown>> & { done: Promise<unknown> };
          const params = options.isKnown ? await here.challenge?.(scope_) : { scope: scope_ };
          here.done = new Promise((resolve) => {
            const button = document.getElementById('go') as HTMLButtonElement;
            button.onclick = () => void here.get?.(params, options).then(resolve);
          });
        },
        [asked, { ...(mode && { mode }), ...(mediation && { mediation }), isKnown: page.url().startsWith('http://feeds.') }] as const,
      );
      await page.click('#go');
      return page.evaluate(async () => {
        const here = window as unknown as { done: Promise<{ answer?: object }>; ask(message: object): Promise<object> };
        const { answer, ...rest } = await here.done;
        return { ...rest, ...(answer && (await here.ask({ type: 'code', ...answer }))) };
      });
    },
  };
}
