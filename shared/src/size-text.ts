import type { Language } from './languages.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A number of bytes as a language writes it: 1.2 MB, 1,2 Mo. Steps of a thousand. */
export function sizeText(language: Language, bytes: number): string {
  const step = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const options = { style: 'unit', unit: units[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: step < 2 ? 0 : 1 } as const;
  return new Intl.NumberFormat(language, options).format(bytes / 1_000 ** step);
}
