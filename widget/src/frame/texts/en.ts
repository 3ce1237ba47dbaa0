/** What the frame says itself; what an app may do comes from the server, which enforces it. */
export const en = {
  asks: ['', ' asks to'],
  verified: 'Vibe has checked this address',
  as: 'as',
  details: 'What it cannot do, who pays, how to end it',
  cannot: 'It cannot',
  allow: 'Allow',
  notNow: 'Not now',
  hidden: 'Something covers this window. Move it away to go on.',
} as const;
