import type { JsonSchema } from '@vibe/shared';
import { eachSchema } from './schema-rules.ts';

/** How much one validation may do: about a second on one core. A document of 1 MB that is one list of numbers needs most of it. */
export const WORK_PER_VALIDATION = 600_000;
/** Naming all that is wrong makes an object for each finding, so it may look less far. */
export const WORK_PER_EXPLANATION = 60_000;

export const WORK = 'x-vibe-work';

export class TooMuchWork extends Error {
  override name = 'TooMuchWork';
}

/** Validation is synchronous, so one counter serves all. */
let left = 0;

/** Runs one validation within its allowance. @throws {TooMuchWork} */
export function withinAllowance<Result>(units: number, run: () => Result): Result {
  left = units;
  try {
    return run();
  } catch (error) {
    // A schema that refers to itself without descending into the data.
    if (error instanceof RangeError) throw new TooMuchWork('recursion');
    throw error;
  }
}

export function spend(units: number): true {
  left -= units;
  if (left < 0) throw new TooMuchWork('steps');
  return true;
}

/**
 * A copy in which every schema that may run more often than once says what one run costs. Without it, `{ $defs: { a: { allOf: [b, b] }, b: { allOf: [c, c] }, … } }`
 * runs 2ⁿ times, and `enum` of a thousand values runs for each item of a list.
 */
export function metered(schema: JsonSchema): JsonSchema {
  const copy = structuredClone(schema);
  for (const { schema: each, path } of eachSchema(copy)) {
    (each as Record<string, unknown>)[WORK] = (isChoice.test(path) ? CHOICE : 1) + Math.floor(JSON.stringify(each).length / 128);
  }
  return copy;
}

/** A choice that does not fit leaves an error object behind each time, which costs more than looking. */
const isChoice = /\/(?:anyOf|oneOf)\/\d+$/;
const CHOICE = 5;
