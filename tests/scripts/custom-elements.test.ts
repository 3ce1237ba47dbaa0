import { expect, test } from 'vitest';
import { describeElement } from '../../scripts/widget/custom-elements.ts';

const source = `
/** Another one. */
export class Other {}

/**
 * Signs people in.
 *
 * @attr app The app's id,
 *   or its URL.
 * @fires vibe-ready It is known.
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
          events: [{ name: 'vibe-ready', description: 'It is known.' }],
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
