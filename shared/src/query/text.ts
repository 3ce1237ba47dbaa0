/** How much of a text an index keeps and a sort looks at, in bytes of UTF-8. */
const KEY_TEXT_BYTES = 256;

/** By code point, which is the order of the bytes of UTF-8 and of Postgres' collation "C". JavaScript's `<` goes by UTF-16 and differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return inCodePoints(one) - inCodePoints(other);
  }
  return a.length - b.length;
}

/** Surrogates stand for U+10000 and above: after U+E000–U+FFFF. */
function inCodePoints(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/**
 * The beginning of a text that counts in indexes and in sorts: the code points that begin in its first 256 bytes of UTF-8. The one that crosses the border
 * is in whole: without it `a😀` could be cut shorter than `aaa` and change places with it.
 */
export function keyText(text: string): string {
  if (text.length * 3 <= KEY_TEXT_BYTES) return text;
  let bytes = 0;
  let at = 0;
  while (at < text.length && bytes < KEY_TEXT_BYTES) {
    const point = text.codePointAt(at) as number;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    at += point > 0xffff ? 2 : 1;
  }
  return text.slice(0, at);
}

/** Postgres stores neither U+0000 nor half a surrogate pair. */
export const isStorableText = (text: string): boolean => !text.includes('\0') && isWellFormed(text);

// String.prototype.isWellFormed is newer than some browsers the client runs in.
const isWellFormed = (text: string): boolean => !/[\ud800-\udfff]/u.test(text);
