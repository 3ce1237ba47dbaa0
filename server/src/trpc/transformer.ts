import superjson from 'superjson';

const plainValues = new WeakSet<object>();

/**
 * Says of an answer that it is JSON through and through: no Date, no Map, nothing that superjson has to note beside it. Its walk over such an answer
 * finds nothing, and is a quarter of the server's work for a list of documents.
 */
export function plain<Value extends object>(value: Value): Value {
  plainValues.add(value);
  return value;
}

export const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && plainValues.has(value);

type Written = Parameters<typeof superjson.deserialize>[0];

/** superjson on the wire, both ways; of what comes in only what is no more work than its text. */
export const transformer = {
  input: {
    serialize: (value: unknown) => superjson.serialize(value),
    deserialize: (value: Written) => superjson.deserialize(bounded(value)),
  },
  output: {
    serialize: (value: unknown) => (isPlain(value) ? { json: value } : superjson.serialize(value)),
    deserialize: (value: Written) => superjson.deserialize(value),
  },
};

/** What an input may hold besides JSON. Of the others some cost far more than they are long: a typed array is as large as its one number says. */
const welcome: ReadonlySet<unknown> = new Set(['undefined', 'Date', 'number', 'bigint']);

/**
 * Notes that values stand in several places are left out: they are written out in each of them, and by the notes a small request could hold circles, or
 * more than any walk comes to the end of.
 */
function bounded(value: Written): Written {
  if (!value.meta) return value;
  const { referentialEqualities: _, ...meta } = value.meta;
  if (meta.values !== undefined) checkTypes(meta.values);
  return { ...value, meta };
}

/** superjson's tree of types: `[type, members]`, or the members alone. */
function checkTypes(tree: unknown): void {
  if (typeof tree !== 'object' || tree === null) return;
  const [type, members] = Array.isArray(tree) ? (tree as unknown[]) : [undefined, tree];
  if (Array.isArray(tree) && !welcome.has(type)) throw new TypeError(`An input holds no ${String(type)}`);
  for (const each of Object.values(members ?? {})) checkTypes(each);
}
