import { expect, test } from 'vitest';
import { contrast, pairs, shortfalls } from './contrast.ts';

const black = [0, 0, 0, 1] as const;
const white = [1, 1, 1, 1] as const;
const grey = (part: number) => [part / 255, part / 255, part / 255, 1] as const;

test('WCAG’s own figures: black on white is 21, #767676 on white is just enough, #777777 is not', () => {
  expect(contrast(black, white)).toBeCloseTo(21, 5);
  expect(contrast(white, black)).toBeCloseTo(21, 5);
  expect(contrast(white, white)).toBe(1);
  expect(contrast(grey(0x76), white)).toBeGreaterThan(4.5);
  expect(contrast(grey(0x77), white)).toBeLessThan(4.5);
});

test('what is seen through has no contrast: nobody knows what is behind it', () => {
  expect(contrast([0, 0, 0, 0.5], white)).toBe(1);
});

test('each pair is held to what it is for', () => {
  const all = (colour: (name: string) => typeof black | typeof white) => shortfalls(colour).map(({ of, on }) => `${of} on ${on}`);
  expect(all((name) => (['accent', 'strong', 'surface', 'sunken'].includes(name) ? white : black))).toEqual([]);
  expect(all(() => white)).toEqual(pairs.map(([of, on]) => `${of} on ${on}`));
  expect(shortfalls(() => white)[0]).toMatchObject({ contrast: 1, least: 4.5 });
});
