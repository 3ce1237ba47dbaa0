import { type Colour, type Shortfall, shortfalls } from './contrast.ts';
import text from './safe.css?inline';

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

const sheet = new CSSStyleSheet();
sheet.replaceSync(text);

/**
 * Uses the page's colours where they can be read; else Vibe's own, and says so in the console. Where the page has chosen an accent and no text
 * upon it, that is black or white, whichever can be read. From then on it does so at each change of them.
 */
export function fitColours(tag: HTMLElement): void {
  const { adoptedStyleSheets } = tag.getRootNode() as ShadowRoot;
  if (!adoptedStyleSheets.includes(sheet)) {
    adoptedStyleSheets.push(sheet);
    tag.appendChild(document.createElement('i')).ontransitionrun = () => fit(tag);
  }
  fit(tag);
}

function fit(tag: HTMLElement): void {
  const probe = document.createElement('div');
  probe.className = 'tag';
  probe.hidden = true;
  tag.after(probe);
  const free = getComputedStyle(tag).getPropertyValue('--vibe-on-accent') === '';
  const text = ['', ...(free ? ['#000', '#fff'] : [])].find((each) => shortfallsWith(probe, each).length === 0);
  if (text === undefined) complain(shortfallsWith(probe, ''));
  probe.remove();
  tag.classList.toggle('safe', text === undefined);
  textOn(tag, text ?? '');
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
