import type { NamedTest } from './named-tests.ts';

/** One line of a table of docs/threat-model.md. */
export interface ThreatRow {
  readonly says: string;
  readonly defences: readonly string[];
  readonly tests: readonly NamedTest[];
}

export const rowsOf = (page: string): ThreatRow[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:---|must|attack) /.test(line))
    .map((line) => {
      const [, says = '', defence = '', tried = ''] = line.split('|').map((cell) => cell.trim());
      return {
        says,
        defences: [...defence.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
        tests: [...tried.matchAll(/`([^`]+)`: “([^”]+)”/g)].map(([, file = '', name = '']) => ({ file, name })),
      };
    });

/** The list of attacks, without what must hold besides. */
export const attacksOf = (page: string): ThreatRow[] =>
  rowsOf(page.slice(page.indexOf('## The attack list'), page.indexOf('## Other attacks')));
