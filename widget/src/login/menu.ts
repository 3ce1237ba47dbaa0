/** The keys of a menu (WAI-ARIA APG, "Menu Button"): arrows go round, Home and End jump. Esc and a click elsewhere are the popover's own. */
export function moveInMenu(event: KeyboardEvent, items: readonly HTMLElement[], focused: Element | null): void {
  const at = items.indexOf(focused as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || items.length === 0) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}

/** Places it now, and anew when the page scrolls or the window changes, until it closes. */
export function keepBelow(popover: HTMLElement, control: HTMLElement): void {
  const place = () => {
    if (popover.matches(':popover-open')) placeBelow(popover, control);
    else for (const name of ['scroll', 'resize']) removeEventListener(name, place, true);
  };
  for (const name of ['scroll', 'resize']) addEventListener(name, place, { capture: true, passive: true });
  place();
}

/** Under the control, at its start side; above or shifted where the screen ends. */
function placeBelow(popover: HTMLElement, control: HTMLElement): void {
  const gap = 6;
  const edge = 8;
  const at = control.getBoundingClientRect();
  popover.style.minInlineSize = `${at.width}px`;
  const { width, height } = popover.getBoundingClientRect();
  const rightToLeft = getComputedStyle(control).direction === 'rtl';
  const wanted = rightToLeft ? at.right - width : at.left;
  const under = at.bottom + gap;
  const over = under + height > innerHeight - edge && at.top > height + gap;
  popover.style.left = `${Math.max(edge, Math.min(wanted, document.documentElement.clientWidth - width - edge))}px`;
  popover.style.top = `${over ? at.top - height - gap : under}px`;
}
