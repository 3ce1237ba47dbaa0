import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A test as documents name it: the name as a whole, between the quotes of the source; `%s` where a table fills it in. */
export interface NamedTest {
  readonly file: string;
  readonly name: string;
}

/** Is it there, and not skipped? A name that a table filled in is there as its pattern. */
export function hasTest(root: string, { file, name }: NamedTest): boolean {
  const path = join(root, file);
  if (!existsSync(path)) return false;
  const colon = name.indexOf(': ');
  const names = colon === -1 ? [name] : [name, `%s${name.slice(colon)}`];
  return readFileSync(path, 'utf8')
    .split('\n')
    .some(
      (line) => !/^\s*\/\/|\.(?:skip|todo)/.test(line) && names.some((each) => line.includes(`'${each}'`) || line.includes(`"${each}"`)),
    );
}
