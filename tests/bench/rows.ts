/** One line of a bench. Ratios are ours ÷ the floor's: of CPU less is better, of the rate more is. */
export interface Row {
  readonly work: string;
  readonly cpuRatio?: number;
  readonly rateRatio?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly [more: string]: number | string | undefined;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The smallest value that at least this share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

export function printRows(rows: readonly Row[]): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => (line[at] ?? '').length)));
  for (const line of cells)
    console.log(line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '));
}
