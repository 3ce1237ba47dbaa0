import {
  type Condition,
  type Filter,
  limits,
  nameOfCollection,
  type Order,
  type QualifiedCollection,
  type VibeErrorCode,
} from '@vibe/shared';

/** Why a query is not answered, and what to declare so that it is. */
export interface PlanRefusal {
  readonly code: Extract<VibeErrorCode, 'index_required' | 'index_building'>;
  readonly message: string;
  readonly hint: string;
}
interface Facts {
  readonly collection: string;
}

const ALONE = "Or ask within one owner's documents: scope 'own', or `owner`.";

export const needsSearch = ({ collection }: Facts): PlanRefusal => ({
  code: 'index_required',
  message: `Nothing in ${collection} is declared for search`,
  hint: `Declare it in the manifest: collections.${nameIn(collection)}.search: { fields: ['…'] }`,
});

export const needsBuilding = (
  { collection }: Facts,
  { name, progress }: { readonly name: string; readonly progress: string },
): PlanRefusal => ({
  code: 'index_building',
  message: `${name === '~search' ? 'The search' : `The index ${name}`} of ${collection} is not ready: ${progress}`,
  hint: 'Try again when it is.',
});

export function needsIndex({ collection }: Facts, conjuncts: readonly Filter[], order: Order): PlanRefusal {
  const refuse = (message: string, hint: string): PlanRefusal => ({ code: 'index_required', message, hint });
  const awkward = conjuncts.find((each) => !('path' in each) || each.op === 'ne');
  if (awkward) return refuse(`No index answers \`${awkward.op}\` over everyone's documents`, ALONE);
  const conditions = conjuncts.filter((each) => 'path' in each);
  const contains = conditions.find(({ op }) => op === 'contains');
  const [declaration, sort] = contains ? eachIndex(contains, conditions) : plainIndex(conditions, order);
  if (declaration === undefined) return refuse("No index answers all of these conditions over everyone's documents", ALONE);
  const line = `collections.${nameIn(collection)}.indexes: { ${declaration} }`;
  const sorted = sort === undefined ? '' : ` and ask with sort: ${sort}`;
  return refuse(
    `A query over everyone's documents needs an index that ${collection} does not have`,
    `Declare in the manifest ${line}${sorted}. ${ALONE}`,
  );
}

type Advice = readonly [declaration: string | undefined, sort?: string | undefined];

function eachIndex({ path }: Condition, conditions: readonly Condition[]): Advice {
  return conditions.length > 1 ? [undefined] : [`${nameFor([path])}: { fields: [${quoted([path])}], each: true }`];
}

/** Fields with one value first, then what is sorted by; a range must be what is sorted by. */
function plainIndex(conditions: readonly Condition[], order: Order): Advice {
  const equal = unique(conditions.filter(isEquality).map(({ path }) => path));
  const ranged = unique(conditions.filter((each) => !isEquality(each)).map(({ path }) => path)).filter((path) => !equal.includes(path));
  const sorted = order.by.map(({ path }) => path).filter((path) => !equal.includes(path));
  const isOneWay = order.by.every(({ direction }) => direction === order.ties);
  const fields = [...equal, ...unique([...ranged, ...sorted])];
  if (ranged.length > 1 || fields.length > limits.indexFields || fields.length === 0) return [undefined];
  const wanted = fields.slice(equal.length);
  const needsSort = !isOneWay || wanted.length !== sorted.length || wanted.some((path, at) => path !== sorted[at]);
  const minus = order.ties === 'desc' ? '-' : '';
  return [
    `${nameFor(fields)}: [${quoted(fields)}]`,
    needsSort && wanted.length > 0 ? `[${quoted(wanted.map((path) => minus + path))}]` : undefined,
  ];
}

const isEquality = ({ op, value }: Condition): boolean => op === 'eq' || op === 'in' || (op === 'exists' && value === false);
const unique = (paths: readonly string[]): readonly string[] => [...new Set(paths)];
const quoted = (paths: readonly string[]): string => paths.map((path) => `'${path}'`).join(', ');
const nameIn = (collection: string): string => nameOfCollection(collection as QualifiedCollection);

/** `status`, `author.name` → byStatusAuthorName */
function nameFor(paths: readonly string[]): string {
  const words = paths.flatMap((path) => path.split('.')).map((word) => word.replaceAll(/[^A-Za-z0-9_]/g, ''));
  return `by${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`.slice(0, 40);
}
