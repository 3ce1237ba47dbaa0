import { limits, VibeError } from '@vibe/shared';

/**
 * A document's body as canonical JSON (RFC 8785): one text for one value, whatever order its keys came in. It is what is stored, hashed and measured.
 * One walk refuses what JSON or Postgres cannot hold, and ends as soon as a limit is passed: a body may name the same object many times over.
 * @throws {VibeError} too_deep, too_large, bad_request
 */
export function canonicalJson(body: Record<string, unknown>): string {
  const writer = new Writer();
  const text = writer.write(body, '', 1);
  if (Buffer.byteLength(text) > limits.documentBytes) throw tooLarge();
  return text;
}

class Writer {
  #length = 0;

  write(value: unknown, path: string, depth: number): string {
    if (typeof value === 'string') return this.#count(text(value, path));
    if (typeof value === 'number' && Number.isFinite(value)) return this.#count(String(Object.is(value, -0) ? 0 : value));
    if (value === null || typeof value === 'boolean') return this.#count(String(value));
    if (depth > limits.documentDepth)
      throw new VibeError('too_deep', `A document may be nested ${limits.documentDepth} levels deep, no deeper`);
    if (Array.isArray(value)) return this.#array(value, path, depth);
    if (isPlainObject(value)) return this.#object(value, path, depth);
    throw new VibeError('bad_request', `The document holds something at ${path || '/'} that JSON has no word for`, {
      issues: [{ path, message: 'must be a string, a number, true, false, null, an array or an object' }],
    });
  }

  #array(value: readonly unknown[], path: string, depth: number): string {
    let out = '';
    for (let at = 0; at < value.length; at++) out += `${at === 0 ? '' : ','}${this.write(value[at], `${path}/${at}`, depth + 1)}`;
    return this.#wrap('[', out, ']');
  }

  #object(value: Record<string, unknown>, path: string, depth: number): string {
    let out = '';
    for (const key of Object.keys(value).sort()) {
      const member = value[key];
      if (member === undefined) continue;
      const place = `${path}/${key}`;
      out += `${out === '' ? '' : ','}${this.#count(text(key, place))}:${this.write(member, place, depth + 1)}`;
    }
    return this.#wrap('{', out, '}');
  }

  #wrap(open: string, inside: string, close: string): string {
    this.#count(open);
    return open + inside + close;
  }

  #count(written: string): string {
    this.#length += written.length;
    if (this.#length > limits.documentBytes) throw tooLarge();
    return written;
  }
}

const tooLarge = () => new VibeError('too_large', `A document may have ${limits.documentBytes} bytes as JSON, no more`);

/** Postgres refuses U+0000 and half a surrogate pair. */
function text(value: string, path: string): string {
  if (value.isWellFormed() && !value.includes('\0')) return JSON.stringify(value);
  throw new VibeError('bad_request', `The text at ${path || '/'} is not valid Unicode`, {
    issues: [{ path, message: 'must not hold U+0000 or half of a surrogate pair' }],
  });
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
