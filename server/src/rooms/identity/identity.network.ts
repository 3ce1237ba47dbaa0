import { isIPv4, isIPv6 } from 'node:net';

/** One household for rate limits: an IPv4 address, or the /64 an IPv6 subscriber is given. */
export const networkKey = (ip: string): string => {
  const plain = unmapped(ip);
  return isIPv6(plain) ? groups(plain).slice(0, 4).join(':') : plain;
};

/** For the device list: enough to tell home from abroad, not enough to follow someone: a /24 or a /48. */
export function networkName(ip: string): string {
  const plain = unmapped(ip);
  if (isIPv4(plain)) return plain.startsWith('127.') ? 'this computer' : `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(plain)) return 'unknown';
  return plain === '::1' ? 'this computer' : `${groups(plain).slice(0, 3).join(':')}::/48`;
}

const unmapped = (ip: string): string => ip.replace(/^::ffff:(?=\d+\.)/i, '');

/** The eight groups of an IPv6 address, `::` written out (RFC 4291 §2.2). */
function groups(ip: string): string[] {
  const [head = '', tail] = (ip.split('%')[0] ?? '').split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(Math.max(0, gap)).fill('0'), ...after].map((each) => each.toLowerCase().replace(/^0+(?=.)/, ''));
}
