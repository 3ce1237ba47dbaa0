import { type SessionState, type SignInMode, type SignInOptions, sharedSession, type VibeSession } from '@vibe/client/session';
import { directionOf, type Language } from '@vibe/shared';
import { attributes, reflect, takeEarlyProperties } from './attributes.ts';
import { type Control, controlOf, type Press } from './control.ts';
import { make, set } from './dom.ts';
import { eventsBetween } from './events.ts';
import type { Below } from './later.ts';
import { announcement, paint } from './paint.ts';
import { styles } from './styles.ts';
import { tagState } from './tag-state.ts';
import { en, languageIn, type Texts, textsIn } from './texts/index.ts';

/** What a page may colour; what follows from these is not named. */
const colours = ['accent', 'on-accent', 'ink', 'ink-soft', 'surface', 'sunken', 'edge', 'danger'];

const asks: Readonly<Record<Exclude<Press, 'menu' | 'retry'>, SignInOptions>> = {
  sign_in: {},
  choose: { account: 'other' },
  window: { mode: 'popup' },
  page: { mode: 'redirect' },
};

// A server that renders pages may import this too.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * Signs people in to one app: `<script type="module" src="https://vibe.example/login.js"></script><vibe-login app="feeds"></vibe-login>`.
 *
 * @attr app The app's id, or the URL of its client metadata document.
 * @attr server Vibe's origin; left out: where this script came from.
 * @attr scope Space-separated scopes; left out: what the app's manifest asks for, but the sensitive ones.
 * @attr mode `auto`, `popup` (never leave the page) or `redirect` (never open a window); left out: `auto`.
 * @attr theme `light`, `dark` or `auto` (as the system says); left out: as the page around it.
 * @attr lang A language tag; left out: the page's, then the browser's.
 * @attr dir `ltr` or `rtl`; left out: as the language is written.
 * @prop {VibeSession | undefined} session Who is signed in; the same object that the page's Vibe client uses.
 * @method explain What was tried to sign in on this page, what was left out and why.
 * @fires {VibeReadyEvent} vibe-ready It is known who is signed in.
 * @fires {VibeSignInEvent} vibe-signin Somebody is signed in.
 * @fires {VibeSignOutEvent} vibe-signout Nobody is any more.
 * @fires {VibeConsentEvent} vibe-consent The person has just allowed what the app asked for.
 * @fires {VibeErrorEvent} vibe-error A sign-in did not come to its end.
 * @csspart button The button that signs in.
 * @csspart avatar The button that opens the menu.
 * @csspart menu The menu of who is signed in.
 * @csspart menuitem An entry of the menu.
 * @csspart notice What went wrong.
 * @cssprop {color} --vibe-accent The button.
 * @cssprop {color} --vibe-on-accent Text on the button; left out: black or white, whichever is read better.
 * @cssprop {color} --vibe-ink Text.
 * @cssprop {color} --vibe-ink-soft Quieter text.
 * @cssprop {color} --vibe-surface The ground of the menu and of the quiet button.
 * @cssprop {color} --vibe-sunken The same, hovered or busy.
 * @cssprop {color} --vibe-edge Edges of controls.
 * @cssprop {color} --vibe-line Lines that only part.
 * @cssprop {color} --vibe-danger The mark of a problem.
 * @cssprop {shadow} --vibe-shadow Under the menu.
 * @cssprop {length} --vibe-radius Corners.
 * @cssprop {length} --vibe-target The height, 24px at least.
 * @cssprop {length} --vibe-inline-size The width, the same in all states.
 * @cssprop {font-family} --vibe-font The font.
 * @cssstate loading Looking who is here, or on the way into Vibe.
 * @cssstate signed_out Nobody is known here.
 * @cssstate known_account Vibe knows who sits here.
 * @cssstate several_accounts Several people use this browser.
 * @cssstate new_user Somebody new is asked for a name.
 * @cssstate passkey_prompt The browser asks for a passkey.
 * @cssstate first_consent Vibe asks whether the app may do what it wants to.
 * @cssstate incremental_consent Who is signed in is asked for more.
 * @cssstate denied They said "Not now".
 * @cssstate expired_silent The token has run out; another one is on its way.
 * @cssstate expired The sign-in has lasted as long as it may.
 * @cssstate offline Vibe cannot be reached.
 * @cssstate storage_blocked The browser keeps nothing for Vibe on this page.
 * @cssstate popup_blocked The browser opens no window.
 * @cssstate error Something else went wrong.
 * @cssstate signed_in Signed in.
 * @cssstate budget_exhausted Nobody pays for more work.
 * @cssstate revoked The sign-in was ended elsewhere.
 * @slot label What the button says.
 * @slot fallback Shown without JavaScript, and where Vibe cannot be reached from this page: a plain link.
 */
export class VibeLogin extends Base {
  static readonly observedAttributes = attributes;

  declare app: string;
  declare server: string;
  declare scope: string | undefined;
  declare mode: SignInMode;
  declare theme: 'light' | 'dark' | 'auto' | undefined;

  #session: VibeSession | undefined;
  /** Brought by the page: not made anew when an attribute changes. */
  #given = false;
  #unsubscribe: (() => void) | undefined;
  #state: SessionState = { at: 'loading' };
  /** It has said who is here, which it does once. */
  #ready = false;
  #control: Control | undefined;
  #texts: Texts | undefined;
  #language: Language = 'en';
  #below: Below | undefined;
  #fitted = false;

  readonly #internals = this.attachInternals();
  readonly #button = make('button', { type: 'button' });
  readonly #status = make('span', { id: 'status', class: 'sr', role: 'status' });
  readonly #place = make('div');
  readonly #tag = make('div', { class: 'tag' }, this.#button, this.#status, this.#place);

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    root.adoptedStyleSheets = [styles()];
    root.append(this.#tag);
    this.#button.onclick = () => this.#press(this.#control?.press);
    this.#button.onpointerenter = this.#button.onfocus = () => {
      if (this.#control?.press === 'menu') this.#prepare();
    };
    // In braces: a handler that gives `false` takes the key away from the browser.
    this.#button.onkeydown = ({ key }) => {
      if (key === 'ArrowDown' && this.#control?.press === 'menu') this.#openMenu();
    };
  }

  /** Who is signed in; the same object that the page's Vibe client uses. A page that sets it brings a session of its own. */
  get session(): VibeSession | undefined {
    return this.#session;
  }

  set session(session: VibeSession | undefined) {
    this.#given = session !== undefined;
    this.#session = session;
    this.#attach();
  }

  /** What was tried to sign in, what was left out and why: for the person who builds the page. */
  explain(): ReturnType<VibeSession['explain']> {
    return this.#session?.explain() ?? [];
  }

  connectedCallback(): void {
    takeEarlyProperties(this);
    this.#speak();
    // One microtask later, so that a framework has set all attributes.
    queueMicrotask(() => this.#attach());
  }

  disconnectedCallback(): void {
    this.#unsubscribe?.();
  }

  attributeChangedCallback(name: string): void {
    if (!this.isConnected) return;
    if (name === 'app' || name === 'server') queueMicrotask(() => this.#attach());
    else this.#speak();
  }

  #attach(): void {
    this.#unsubscribe?.();
    if (!this.isConnected) return;
    const { server, app, mode } = this;
    if (!this.#given && app) this.#session = sharedSession({ server, app, mode, ...this.#wishes });
    if (!this.#session) return;
    this.#unsubscribe = this.#session.subscribe((state) => this.#change(state));
    this.#change(this.#session.state);
  }

  #change(state: SessionState): void {
    const before = this.#state;
    this.#state = state;
    this.#show();
    for (const event of eventsBetween(before, state, this.#ready)) {
      this.#ready ||= event.type === 'vibe-ready';
      this.dispatchEvent(event);
    }
  }

  /** In the language of the page around it, as soon as that has come; until then it only shows its mark. */
  #speak(): void {
    const around = this.closest<HTMLElement>('[lang]')?.lang;
    const language = languageIn(around ? [around] : navigator.languages);
    if (language !== this.#language || !this.#texts) {
      this.#language = language;
      this.#texts = language === 'en' ? en : undefined;
      if (!this.#texts)
        void textsIn(language).then((texts) => {
          if (language !== this.#language) return;
          this.#texts = texts;
          this.#show();
        });
    }
    this.#show();
  }

  #show(): void {
    this.#fitColours();
    const state = tagState(this.#state);
    const texts = this.#texts ?? en;
    const control = controlOf(this.#texts ? state : { is: 'loading' }, texts);
    if (JSON.stringify(control) !== JSON.stringify(this.#control)) {
      paint(this.#button, control);
      this.#status.textContent = announcement(control);
    }
    this.#control = control;
    const language = texts === en ? 'en' : this.#language;
    set(this.#tag, { lang: language, dir: this.dir || directionOf(language) });
    nameState(this.#internals, state.is);
    const { server, app } = this;
    const link = `${server}/login?${new URLSearchParams({ app, continue: location.href })}`;
    this.#below?.show({ state, texts, server, link });
    if (state.is === 'error') this.#prepare();
  }

  /** From the first time that the page has colours of its own, fit-colours.ts looks after them by itself. */
  #fitColours(): void {
    if (this.#fitted) return;
    const style = getComputedStyle(this);
    this.#fitted = colours.some((name) => style.getPropertyValue(`--vibe-${name}`));
    if (this.#fitted) import('./fit-colours.ts').then(({ fitColours }) => fitColours(this.#tag)).catch(() => undefined);
  }

  /** Without it the tag works as well: what it shows then, it says in its one line. */
  #prepare(): void {
    this.#needBelow().catch(() => undefined);
  }

  async #needBelow(): Promise<void> {
    if (this.#below) return;
    const { below } = await import('./later.ts');
    if (this.#below) return;
    this.#below = below({ place: this.#place, control: this.#button, signOut: () => void this.#session?.signOut().catch(() => undefined) });
    this.#show();
  }

  /** The session tells the page by its state and by vibe-error; a rejection here has nobody to go to. */
  #press(press: Press | undefined): void {
    if (press === 'retry') this.#session?.retry();
    // Once the menu is there, the browser itself opens and closes it on a click.
    else if (press === 'menu') this.#below || this.#openMenu();
    else if (press) this.#session?.signIn({ mode: this.mode, ...this.#wishes, ...asks[press] }).catch(() => undefined);
  }

  #openMenu(): void {
    this.#needBelow().then(
      () => this.#below?.openMenu(),
      // It cannot come (no network, a page that forbids it): its first entry is better than nothing.
      () => open(`${this.server}/account`, '_blank', 'noopener'),
    );
  }

  get #wishes() {
    const { scope } = this;
    return { ...(scope && { scope }), lang: this.#language };
  }
}

/** For stylesheets: `vibe-login:state(signed_in)`. */
function nameState({ states }: ElementInternals, is: string): void {
  states.clear();
  try {
    states.add(is);
  } catch {
    // Chromium before 125 takes names with two dashes alone.
  }
}

reflect(VibeLogin.prototype, { app: '', server: new URL(import.meta.url).origin, scope: undefined, mode: 'auto', theme: undefined });

declare global {
  interface HTMLElementTagNameMap {
    'vibe-login': VibeLogin;
  }
}
