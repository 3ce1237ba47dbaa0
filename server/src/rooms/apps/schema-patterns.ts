import { type JsonSchema, VibeError } from '@vibe/shared';
import type { RegExpEngine } from 'ajv/dist/types/index.js';
import { RE2JS } from 're2js';
import { formats } from './schema-formats.ts';
import { eachSchema } from './schema-rules.ts';
import { spend } from './schema-work.ts';

const compile = (pattern: string) => RE2JS.compile(RE2JS.translateRegExp(pattern));

/** ajv's `code.regExp` on RE2: linear in the length of the text. */
export const linearPattern: RegExpEngine = Object.assign(
  (pattern: string) => {
    const compiled = compile(pattern);
    return { test: (text: string) => spend(1 + Math.floor(text.length / 64)) && compiled.test(text) };
  },
  { code: 'linearPattern' },
);

/**
 * RE2 has no look-around and no back-references; such a pattern is refused. One exception: where a `format` stands beside it, as in what schema
 * libraries write for an e-mail address, the format is what is checked.
 */
export function withLinearPatterns(schema: JsonSchema, where: string): JsonSchema {
  const copy = structuredClone(schema);
  for (const { schema: each, path } of eachSchema(copy)) {
    if (typeof each.pattern !== 'string' || isLinear(each.pattern)) continue;
    if (typeof each.format !== 'string' || !Object.hasOwn(formats, each.format)) {
      const message = 'is a pattern with look-around or back-references, which are not supported';
      throw new VibeError('bad_request', `${where}${path}/pattern ${message}`, { issues: [{ path: `${where}${path}/pattern`, message }] });
    }
    delete (each as { pattern?: unknown }).pattern;
  }
  return copy;
}

function isLinear(pattern: string): boolean {
  try {
    compile(pattern);
    return true;
  } catch {
    return false;
  }
}
