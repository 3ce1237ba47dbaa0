import type { Profile } from '@vibe/shared';
import { make } from './dom.ts';

/** The picture, or the first letter of the name where there is none or it does not load. */
export function face({ name, picture }: Profile): HTMLElement {
  const initial = ([...name][0] ?? '·').toLocaleUpperCase();
  const circle = make('span', { class: 'face', 'aria-hidden': 'true' }, initial);
  if (picture === undefined) return circle;
  const image = make('img', { src: picture, alt: '', referrerpolicy: 'no-referrer' });
  image.addEventListener('error', () => circle.replaceChildren(initial));
  circle.replaceChildren(image);
  return circle;
}
