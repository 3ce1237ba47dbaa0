import ownColours from './safe.css?inline';

/** sRGB, each from 0 to 1. */
type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
/** @see WCAG 2.2, "relative luminance" */
const luminance = ([red, green, blue]: Colour): number => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

/** From 1 to 21. A colour that is seen through has none: nobody knows what is behind it. @see WCAG 2.2, "contrast ratio" */
export function contrast(one: Colour, other: Colour): number {
  if (one[3] < 1 || other[3] < 1) return 1;
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** What is read on what, and how well at least: text 4.5 (WCAG 1.4.3), edges and signs 3 (WCAG 1.4.11). */
export const pairs = [
  ['on', 'accent', 4.5],
  ['on', 'strong', 4.5],
  ['ink', 'surface', 4.5],
  ['ink', 'sunken', 4.5],
  ['ink-soft', 'surface', 4.5],
  ['ink-soft', 'sunken', 4.5],
  ['edge', 'surface', 3],
  ['danger', 'surface', 3],
] as const;

export interface Shortfall {
  readonly of: string;
  readonly on: string;
  readonly contrast: number;
  readonly least: number;
}

export const shortfalls = (colour: (name: string) => Colour): Shortfall[] =>
  pairs
    .map(([of, on, least]) => ({ of, on, least, contrast: contrast(colour(of), colour(on)) }))
    .filter(({ contrast: is, least }) => is < least);

/** What the page's colours come to in this element. `color-mix` makes numbers of any colour that CSS can say. */
function coloursIn(element: HTMLElement): (name: string) => Colour {
  return (name) => {
    element.style.color = `color-mix(in srgb, var(--${name}), var(--${name}))`;
    const [red = 0, green = 0, blue = 0, alpha = 1] = (getComputedStyle(element).color.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
}

const said = new Set<string>();

function shortfallsWith(probe: HTMLElement, textOnAccent: string): Shortfall[] {
  textOn(probe, textOnAccent);
  return shortfalls(coloursIn(probe));
}

/**
 * Uses the page's colours where they can be read; else Vibe's own, and says so in the console. Where the page has chosen an accent and no text
 * upon it, that is black or white, whichever can be read.
 */
export function fitColours(tag: HTMLElement): void {
  const probe = tag.cloneNode() as HTMLElement;
  probe.className = 'tag';
  probe.hidden = true;
  tag.after(probe);
  const free = getComputedStyle(tag).getPropertyValue('--vibe-on-accent') === '';
  const text = ['', ...(free ? ['#000', '#fff'] : [])].find((each) => shortfallsWith(probe, each).length === 0);
  if (text === undefined) complain(shortfallsWith(probe, ''));
  probe.remove();
  if (text === undefined) wear(tag.getRootNode() as ShadowRoot);
  tag.classList.toggle('safe', text === undefined);
  textOn(tag, text ?? '');
}

let safe: CSSStyleSheet | undefined;

/** Vibe's own colours, which only a page with colours of its own ever loads. */
function wear({ adoptedStyleSheets }: ShadowRoot): void {
  if (!safe) {
    safe = new CSSStyleSheet();
    safe.replaceSync(ownColours);
  }
  if (!adoptedStyleSheets.includes(safe)) adoptedStyleSheets.push(safe);
}

/** Hovered, the accent goes away from its text. */
function textOn({ style }: HTMLElement, colour: string): void {
  style.setProperty('--on', colour);
  style.setProperty('--away', colour === '#000' ? '#fff' : '');
}

/** Once for each mistake, however many tags make it. */
function complain(lacking: readonly Shortfall[]): void {
  const name = (of: string) => ({ on: 'the text', strong: '--vibe-accent, hovered,' })[of] ?? `--vibe-${of}`;
  const says = lacking
    .map(({ of, on, contrast: is, least }) => `${name(of)} on ${name(on)} has a contrast of ${is.toFixed(2)} and needs ${least}`)
    .join('; ');
  if (said.has(says)) return;
  said.add(says);
  console.warn(`<vibe-login> keeps to its own colours: ${says} (WCAG 2.2, 1.4.3 and 1.4.11).`);
}
