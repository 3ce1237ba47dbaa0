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
    // ajv keeps one engine per `toString()`: two patterns must not look the same.
    return { test: (text: string) => spend(1 + Math.floor(text.length / 64)) && compiled.test(text), toString: () => pattern };
  },
  { code: 'linearPattern' },
);

/**
 * RE2 has no look-around and no back-references, and not every format is known here. Schema libraries write both a format and a pattern that
 * means the same: where one of them can be checked, the other is let go; where none can, the schema is refused.
 */
export function withCheckableText(schema: JsonSchema, where: string): JsonSchema {
  const copy = structuredClone(schema);
  for (const { schema: each, path } of eachSchema(copy)) {
    const { pattern, format } = each;
    const linear = typeof pattern === 'string' && isLinear(pattern);
    const known = typeof format === 'string' && Object.hasOwn(formats, format);
    if (typeof pattern === 'string' && !linear) {
      if (!known)
        throw refused(`${where}${path}/pattern`, 'is not a pattern that can be checked: look-around and back-references are not supported');
      delete (each as { pattern?: unknown }).pattern;
    }
    if (typeof format === 'string' && !known) {
      if (!linear) throw refused(`${where}${path}/format`, `“${format}” is not a known format: ${Object.keys(formats).join(', ')}`);
      delete (each as { format?: unknown }).format;
    }
  }
  return copy;
}

const refused = (path: string, message: string) => new VibeError('bad_request', `${path} ${message}`, { issues: [{ path, message }] });

function isLinear(pattern: string): boolean {
  try {
    compile(pattern);
    return true;
  } catch {
    return false;
  }
}
