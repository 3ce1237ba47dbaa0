import type { ConsentTexts } from '../en/consent.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';

export const texts: ConsentTexts = {
  ...common,
  consent: {
    title: (app: string) => `¿Permitir ${named(app)}?`,
    titleMore: (app: string) => `${named(app)} pide más`,
    runsAt: 'Funciona en',
    verified: 'dirección comprobada por Vibe',
    may: (app: string) => `${named(app)} podrá`,
    optional: 'Tú eliges. Funciona sin esto.',
    sensitive: 'Piénsalo bien',
    cannot: 'No puede',
    pays: 'Quién paga',
    ends: 'Cuánto dura',
    allow: 'Permitir',
    deny: 'No permitir',
    signedInAs: 'Has entrado como',
    notYou: '¿No eres tú? Usa otra cuenta',
    gone: 'Esta solicitud ya no está abierta.',
    goneHint: 'Ya se respondió o es demasiado antigua. Vuelve a la aplicación e inicia sesión de nuevo.',
    loading: 'Viendo lo que pide la aplicación…',
    leaving: 'Volviendo a la aplicación…',
    held: 'Ya lo permites',
    endedOn: (day: string) => `Tu permiso terminó el ${day}. Vuelve a pedir lo que tenía.`,
    before: 'permitido antes',
    looksLike: (plain: string) => `El nombre está escrito con otras letras. Solo se parece a «${plain}».`,
  },
};
