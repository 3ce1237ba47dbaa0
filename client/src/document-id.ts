const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeCharacters = 10;
const randomCharacters = 16;

/**
 * A new document id: 26 letters and digits, sortable by time of making (ULID: 48 bits of milliseconds, 80 random bits, Crockford's base 32).
 * Made here and not on the server, so that a create whose answer was lost can be sent again without doubling.
 */
export function newDocumentId(now: number = Date.now()): string {
  let time = '';
  for (let rest = now, at = 0; at < timeCharacters; at += 1, rest = Math.floor(rest / 32)) time = alphabet.charAt(rest % 32) + time;
  const random = crypto.getRandomValues(new Uint8Array(randomCharacters));
  return time + Array.from(random, (byte) => alphabet.charAt(byte % 32)).join('');
}
