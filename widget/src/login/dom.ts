type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with its attributes and children. No HTML is parsed: a page with Trusted Types needs no policy for the tag. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** `false` and `undefined` take an attribute away, `true` is for those without a value. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : value);
}

/** A line drawing on a 24 by 24 grid; nothing for a screen reader. */
export function drawing(path: string, name = ''): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  set(svg, { class: name, viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  const line = svg.appendChild(document.createElementNS(namespace, 'path'));
  line.setAttribute('d', path);
  return svg;
}
