import { type SessionState, type SignInMode, sharedSession, type VibeSession } from '@vibe/client/session';
import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { tokens } from '../ui/tokens.ts';
import { eventsBetween } from './events.ts';
import { moveInMenu, placeMenu } from './menu.ts';
import { styles } from './styles.ts';
import { textsIn } from './texts/index.ts';
import { type Actions, view } from './view.ts';

/**
 * Signs people in to one app: `<script type="module" src="https://vibe.example/login.js"></script><vibe-login app="feeds"></vibe-login>`.
 *
 * @attr app The app's id, or the URL of its client metadata document.
 * @attr server Vibe's origin; left out: where this script came from.
 * @attr scope Space-separated scopes; left out: what the app's manifest asks for, but the sensitive ones.
 * @attr mode `auto`, `popup` or `redirect`.
 * @attr theme `light`, `dark` or `auto` (as the system says); left out: as the page around it.
 * @attr lang A language tag; left out: the page's, then the browser's.
 * @fires vibe-ready It is known who is signed in.
 * @fires vibe-signin Somebody is signed in.
 * @fires vibe-signout Nobody is any more.
 * @fires vibe-consent The person has just allowed what the app asked for.
 * @fires vibe-error A sign-in did not come to its end.
 * @csspart button The button that signs in.
 * @csspart avatar The button that opens the menu.
 * @csspart menu The menu of who is signed in.
 * @slot label What the button says.
 * @slot fallback Shown without JavaScript, and where Vibe cannot be reached from this page: a plain link.
 */
export class VibeLogin extends LitElement {
  static override readonly properties = {
    app: {},
    server: {},
    scope: {},
    mode: {},
    theme: { reflect: true },
    lang: {},
    state: { state: true },
  };
  static override readonly styles = [tokens, styles];
  static override readonly shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  declare app: string;
  declare server: string;
  declare scope: string | undefined;
  declare mode: SignInMode;
  declare theme: 'light' | 'dark' | 'auto' | undefined;
  /** Who is signed in; the same object that the page's Vibe client uses. */
  session: VibeSession | undefined;
  declare protected state: SessionState;
  declare protected menuOpen: boolean;
  #unsubscribe: (() => void) | undefined;
  #hadFocus = false;

  constructor() {
    super();
    this.app = '';
    this.server = new URL(import.meta.url).origin;
    this.mode = 'auto';
    this.state = { at: 'loading' };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // One microtask later, so that a framework has set all attributes.
    void this.updateComplete.then(() => this.#attach());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement !== null;
    if (this.hasUpdated && (changed.has('app') || changed.has('server'))) this.#attach();
  }

  protected override updated(): void {
    // The focused button made way for another one: the focus goes along.
    if (this.#hadFocus && this.shadowRoot?.activeElement === null) this.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    return view(this.state, { texts: textsIn(this.#languages()), server: this.server, actions: this.#actions });
  }

  #attach(): void {
    this.#unsubscribe?.();
    if (!this.isConnected || this.app === '') return;
    const { server, app, scope } = this;
    this.session = sharedSession({ server, app, ...(scope && { scope }) });
    this.#unsubscribe = this.session.subscribe((state) => this.#change(state));
    this.#change(this.session.state);
  }

  #change(state: SessionState): void {
    const before = this.state;
    this.state = state;
    for (const event of eventsBetween(before, state)) this.dispatchEvent(event);
  }

  #languages(): string[] {
    const around = this.closest<HTMLElement>('[lang]')?.lang;
    return around ? [around] : [...navigator.languages];
  }

  /** The session tells the page by its state and by vibe-error; a rejection here has nobody to go to. */
  #signIn(mode: SignInMode): void {
    const { scope } = this;
    this.session?.signIn({ mode, ...(scope && { scope }) }).catch(() => undefined);
  }

  get #menu(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('#menu');
  }

  get #avatar(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('[part=avatar]');
  }

  #closeMenu(): void {
    this.#menu?.hidePopover();
    this.#avatar?.focus();
  }

  get #items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  readonly #actions: Actions = {
    signIn: () => this.#signIn(this.mode),
    signInByPopup: () => this.#signIn('popup'),
    signInByRedirect: () => this.#signIn('redirect'),
    retry: () => this.session?.retry(),
    signOut: () => {
      this.#closeMenu();
      this.session?.signOut().catch(() => undefined);
    },
    openMenuByKey: (event) => {
      if (event.key === 'ArrowDown') this.#menu?.showPopover();
    },
    menuToggled: ({ newState }) => {
      if (newState !== 'open' || !this.#menu || !this.#avatar) return;
      placeMenu(this.#menu, this.#avatar);
      this.#items[0]?.focus();
    },
    menuKey: (event) => {
      if (event.key === 'Tab' || event.key === 'Escape') this.#closeMenu();
      moveInMenu(event, this.#items, this.shadowRoot?.activeElement ?? null);
    },
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'vibe-login': VibeLogin;
  }
}
