import type { LitElement } from 'lit';

/** The one element of a page. */
export interface Page extends LitElement {
  /** Asks what the page has to know before it can show anything. It is not in the document yet; the server's HTML still is. */
  prepare?(): Promise<void>;
}

/**
 * The page's element takes the place of the HTML that the server wrote: in one piece, before the browser paints again, with what the person has
 * typed, ticked and focused meanwhile. Until then that HTML works by itself.
 */
export async function takeOver(page: Page): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('This page has no place for its element');
  await page.prepare?.();
  const left = whatWasLeft(root);
  root.removeAttribute('aria-busy');
  root.replaceChildren(page);
  await settled(page);
  giveBack(page, left);
  // A browser that goes back may show the page as it was left: signed in, or with a button still turning.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}

interface Left {
  readonly typed: readonly { readonly name: string; readonly value: string }[];
  readonly ticked: readonly { readonly name: string; readonly value: string }[];
  readonly focus: { readonly name: string; readonly from: number | null; readonly to: number | null } | undefined;
}

function whatWasLeft(root: HTMLElement): Left {
  const inputs = [...root.querySelectorAll<HTMLInputElement>('input[name]:not([type=hidden])')];
  const focused = inputs.find((each) => each === document.activeElement);
  const boxes = inputs.filter((each) => each.type === 'checkbox');
  return {
    typed: inputs.filter((each) => each.type !== 'checkbox' && each.value !== ''),
    ticked: boxes.filter((each) => each.checked !== each.defaultChecked),
    focus: focused && { name: focused.name, from: focused.selectionStart, to: focused.selectionEnd },
  };
}

function giveBack(page: HTMLElement, { typed, ticked, focus }: Left): void {
  const inputs = [...page.querySelectorAll<HTMLInputElement>('input[name]')];
  for (const { name, value } of typed) {
    const input = inputs.find((each) => each.name === name);
    if (!input) continue;
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }
  for (const { name, value } of ticked) inputs.find((each) => each.name === name && each.value === value)?.click();
  const input = focus && inputs.find((each) => each.name === focus.name);
  if (!input) return;
  input.focus({ preventScroll: true });
  if (focus.from !== null) input.setSelectionRange(focus.from, focus.to);
}

/** Every element below has rendered once. These are microtasks: nothing is painted in between. */
async function settled(page: Page): Promise<void> {
  const seen = new Set<Element>();
  const next = () => [page, ...page.querySelectorAll('*')].find((each): each is LitElement => 'updateComplete' in each && !seen.has(each));
  for (let each = next(); each; each = next()) {
    seen.add(each);
    await each.updateComplete;
  }
}
