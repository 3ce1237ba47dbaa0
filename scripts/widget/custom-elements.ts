/** The part of a custom elements manifest (schema 1.0.0) that a docblock can say. Editors read it for completion and hovers. */
export interface CustomElementsManifest {
  readonly schemaVersion: '1.0.0';
  readonly modules: readonly unknown[];
}

interface Named {
  readonly name: string;
  readonly description: string;
}

/** From the docblock before the class: `@attr name text`, `@fires`, `@slot`, `@csspart`, `@cssprop`. */
export function describeElement(source: string, element: { tagName: string; className: string; module: string }): CustomElementsManifest {
  const { tagName, className, module } = element;
  const block = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*export class ${className}\\b`).exec(source)?.[1];
  if (block === undefined) throw new Error(`${className} has no docblock`);
  const text = block.replaceAll(/^\s*\* ?/gm, '').trim();
  const [description = '', ...tags] = text.split(/^@/m);
  const named = (tag: string): Named[] =>
    tags.flatMap((each) => {
      const [, kind, name, rest] = /^(\w+)\s+(\S+)\s*([\s\S]*)$/.exec(each.trim()) ?? [];
      return kind === tag && name !== undefined ? [{ name, description: (rest ?? '').replaceAll(/\s+/g, ' ') }] : [];
    });
  const declaration = {
    kind: 'class',
    customElement: true,
    tagName,
    name: className,
    description: description.trim(),
    attributes: named('attr'),
    events: named('fires').map((each) => ({ ...each, type: { text: 'CustomEvent' } })),
    slots: named('slot'),
    cssParts: named('csspart'),
    cssProperties: named('cssprop'),
  };
  const exports = [
    { kind: 'js', name: className, declaration: { name: className, module } },
    { kind: 'custom-element-definition', name: tagName, declaration: { name: className, module } },
  ];
  return { schemaVersion: '1.0.0', modules: [{ kind: 'javascript-module', path: module, declarations: [declaration], exports }] };
}
