import type { JsonSchema } from '@vibe/shared';
import { eachSchema } from './schema-rules.ts';

/** How much one validation may do: about a second on one core. A document of 1 MB against a schema of 3 kB stays below a tenth of it. */
export const WORK_PER_VALIDATION = 500_000;

export const WORK = 'x-vibe-work';

export class TooMuchWork extends Error {
  override name = 'TooMuchWork';
}

/** Validation is synchronous, so one counter serves all. */
let left = 0;

/** Runs one validation within its allowance. @throws {TooMuchWork} */
export function withinAllowance<Result>(run: () => Result): Result {
  left = WORK_PER_VALIDATION;
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
  for (const { schema: each } of eachSchema(copy)) {
    (each as Record<string, unknown>)[WORK] = 1 + Math.floor(JSON.stringify(each).length / 128);
  }
  return copy;
}
