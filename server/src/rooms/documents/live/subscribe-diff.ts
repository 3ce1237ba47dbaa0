/** A document in a result: which it is, and what of it the subscriber has. Another mark: another revision, or more of it to see. */
export interface Item {
  readonly key: string;
  readonly mark: string;
}

export type Step<Of extends Item> =
  | { readonly op: 'remove'; readonly at: number }
  | { readonly op: 'insert'; readonly at: number; readonly item: Of }
  | { readonly op: 'update'; readonly at: number; readonly item: Of }
  | { readonly op: 'move'; readonly from: number; readonly to: number; readonly item: Of };

/** The steps that lead from one list to another, applied in order: no item is touched that could stay, and one that moved is moved once. */
export const stepsBetween = <Of extends Item>(before: readonly Of[], after: readonly Of[]): Step<Of>[] =>
  oneChange(before, after) ?? anyChange(before, after);

/** The usual case, for the same change goes to thousands: nothing, or one document that came, went or changed in place, and what the end of the list makes of it. */
function oneChange<Of extends Item>(before: readonly Of[], after: readonly Of[]): Step<Of>[] | undefined {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  const [old, item] = [before[at], after[at]];
  if (old === undefined && item === undefined) return [];
  const goesOn = (from: number, to: number) => {
    for (; from < before.length && to < after.length; from++, to++) if (before[from] !== after[to]) return false;
    return true;
  };
  if (item && old?.key === item.key && old.mark !== item.mark && before.length === after.length && goesOn(at + 1, at + 1))
    return [{ op: 'update', at, item }];
  const grows = after.length - before.length;
  if (item && !has(before, item) && goesOn(at, at + 1) && (grows === 1 || grows === 0)) {
    const insert = { op: 'insert', at, item } as const;
    return grows === 1 ? [insert] : [{ op: 'remove', at: before.length - 1 }, insert];
  }
  const last = after.at(-1);
  if (old && !has(after, old) && goesOn(at + 1, at) && (grows === -1 || (grows === 0 && last && !has(before, last)))) {
    const remove = { op: 'remove', at } as const;
    return grows === -1 || !last ? [remove] : [remove, { op: 'insert', at: after.length - 1, item: last }];
  }
  return undefined;
}

const has = (list: readonly Item[], { key }: Item): boolean => list.some((each) => each.key === key);

function anyChange<Of extends Item>(before: readonly Of[], after: readonly Of[]): Step<Of>[] {
  const wanted = new Map(after.map((item, at) => [item.key, at]));
  const steps: Step<Of>[] = [];
  const list = [...before];
  for (let at = list.length - 1; at >= 0; at--) {
    if (wanted.has((list[at] as Of).key)) continue;
    list.splice(at, 1);
    steps.push({ op: 'remove', at });
  }
  const moved = moveIntoOrder(list, after, wanted, steps);
  for (const [at, item] of after.entries()) {
    const there = list[at];
    if (there?.key !== item.key) {
      list.splice(at, 0, item);
      steps.push({ op: 'insert', at, item });
    } else if (there.mark !== item.mark && !moved.has(item.key)) steps.push({ op: 'update', at, item });
  }
  return steps;
}

/** Brings those that stay into their new order; the longest run that is in order already does not move. */
function moveIntoOrder<Of extends Item>(list: Of[], after: readonly Of[], wanted: ReadonlyMap<string, number>, steps: Step<Of>[]) {
  const moved = new Set<string>();
  const places = list.map((each) => wanted.get(each.key) as number);
  if (places.every((place, at) => at === 0 || place > (places[at - 1] as number))) return moved;
  const staying = longestRise(places);
  const kept = new Set(list.map((each) => each.key));
  let last: string | undefined;
  for (const item of after) {
    if (!kept.has(item.key)) continue;
    if (!staying.has(wanted.get(item.key) as number)) {
      const from = list.findIndex((each) => each.key === item.key);
      list.splice(from, 1);
      const to = last === undefined ? 0 : list.findIndex((each) => each.key === last) + 1;
      list.splice(to, 0, item);
      steps.push({ op: 'move', from, to, item });
      moved.add(item.key);
    }
    last = item.key;
  }
  return moved;
}

/** The longest rising subsequence of distinct numbers, by patience sorting: O(n log n). */
function longestRise(numbers: readonly number[]): Set<number> {
  const tops: number[] = []; // where in `numbers` the lowest end of a rise of each length stands
  const before: number[] = [];
  for (const [at, number] of numbers.entries()) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[tops[middle] as number] as number) < number) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? (tops[low - 1] as number) : -1;
    tops[low] = at;
  }
  const rise = new Set<number>();
  for (let at = tops.at(-1) ?? -1; at >= 0; at = before[at] as number) rise.add(numbers[at] as number);
  return rise;
}
