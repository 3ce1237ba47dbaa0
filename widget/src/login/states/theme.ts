/** What a page may set on the tag, or anywhere above it. `example` is what the field begins with. */
export interface ThemeField {
  readonly property: `--vibe-${string}`;
  readonly kind: 'colour' | 'text';
  readonly what: string;
  readonly example: string;
}

export const themeFields: readonly ThemeField[] = [
  { property: '--vibe-accent', kind: 'colour', what: 'the button', example: '#5b3fd6' },
  { property: '--vibe-on-accent', kind: 'colour', what: 'text on the button', example: '#ffffff' },
  { property: '--vibe-ink', kind: 'colour', what: 'text', example: '#17161c' },
  { property: '--vibe-ink-soft', kind: 'colour', what: 'quieter text', example: '#55535f' },
  { property: '--vibe-surface', kind: 'colour', what: 'ground of menu and quiet button', example: '#ffffff' },
  { property: '--vibe-sunken', kind: 'colour', what: 'the same, hovered', example: '#f4f3f7' },
  { property: '--vibe-edge', kind: 'colour', what: 'edges of controls', example: '#8c8996' },
  { property: '--vibe-danger', kind: 'colour', what: 'the mark of a problem', example: '#b3261e' },
  { property: '--vibe-radius', kind: 'text', what: 'corners', example: '12px' },
  { property: '--vibe-target', kind: 'text', what: 'height, 24px at least', example: '44px' },
  { property: '--vibe-inline-size', kind: 'text', what: 'width, the same in all states', example: '17rem' },
  { property: '--vibe-font', kind: 'text', what: 'font family', example: 'system-ui, sans-serif' },
];

export type Theme = ReadonlyMap<string, string>;

/** The rule for a page's own stylesheet. */
export function cssOf(theme: Theme): string {
  const lines = [...theme].filter(([, value]) => value !== '').map(([property, value]) => `  ${property}: ${value};`);
  return lines.length === 0 ? 'vibe-login {\n}' : `vibe-login {\n${lines.join('\n')}\n}`;
}
