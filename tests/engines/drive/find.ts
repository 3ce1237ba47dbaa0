/** Something on a page, as a person would name it; or by CSS. Both look into open shadow roots. */
export type What = { readonly role: Role; readonly name: string; readonly or?: string } | { readonly css: string };
type Role = 'alert' | 'button' | 'checkbox' | 'heading' | 'link' | 'menuitem' | 'textbox';

export const button = (name: string, or = name): What => ({ role: 'button', name, or });
export const field = (name: string): What => ({ role: 'textbox', name });
export const menuitem = (name: string): What => ({ role: 'menuitem', name });
export const says = (what: What): string => ('css' in what ? what.css : `${what.role} "${what.name}"`);

/**
 * Runs inside the page, so it may use nothing outside of itself. Gives the first that can be seen.
 * @param isForHand it must also be enabled, at rest, and be what a pointer would hit
 */
export async function find(what: What, isForHand: boolean): Promise<Element | null> {
  const selectors = {
    alert: '[role=alert]',
    button: 'button:not([role]), [role=button], input[type=submit]',
    checkbox: 'input[type=checkbox]',
    heading: 'h1, h2, h3, h4, h5, h6',
    link: 'a[href]:not([role])',
    menuitem: '[role=menuitem]',
    textbox: 'input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea',
  };
  const tidy = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
  const spoken = (node: Node): string => {
    if (node instanceof Element && (node.getAttribute('aria-hidden') === 'true' || node.localName === 'style')) return '';
    return node instanceof Text ? node.data : [...node.childNodes].map(spoken).join('');
  };
  const nameOf = (element: Element): string => {
    const { labels } = element as HTMLInputElement;
    return tidy(element.getAttribute('aria-label') ?? (labels?.[0] ? spoken(labels[0]) : spoken(element)));
  };
  const all = (root: ParentNode, selector: string): Element[] => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap((each) => (each.shadowRoot ? all(each.shadowRoot, selector) : [])),
  ];
  const isSeen = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible';
  };
  const hit = (x: number, y: number): Element | null => {
    let at = document.elementFromPoint(x, y);
    for (let deeper = at; deeper?.shadowRoot; at = deeper) {
      const next: Element | null = deeper.shadowRoot.elementFromPoint(x, y);
      if (!next || next === deeper) break;
      deeper = next;
    }
    return at;
  };
  const isUnderPointer = (element: Element): boolean => {
    const { left, top, width, height } = element.getBoundingClientRect();
    for (let at: Node | null = hit(left + width / 2, top + height / 2); at; at = at.parentNode ?? (at as ShadowRoot).host)
      if (at === element) return true;
    return false;
  };
  const candidates =
    'css' in what
      ? all(document, what.css)
      : all(document, selectors[what.role]).filter((each) => [what.name, what.or].includes(nameOf(each)));
  const element = candidates.find(isSeen);
  if (!element || !isForHand) return element ?? null;
  if ((element as HTMLButtonElement).disabled || element.getAttribute('aria-disabled') === 'true') return null;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const place = (): string => JSON.stringify(element.getBoundingClientRect());
  const before = place();
  await new Promise((resolve) => setTimeout(resolve, 40));
  return before === place() && isUnderPointer(element) ? element : null;
}
