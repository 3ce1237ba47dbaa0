import type { ConsentTexts } from '../en/consent.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';

export const texts: ConsentTexts = {
  ...common,
  consent: {
    title: (app: string) => `Autoriser ${named(app)} ?`,
    titleMore: (app: string) => `${named(app)} demande davantage`,
    runsAt: 'Fonctionne sur',
    verified: 'adresse vérifiée par Vibe',
    may: (app: string) => `${named(app)} pourra`,
    optional: 'À vous de choisir. Cela fonctionne aussi sans.',
    sensitive: 'À bien réfléchir',
    cannot: 'Elle ne peut pas',
    pays: 'Qui paie',
    ends: 'Pour combien de temps',
    allow: 'Autoriser',
    deny: 'Ne pas autoriser',
    signedInAs: 'Connecté en tant que',
    notYou: 'Ce n’est pas vous ? Utiliser un autre compte',
    gone: 'Cette demande n’est plus ouverte.',
    goneHint: 'Elle a déjà reçu une réponse ou elle est trop ancienne. Retournez à l’application et reconnectez-vous.',
    loading: 'Nous regardons ce que l’application demande…',
    leaving: 'Retour à l’application…',
    held: 'Vous autorisez déjà',
    endedOn: (day: string) => `Votre autorisation a pris fin le ${day}. Elle redemande ce qu’elle avait.`,
    before: 'autorisé auparavant',
    looksLike: (plain: string) => `Le nom est écrit avec d’autres lettres. Il ressemble seulement à « ${plain} ».`,
  },
};
