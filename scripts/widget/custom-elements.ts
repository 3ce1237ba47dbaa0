/** The part of a custom elements manifest (schema 2.1.0) that a docblock can say. Editors read it for completion and hovers. */
export interface CustomElementsManifest {
  readonly schemaVersion: '2.1.0';
  readonly modules: readonly unknown[];
}

interface Named {
  readonly name: string;
  readonly description: string;
  /** What stood in braces before the name. */
  readonly type?: string;
}

/**
 * From the docblock before the class: `@attr name text`, `@prop {Type} name text`, `@method name text`, `@fires {Type} name text`, `@slot`,
 * `@csspart`, `@cssprop {syntax} name text`, `@cssstate`.
 */
export function describeElement(source: string, element: { tagName: string; className: string; module: string }): CustomElementsManifest {
  const { tagName, className, module } = element;
  const block = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*export class ${className}\\b`).exec(source)?.[1];
  if (block === undefined) throw new Error(`${className} has no docblock`);
  const text = block.replaceAll(/^\s*\* ?/gm, '').trim();
  const [description = '', ...tags] = text.split(/^@/m);
  const named = (tag: string): Named[] =>
    tags
      .map(parse)
      .filter(({ kind }) => kind === tag)
      .map(({ kind: _, ...each }) => each);
  const typed = (tag: string, other: string) => named(tag).map(({ type = other, ...each }) => ({ ...each, type: { text: type } }));
  const attributes = named('attr');
  const declaration = {
    kind: 'class',
    customElement: true,
    tagName,
    name: className,
    description: description.trim(),
    superclass: { name: 'HTMLElement' },
    attributes: attributes.map((each) => ({ ...each, fieldName: each.name, type: { text: 'string' } })),
    members: [
      ...attributes.map((each) => ({ kind: 'field', ...each, attribute: each.name, reflects: true, type: { text: 'string' } })),
      ...typed('prop', 'unknown').map((each) => ({ kind: 'field', ...each })),
      ...named('method').map((each) => ({ kind: 'method', ...each })),
    ],
    events: typed('fires', 'CustomEvent'),
    slots: named('slot'),
    cssParts: named('csspart'),
    cssProperties: named('cssprop').map(({ type, ...each }) => ({ ...each, ...(type !== undefined && { syntax: `<${type}>` }) })),
    cssStates: named('cssstate'),
  };
  const exports = [
    { kind: 'js', name: className, declaration: { name: className, module } },
    { kind: 'custom-element-definition', name: tagName, declaration: { name: className, module } },
  ];
  return { schemaVersion: '2.1.0', modules: [{ kind: 'javascript-module', path: module, declarations: [declaration], exports }] };
}

/** `fires {VibeReadyEvent} vibe-ready It is known.` */
function parse(tag: string): Named & { readonly kind: string } {
  const [, kind = '', type, name = '', rest = ''] = /^(\w+)\s+(?:\{([^}]*)\}\s+)?(\S+)\s*([\s\S]*)$/.exec(tag.trim()) ?? [];
  return { kind, name, description: rest.replaceAll(/\s+/g, ' '), ...(type !== undefined && { type }) };
}
