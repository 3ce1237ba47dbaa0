/** One line of defence, and how it is taken out. */
export interface Defence {
  /** Of docs/threat-model.md, in its words. */
  readonly attack: string;
  /** What is gone without it. */
  readonly without: string;
  /** Each text stands in its file exactly once. Where two lines stand one behind the other, both have to go. */
  readonly edits: readonly Edit[];
  /** Passes as things are, and must fail without the defence. */
  readonly test: { readonly file: string; readonly name: string };
}

export interface Edit {
  readonly file: string;
  readonly old: string;
  readonly new: string;
}

const test = (file: string) => (name: string) => ({ file, name });
export const attacks = test('tests/oauth/attacks.pg.test.ts');
export const authorization = test('tests/oauth/refused-authorization.pg.test.ts');
export const tokens = test('tests/oauth/refused-tokens.pg.test.ts');
export const api = test('tests/oauth/refused-at-the-api.pg.test.ts');
export const frame = test('tests/oauth/frame.pg.test.ts');
export const hostileHost = (trick: string) => test('tests/web/tag-hostile-host.test.ts')(`${trick}: the page gets nothing`);
export const hostile = test('tests/web/tag-hostile.test.ts');
export const testIn = test;
