/** sRGB, each from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

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
