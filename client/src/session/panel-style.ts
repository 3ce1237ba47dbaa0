export function setStyles(frame: HTMLIFrameElement, styles: Record<string, string>): void {
  // `important`: a host's `iframe { … }` rules must not stretch, fade or uncover it.
  for (const [name, value] of Object.entries({ position: 'fixed', border: '0', margin: '0', padding: '0', 'max-width': '100%', ...styles }))
    frame.style.setProperty(name, value, 'important');
}

/** Not `display: none`: the frame measures its card before it asks to be shown. */
export function hide(frame: HTMLIFrameElement): void {
  frame.inert = true;
  setStyles(frame, { visibility: 'hidden', inset: '0 auto auto 0', width: '384px', height: '0' });
}
