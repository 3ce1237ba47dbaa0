import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Unhappy } from '../bootstrap/unhappy.mjs';
import type { Packed } from './pack.ts';

/** All of them, compressed. With Kysely and pg it would be ten times that. */
const limitBytes = 32 * 1024;
/** Names that would mean the server's insides had come along. */
const insides = /\b(kysely|Kysely|PoolClient|oidc-provider|node:|from ['"]pg['"])/;

/** The client's types name the server's procedures and nothing of what is behind them. */
export function checkTypes({ content, files, name }: Packed): void {
  const texts: string[] = [];
  for (const file of files.filter((each) => each.endsWith('.d.ts'))) {
    const text = readFileSync(join(content, file), 'utf8');
    texts.push(text);
    const found = insides.exec(text.replaceAll(/\/\*[\s\S]*?\*\//g, ''))?.[0]; // comments may name what they like
    if (found) throw new Unhappy(`${name}: ${file} speaks of "${found}", which is the server's own.`);
  }
  const total = gzipSync(texts.join('')).length;
  if (total > limitBytes)
    throw new Unhappy(`${name}: its types have ${total} bytes gzip, more than ${limitBytes}: has the server come along?`);
}
