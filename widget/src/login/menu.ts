/** The keys of a menu (WAI-ARIA APG, "Menu Button"): arrows go round, Home and End jump. Esc and a click elsewhere are the popover's own. */
export function moveInMenu(event: KeyboardEvent, items: readonly HTMLElement[], focused: Element | null): void {
  const at = items.indexOf(focused as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || items.length === 0) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}

/** Under its button, at its start side; above or shifted where the screen ends. */
export function placeMenu(menu: HTMLElement, button: HTMLElement): void {
  const gap = 6;
  const edge = 8;
  const at = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const rightToLeft = getComputedStyle(button).direction === 'rtl';
  const wanted = rightToLeft ? at.right - width : at.left;
  const below = at.bottom + gap;
  menu.style.left = `${Math.max(edge, Math.min(wanted, innerWidth - width - edge))}px`;
  menu.style.top = `${below + height > innerHeight - edge && at.top > height + gap ? at.top - height - gap : below}px`;
}
