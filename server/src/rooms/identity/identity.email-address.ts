import { z } from 'zod';

/** RFC 5321 §4.5.3.1.3 leaves 254 characters for an address. */
export const emailAddress = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email({ error: 'is not an e-mail address' }));

/** What is compared. The part before the @ may differ by case in theory (RFC 5321 §2.4); two people whose addresses differ by nothing else are not known. */
export const addressKey = (address: string): string => address.toLowerCase();

/** a…@example.org: enough for its owner to know it by. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}…${address.slice(at)}`;
}
