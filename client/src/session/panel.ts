/**
 * The frame's place in the page: made once, last in the body, never moved (moving an iframe reloads it). Hidden until the frame asks for height;
 * then a card in the top corner, or a sheet at the bottom of a narrow screen.
 */
export interface Panel {
  readonly frame: HTMLIFrameElement;
  /** CSS pixels; 0 hides it and gives the focus back. */
  show(height: number): void;
}

const narrow = '(max-width: 480px)';

export function createPanel(server: string, { app, lang }: { app: string; lang: string }, onEscape: () => void): Panel {
  const frame = document.createElement('iframe');
  frame.src = `${server}/frame?${new URLSearchParams({ app, ...(lang && { lang }) })}`;
  frame.title = 'Vibe';
  frame.allow = 'publickey-credentials-get; publickey-credentials-create; identity-credentials-get; storage-access';
  frame.referrerPolicy = 'no-referrer';
  hide(frame);
  (document.body ?? document.documentElement).append(frame);

  let open = false;
  let focused: Element | null = null;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onEscape();
  };
  return {
    frame,
    show(height) {
      if (height > 0) place(frame, height);
      if (height > 0 && !open) {
        focused = document.activeElement;
        addEventListener('keydown', onKey);
        frame.focus({ preventScroll: true });
      }
      if (height <= 0 && open) {
        removeEventListener('keydown', onKey);
        // Before it is hidden: a browser takes the focus from a hidden frame in its own time, and to the body.
        if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
        hide(frame);
      }
      open = height > 0;
    },
  };
}

const set = (frame: HTMLIFrameElement, styles: Record<string, string>): void => {
  // `important`: a host's `iframe { … }` rules must not stretch, fade or uncover it.
  for (const [name, value] of Object.entries({ position: 'fixed', border: '0', margin: '0', padding: '0', 'max-width': '100%', ...styles }))
    frame.style.setProperty(name, value, 'important');
};

/** Not `display: none`: the frame measures its card before it asks to be shown. */
function hide(frame: HTMLIFrameElement): void {
  frame.inert = true;
  set(frame, { visibility: 'hidden', inset: '0 auto auto 0', width: '384px', height: '0' });
}

function place(frame: HTMLIFrameElement, height: number): void {
  frame.inert = false;
  const shown = {
    visibility: 'visible',
    height: `${Math.ceil(height)}px`,
    'max-height': '100%',
    'z-index': '2147483647',
    'box-shadow': '0 2px 6px rgb(0 0 0 / 0.12), 0 16px 48px rgb(0 0 0 / 0.24)',
    opacity: '1',
    transform: 'none',
    filter: 'none',
  };
  if (matchMedia(narrow).matches)
    set(frame, { ...shown, inset: 'auto 0 0 0', 'inset-inline-end': '0', width: '100%', 'border-radius': '16px 16px 0 0' });
  else set(frame, { ...shown, inset: '16px auto auto', 'inset-inline-end': '16px', width: '384px', 'border-radius': '16px' });
}
