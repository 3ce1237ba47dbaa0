import type { Texts } from './en.ts';

export const texts: Texts = {
  asks: ['', ' pide permiso para'],
  verified: 'Vibe ha comprobado esta dirección',
  cannot: 'No puede',
  allow: 'Permitir',
  notNow: 'Ahora no',
  hidden: 'Algo tapa esta ventana. Apártalo para continuar.',
};
