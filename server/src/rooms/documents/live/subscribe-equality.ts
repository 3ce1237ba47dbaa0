import {
  type Condition,
  comparable,
  type Did,
  type Filter,
  fieldOf,
  type Int64Fields,
  isReference,
  type Operand,
  type Queried,
  type Reference,
} from '@vibe/shared';

/** What a document must have to be in a query's result, as far as it is equality: the windows are found by it in memory. */
export interface Equality {
  /** Which fields, and how: windows of one shape are asked for together. */
  readonly shape: string;
  readonly fields: readonly EqualityField[];
  /** The values, one text for all fields together; several where any of them will do. */
  readonly values: readonly string[];
}
interface EqualityField {
  /** `undefined`: whose document it is. */
  readonly path: string | undefined;
  readonly isInt64: boolean;
  /** The field is an array, one element of which must be it. */
  readonly each: boolean;
}

const SEPARATOR = '\u0000'; // no text that is compared holds it

/** Of what must hold in any case: all that is `eq`; else one `in`; else one `contains`; else nothing. `owner`: only that one's documents. */
export function equalityOf(filter: Filter, owner: Did | undefined, int64: Int64Fields): Equality {
  const conditions = conjunctsOf(filter);
  const isWhole = ({ op }: Condition) => op === 'eq';
  const whole = conditions.filter(
    (each, at) => isWhole(each) && conditions.findIndex((one) => isWhole(one) && one.path === each.path) === at,
  );
  const [either] = whole.length > 0 ? whole : conditions.filter(({ op }) => op === 'in' || op === 'contains');
  const fields = (whole.length > 0 ? whole : either ? [either] : []).map(({ path, op }) => ({
    ...{ path, isInt64: int64.has(path), each: op === 'contains' },
  }));
  const texts = (values: readonly Operand[], path: string) => values.map((each) => textOf(comparable(each, int64.has(path))) as string);
  const wanted = whole.length > 0 ? whole.map((each) => texts(valuesOf(each), each.path)[0] as string) : [];
  const choices = whole.length === 0 && either ? texts(valuesOf(either), either.path).map((each) => [each]) : [wanted];
  const own: readonly EqualityField[] = owner === undefined ? [] : [{ path: undefined, isInt64: false, each: false }];
  const all = [...own, ...fields];
  return {
    shape: JSON.stringify(all.map(({ path, isInt64, each }) => [path ?? null, isInt64, each])),
    fields: all,
    values: [...new Set(choices.map((each) => [...(owner === undefined ? [] : [owner]), ...each].join(SEPARATOR)))],
  };
}

/** What a document has that refers to one of these: in the field, or in the list that the field is. */
export const referringTo = (path: string, to: readonly Reference[]): readonly Equality[] =>
  [false, true].map((each) => ({
    shape: JSON.stringify([[path, false, each]]),
    fields: [{ path, isInt64: false, each }],
    values: [...new Set(to.map((one) => textOf(one) as string))],
  }));

const conjunctsOf = (filter: Filter): readonly Condition[] =>
  filter.op === 'and' ? filter.of.flatMap(conjunctsOf) : 'path' in filter ? [filter] : [];

function valuesOf(condition: Condition): readonly Operand[] {
  if (condition.op === 'in') return condition.value;
  return condition.op === 'eq' || condition.op === 'contains' ? [condition.value] : [];
}

/** Equal values have equal texts; `undefined`: the value equals nothing. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return `"${value}`;
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? `${BigInt(value)}` : `${value}`;
  if (value === null || typeof value === 'boolean') return `${value}`;
  return isReference(value) ? `@${value.did}\n${value.collection}\n${value.id}` : undefined;
}

/** A document's own values in the fields of a shape. */
function valuesIn(document: Queried & { readonly owner: string }, fields: readonly EqualityField[]): readonly string[] {
  let found: string[][] = [[]];
  for (const { path, isInt64, each } of fields) {
    const value = path === undefined ? document.owner : fieldOf(document, path);
    const there = (each ? (Array.isArray(value) ? value : []) : [value]).map((one) =>
      path === undefined ? document.owner : textOf(comparable(one, isInt64)),
    );
    const texts = [...new Set(there)].filter((text) => text !== undefined);
    found = found.flatMap((start) => texts.map((text) => [...start, text]));
  }
  return found.map((each) => each.join(SEPARATOR));
}

/** Members by what they want equal: a document is asked once for each shape, and finds those alone that it may match. */
export class EqualityGroup<Member> {
  readonly #shapes = new Map<string, { readonly fields: readonly EqualityField[]; readonly members: Map<string, Set<Member>> }>();
  size = 0;

  add({ shape, fields, values }: Equality, member: Member): void {
    const { members } = this.#shapes.get(shape) ?? { fields, members: new Map<string, Set<Member>>() };
    this.#shapes.set(shape, { fields, members });
    for (const each of values) members.set(each, (members.get(each) ?? new Set()).add(member));
    this.size++;
  }

  remove({ shape, values }: Equality, member: Member): void {
    const members = this.#shapes.get(shape)?.members;
    for (const each of values) {
      members?.get(each)?.delete(member);
      if (members?.get(each)?.size === 0) members.delete(each);
    }
    if (members?.size === 0) this.#shapes.delete(shape);
    this.size--;
  }

  /** Sets of those that a document may match; one member may be in several. */
  matching(document: Queried & { readonly owner: string }): Set<Member>[] {
    const found: Set<Member>[] = [];
    for (const { fields, members } of this.#shapes.values()) {
      for (const each of valuesIn(document, fields)) {
        const set = members.get(each);
        if (set) found.push(set);
      }
    }
    return found;
  }

  *[Symbol.iterator](): Generator<Member> {
    for (const { members } of this.#shapes.values()) for (const set of members.values()) yield* set;
  }
}
