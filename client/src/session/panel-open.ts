import { hide, setStyles } from './panel-style.ts';

const narrow = '(max-width: 480px)';

/** Shows the frame and takes it away again. Loaded when the frame asks for height for the first time, which is after a click. */
export function panelOpener(frame: HTMLIFrameElement, onEscape: () => void): { show(height: number): void } {
  let open = false;
  let focused: Element | null = null;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onEscape();
  };
  return {
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
    setStyles(frame, { ...shown, inset: 'auto 0 0 0', 'inset-inline-end': '0', width: '100%', 'border-radius': '16px 16px 0 0' });
  else setStyles(frame, { ...shown, inset: '16px auto auto', 'inset-inline-end': '16px', width: '384px', 'border-radius': '16px' });
}
