import type { Texts } from './en.ts';

export const texts: Texts = {
  asks: ['', ' demande à'],
  verified: 'Vibe a vérifié cette adresse',
  cannot: 'Elle ne peut pas',
  allow: 'Autoriser',
  notNow: 'Pas maintenant',
  hidden: 'Quelque chose couvre cette fenêtre. Écartez-le pour continuer.',
};
