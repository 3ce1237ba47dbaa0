/** What the frame says itself; what an app may do comes from the server, which enforces it. */
export const texts = {
  /** Before and after the app's name. */
  asks: ['', ' asks to'] as readonly [string, string],
  verified: 'Vibe has checked this address',
  cannot: 'It cannot',
  allow: 'Allow',
  notNow: 'Not now',
  hidden: 'Something covers this window. Move it away to go on.',
};

export type Texts = typeof texts;
