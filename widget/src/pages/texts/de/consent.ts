import type { ConsentTexts } from '../en/consent.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';

export const texts: ConsentTexts = {
  ...common,
  consent: {
    title: (app: string) => `${named(app)} erlauben?`,
    titleMore: (app: string) => `${named(app)} bittet um mehr`,
    runsAt: 'Läuft auf',
    verified: 'Adresse von Vibe geprüft',
    may: (app: string) => `${named(app)} wird können:`,
    optional: 'Du wählst. Es geht auch ohne diese.',
    sensitive: 'Gut überlegen',
    cannot: 'Sie kann nicht',
    pays: 'Wer bezahlt',
    ends: 'Wie lange',
    allow: 'Erlauben',
    deny: 'Nicht erlauben',
    signedInAs: 'Angemeldet als',
    notYou: 'Nicht du? Anderes Konto benutzen',
    gone: 'Diese Anfrage ist nicht mehr offen.',
    goneHint: 'Sie wurde schon beantwortet oder ist zu alt. Geh zurück zur App und melde dich noch einmal an.',
    loading: 'Wir sehen nach, was die App möchte …',
    leaving: 'Zurück zur App …',
    held: 'Das erlaubst du schon',
    endedOn: (day: string) => `Deine Erlaubnis ist am ${day} abgelaufen. Die App fragt wieder nach dem, was sie hatte.`,
    before: 'früher erlaubt',
    looksLike: (plain: string) => `Der Name ist mit anderen Buchstaben geschrieben. Er sieht nur aus wie „${plain}“.`,
  },
};
