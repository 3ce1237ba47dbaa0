import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/root.ts';
import { describeElement } from '../../scripts/widget/custom-elements.ts';
import { attributes } from '../../widget/src/login/attributes.ts';
import { fixtures } from '../../widget/src/login/states/fixtures.ts';

const source = `
/** Another one. */
export class Other {}

/**
 * Signs people in.
 *
 * @attr app The app's id,
 *   or its URL.
 * @prop {VibeSession | undefined} session Who it is.
 * @method explain What was tried.
 * @fires {VibeReadyEvent} vibe-ready It is known.
 * @cssprop {color} --vibe-ink Text.
 * @cssstate signed_in Signed in.
 * @csspart button The button.
 * @slot label What it says.
 */
export class VibeLogin extends LitElement {}
`;

test('the docblock of an element becomes its manifest', () => {
  const { modules } = describeElement(source, { tagName: 'vibe-login', className: 'VibeLogin', module: 'dist/login.js' });
  expect(modules).toMatchObject([
    {
      declarations: [
        {
          tagName: 'vibe-login',
          description: 'Signs people in.',
          attributes: [{ name: 'app', description: "The app's id, or its URL." }],
          members: [
            { kind: 'field', name: 'app', attribute: 'app', reflects: true },
            { kind: 'field', name: 'session', description: 'Who it is.', type: { text: 'VibeSession | undefined' } },
            { kind: 'method', name: 'explain', description: 'What was tried.' },
          ],
          events: [{ name: 'vibe-ready', description: 'It is known.', type: { text: 'VibeReadyEvent' } }],
          cssProperties: [{ name: '--vibe-ink', description: 'Text.', syntax: '<color>' }],
          cssStates: [{ name: 'signed_in', description: 'Signed in.' }],
          cssParts: [{ name: 'button', description: 'The button.' }],
          slots: [{ name: 'label', description: 'What it says.' }],
        },
      ],
    },
  ]);
});

test('an element without a docblock is a mistake', () => {
  expect(() => describeElement('export class VibeLogin {}', { tagName: 'vibe-login', className: 'VibeLogin', module: 'x' })).toThrow(
    /no docblock/,
  );
});

test("the tag's own docblock names all that its code has: states, parts, slots, events, attributes, colours", async () => {
  const read = (path: string) => readFile(join(root, 'widget/src/login', path), 'utf8');
  const source = await read('vibe-login.ts');
  const { modules } = describeElement(source, { tagName: 'vibe-login', className: 'VibeLogin', module: 'dist/login.js' });
  const [{ declarations }] = modules as [{ declarations: [Record<string, { name: string }[]>] }];
  const named = (list: string) => declarations[0][list]?.map(({ name }) => name).sort();
  const found = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();

  expect(named('cssStates')).toEqual(Object.keys(fixtures).sort());
  expect(named('attributes')).toEqual([...attributes].sort());
  const markup = (await Promise.all(['menu-view.ts', 'notice-view.ts', 'paint.ts'].map(read))).join('');
  const parts = [
    ...found(markup, /part="(\w+)"/g),
    ...found(markup, /part: menu \? '(\w+)'/g),
    ...found(markup, /part: menu \? '\w+' : '(\w+)'/g),
  ];
  expect(named('cssParts')).toEqual(parts.sort());
  expect(named('slots')).toEqual(found(markup, /(?:slot name="|'slot', \{ name: ')(\w+)/g));
  expect(named('events')).toEqual(found(await read('events.ts'), /super\('(vibe-\w+)'/g));
  const styles = (await Promise.all(['styles.css', 'later.css'].map(read))).join('');
  const tokens = found(await readFile(join(root, 'widget/src/ui/tokens.css'), 'utf8'), /^ *(--vibe-[a-z-]+):/gm);
  const used = tokens.filter((name) => styles.includes(`var(${name?.replace('--vibe-', '--')})`) || styles.includes(`var(${name},`));
  expect(named('cssProperties')).toEqual([...used, '--vibe-inline-size'].sort());
});
