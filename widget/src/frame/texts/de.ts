import type { Texts } from './en.ts';

export const texts: Texts = {
  asks: ['', ' möchte'],
  verified: 'Vibe hat diese Adresse geprüft',
  cannot: 'Sie kann nicht',
  allow: 'Erlauben',
  notNow: 'Jetzt nicht',
  hidden: 'Etwas verdeckt dieses Fenster. Schieb es weg, um weiterzumachen.',
};
