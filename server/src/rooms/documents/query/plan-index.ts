import { type Condition, comparable, type Direction, type Filter, type Int64Fields, type Order } from '@vibe/shared';
import type { CollectionIndex } from '../../apps/index.ts';
import { encodeKey, type KeyCondition, keyRange } from '../indexing/index-key.ts';

/** Keys from `low` to before `high`; their first `skip` bytes are the same in all of them. Of an exact walk `low` is the key. */
export interface WalkedRange {
  readonly low: Buffer;
  readonly high: Buffer;
  readonly skip: number;
}

/** A declared index, as the planner needs to know it. */
export interface PlannedIndex {
  readonly name: string;
  /** What its entries are stored under. */
  readonly stored: string;
  readonly fields: readonly string[];
  /** One entry for each element of the one field, an array. */
  readonly each: boolean;
  readonly state: CollectionIndex['state'];
  /** How far it is built, for a person. */
  readonly progress: string;
}

/** What one index can do for a query. */
export interface IndexMatch {
  readonly index: PlannedIndex;
  /** Where to walk. No document stands in two of them. */
  readonly ranges: readonly WalkedRange[];
  /** Each range is one key, so that a walk through it is by creation. */
  readonly isExact: boolean;
  /** The conditions that the ranges stand for. */
  readonly uses: readonly Filter[];
  readonly equalities: number;
  readonly hasRange: boolean;
  /** The walk has the wanted order in this direction; `undefined`: it has not. */
  readonly direction: Direction | undefined;
}

const MOST_RANGES = 100;

/** An empty list: nothing. Fields are bound by equality from the first one on, then perhaps one by a range. */
export function matchIndex(index: PlannedIndex, conjuncts: readonly Filter[], order: Order | undefined, int64: Int64Fields): IndexMatch[] {
  const conditions = conjuncts.filter((each) => 'path' in each);
  const { each, fields } = index;
  const bound = bind(index, conditions, int64);
  const next = each ? undefined : fields[bound.uses.length];
  const isInt64 = next !== undefined && int64.has(next);
  const limits = conditions.filter((condition) => condition.path === next && isRange(condition, isInt64));
  const ranges = bound.values.map((equal) =>
    rangeOf(
      equal,
      limits.map(({ op, value }) => ({ op, value: comparable(value, isInt64) }) as KeyCondition),
    ),
  );
  const direction = directionOf(order, constants(conditions), fields.slice(each ? fields.length : bound.uses.length));
  const isUseless = each ? bound.uses.length === 0 : bound.uses.length === 0 && limits.length === 0 && (!order || !direction);
  if (isUseless) return [];
  return [
    {
      index,
      ranges,
      isExact: next === undefined,
      uses: [...bound.uses, ...limits],
      equalities: bound.uses.length,
      hasRange: limits.length > 0,
      direction,
    },
  ];
}

/** Does it narrow the next field down? The text of an int64 field stands among numbers. */
function isRange({ op, value }: Condition, isInt64: boolean): boolean {
  if (op === 'exists') return value === true;
  return op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte' || (op === 'startsWith' && !isInt64);
}

function rangeOf(equal: readonly unknown[], limits: readonly KeyCondition[]): WalkedRange {
  const { from, to } = keyRange(equal, limits);
  return { low: from, high: to, skip: encodeKey(equal).length };
}

interface Bound {
  /** Each a combination of values of the bound fields. */
  readonly values: readonly (readonly unknown[])[];
  /** One for each field that is bound. */
  readonly uses: readonly Condition[];
}

function bind({ each, fields }: PlannedIndex, conditions: readonly Condition[], int64: Int64Fields): Bound {
  let values: readonly (readonly unknown[])[] = [[]];
  const uses: Condition[] = [];
  for (const field of fields) {
    const found = conditions
      .filter(({ path }) => path === field)
      .flatMap((condition) => {
        const some = valuesOf(condition, each)?.map((value) => comparable(value, int64.has(field)));
        return some && some.length * values.length <= MOST_RANGES ? [{ condition, some: distinct(some) }] : [];
      })
      .sort((a, b) => a.some.length - b.some.length)[0];
    if (!found) break;
    values = values.flatMap((before) => found.some.map((value) => [...before, value]));
    uses.push(found.condition);
  }
  return { values, uses };
}

/** The values that a field has one of, if that is what the condition says. */
function valuesOf(condition: Condition, each: boolean): readonly unknown[] | undefined {
  if (each) return condition.op === 'contains' ? [condition.value] : undefined;
  if (condition.op === 'eq') return [condition.value];
  if (condition.op === 'in') return condition.value;
  return condition.op === 'exists' && !condition.value ? [undefined] : undefined;
}

/** Values that are cut to the same key are one: no document may be walked past twice. */
const distinct = (values: readonly unknown[]): unknown[] => [
  ...new Map(values.map((value) => [encodeKey([value]).toString('latin1'), value])).values(),
];

/** Fields that have one value in all documents of the query: no order goes by them. */
const constants = (conditions: readonly Condition[]): ReadonlySet<string> =>
  new Set(conditions.filter(({ op }) => op === 'eq').map(({ path }) => path));

/** Does an index whose remaining fields are these stand in this order? Its ties stand by creation, in the direction it is read in. */
function directionOf(order: Order | undefined, constant: ReadonlySet<string>, remaining: readonly string[]): Direction | undefined {
  if (!order) return 'desc';
  const by = order.by.filter(({ path }) => !constant.has(path));
  const isSame =
    by.length === remaining.length && by.every(({ path, direction }, at) => path === remaining[at] && direction === order.ties);
  return isSame ? order.ties : undefined;
}
