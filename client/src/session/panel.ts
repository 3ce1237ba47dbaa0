import { hide } from './panel-style.ts';

/**
 * The frame's place in the page: made once, last in the body, never moved (moving an iframe reloads it). Hidden until the frame asks for height;
 * then a card in the top corner, or a sheet at the bottom of a narrow screen.
 */
export interface Panel {
  readonly frame: HTMLIFrameElement;
  /** CSS pixels; 0 hides it and gives the focus back. */
  show(height: number): void;
}

export function createPanel(server: string, { app, lang }: { app: string; lang: string }, onEscape: () => void): Panel {
  const frame = document.createElement('iframe');
  frame.src = `${server}/frame?${new URLSearchParams({ app, ...(lang && { lang }) })}`;
  frame.title = 'Vibe';
  frame.allow = 'publickey-credentials-get; publickey-credentials-create; identity-credentials-get; storage-access';
  frame.referrerPolicy = 'no-referrer';
  hide(frame);
  (document.body ?? document.documentElement).append(frame);

  let opener: Promise<{ show(height: number): void }> | undefined;
  return {
    frame,
    show(height) {
      if (height <= 0 && !opener) return;
      opener ??= import('./panel-open.ts').then(({ panelOpener }) => panelOpener(frame, onEscape));
      // A frame that is not shown says so itself: nothing is tapped in it, and the next way in is tried.
      opener.then((panel) => panel.show(height)).catch(() => undefined);
    },
  };
}
