/** Whether two values are the same JSON: members in any order, `undefined` members as if absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true; // -0 too, which JSON writes as 0
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, at) => sameJson(each, b[at]));
  }
  const [left, right] = [definedOf(a), definedOf(b)];
  return left.size === right.size && [...left].every(([name, value]) => right.has(name) && sameJson(value, right.get(name)));
}

const definedOf = (value: object): Map<string, unknown> => new Map(Object.entries(value).filter(([, each]) => each !== undefined));
