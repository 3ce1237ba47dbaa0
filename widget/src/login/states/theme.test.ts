import { expect, test } from 'vitest';
import { cssOf } from './theme.ts';

test('what was chosen, as a rule for a stylesheet; what was emptied is left out', () => {
  const theme = new Map([
    ['--vibe-accent', '#b5402a'],
    ['--vibe-ink', ''],
    ['--vibe-radius', '999px'],
  ]);
  expect(cssOf(theme)).toBe('vibe-login {\n  --vibe-accent: #b5402a;\n  --vibe-radius: 999px;\n}');
  expect(cssOf(new Map())).toBe('vibe-login {\n}');
});
