import type { Control } from './control.ts';
import { drawing, make, set } from './dom.ts';
import { face } from './face.ts';
import { icons } from './icons.ts';

/** Shows `control` in the tag's one button, which stays: whoever has the focus on it keeps it, and nothing around it moves. */
export function paint(button: HTMLElement, { label, hint, faces = [], press, quiet, busy, unseen, labelled, amiss }: Control): void {
  const menu = press === 'menu';
  set(button, {
    part: menu ? 'avatar' : 'button',
    class: menu ? 'person' : quiet || !press ? 'quiet' : 'loud',
    'aria-busy': busy && 'true',
    // Not `disabled`: that would throw the focus away, and with it where a screen reader is.
    'aria-disabled': !press && 'true',
    'aria-haspopup': menu && 'menu',
    'aria-describedby': hint && 'status',
  });
  const [before, name, after = ''] = label;
  const says = make('span', { class: unseen && 'sr' }, before, ...(name === undefined ? [] : [make('bdi', {}, name), after]));
  const words = make('span', { class: 'words' }, labelled ? make('slot', { name: 'label' }, says) : says);
  if (hint) words.append(make('small', { 'aria-hidden': 'true' }, hint));
  const circles = make('span', { class: 'faces' }, ...faces.map(face));
  const turning = () => drawing(icons.turning, 'spin');
  const sign = press === 'retry' ? drawing(icons.again) : drawing(icons.mark, unseen ? 'breathe' : '');
  button.replaceChildren(faces.length > 0 ? circles : busy && !unseen ? turning() : sign, words);
  if (faces.length > 0 && busy) button.append(turning());
  else if (amiss) button.append(drawing(icons.amiss, 'end'));
  else if (menu) button.append(drawing(icons.down, 'end'));
}

/** What a screen reader hears when it changes, wherever the focus is. */
export const announcement = ({ label, hint, busy }: Control): string => hint ?? (busy ? label.join('') : '');
