/** What a page sets on the element. Each is an attribute and a property at once. */
export const attributes = ['app', 'server', 'scope', 'mode', 'theme', 'lang', 'dir'] as const;

/** `element.app` is `app="…"` and the other way round; what is not set is its default. */
export function reflect(prototype: HTMLElement, defaults: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(defaults))
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return this.getAttribute(name) ?? value;
      },
      set(this: HTMLElement, to: unknown) {
        if (to === null || to === undefined) this.removeAttribute(name);
        else this.setAttribute(name, String(to));
      },
    });
}

/** A property that was set before the element was defined hides the one of its class: it is set once more. */
export function takeEarlyProperties(element: HTMLElement): void {
  for (const name of [...attributes, 'session']) {
    if (!Object.hasOwn(element, name)) continue;
    const value: unknown = Reflect.get(element, name);
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, value);
  }
}
