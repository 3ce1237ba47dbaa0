import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unhappy } from '../bootstrap/unhappy.mjs';
import type { Packed } from './pack.ts';

const limitBytes = 20 * 1024;
/** Names that would mean the server's insides had come along. */
const insides = /\b(kysely|Kysely|PoolClient|oidc-provider|node:|from ['"]pg['"])/;

/** The client's types name the server's procedures and nothing of what is behind them. */
export function checkTypes({ content, files, name }: Packed): void {
  let total = 0;
  for (const file of files.filter((each) => each.endsWith('.d.ts'))) {
    const text = readFileSync(join(content, file), 'utf8');
    total += Buffer.byteLength(text);
    const found = insides.exec(text)?.[0];
    if (found) throw new Unhappy(`${name}: ${file} speaks of "${found}", which is the server's own.`);
  }
  if (total > limitBytes) throw new Unhappy(`${name}: its types have ${total} bytes, more than ${limitBytes}: has the server come along?`);
}
