import { render } from 'lit';
import text from './later.css?inline';
import { keepBelow, moveInMenu } from './menu.ts';
import { menuView } from './menu-view.ts';
import { noticeView } from './notice-view.ts';
import type { TagState } from './tag-state.ts';
import type { Texts } from './texts/index.ts';

const styles = new CSSStyleSheet();
styles.replaceSync(text);

export interface LaterHost {
  /** An empty place below the control, in the same shadow tree. */
  readonly place: HTMLElement;
  readonly control: HTMLElement;
  readonly signOut: () => void;
}

export interface LaterShown {
  readonly state: TagState;
  readonly texts: Texts;
  readonly server: string;
  /** A plain link into Vibe, for where the tag does not work. */
  readonly link: string;
}

/** What lies below the control: the menu of who is signed in, or what went wrong. Loaded when somebody comes near, or something goes wrong. */
export interface Below {
  show(what: LaterShown): void;
  openMenu(): void;
}

export function below({ place, control, signOut }: LaterHost): Below {
  const root = place.getRootNode() as ShadowRoot;
  root.adoptedStyleSheets.push(styles);
  const find = (id: string) => root.getElementById(id);
  const items = () => [...place.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const close = () => {
    const open = place.querySelector<HTMLElement>(':popover-open');
    open?.hidePopover();
    if (open) control.focus();
  };
  const actions = {
    signOut() {
      close();
      signOut();
    },
    close,
    toggled({ newState, currentTarget }: ToggleEvent) {
      control.ariaExpanded = String(newState === 'open');
      if (newState !== 'open') return;
      keepBelow(currentTarget as HTMLElement, control);
      items()[0]?.focus();
    },
    menuKey(event: KeyboardEvent) {
      if (event.key === 'Tab') close();
      moveInMenu(event, items(), root.activeElement);
    },
  };
  for (const each of [control, place])
    each.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') close();
    });
  return {
    openMenu: () => find('menu')?.showPopover(),
    show({ state, texts, server, link }) {
      const profile = 'profile' in state ? state.profile : undefined;
      const notice = state.is === 'error' ? noticeView(state.error, { texts, link, close }) : undefined;
      render(notice ?? (profile && menuView(profile, { state, texts, server, actions })), place);
      // From here on the browser opens and closes the menu.
      control.toggleAttribute('popovertarget', profile !== undefined);
      if (profile) control.setAttribute('popovertarget', 'menu');
      const shown = find('notice');
      if (!shown || shown.matches(':popover-open')) return;
      shown.showPopover();
      keepBelow(shown, control);
    },
  };
}
