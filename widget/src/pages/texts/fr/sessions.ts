import type { AccountsTexts, SessionsTexts } from '../en/sessions.ts';
import { counting, named } from '../speech.ts';

const count = counting('fr');

export const sessions: SessionsTexts = {
  switchAccount: 'Changer de compte',
  devices: {
    title: 'Appareils',
    here: 'celui-ci',
    isNew: 'nouveau',
    seen: 'Actif',
    ended: (device: string) => `${named(device)} est déconnecté.`,
    how: {
      password: 'avec un mot de passe',
      passkey: 'avec une clé d’accès',
      link: 'par un lien',
      email: 'par e-mail',
      recovery_code: 'avec un code de récupération',
      email_recovery: 'par une récupération par e-mail',
      sign_up: 'à la création du compte',
      operator: 'par l’opérateur',
    },
    over: 'La connexion à Vibe a expiré. Il en reste ces applications.',
    apps: 'Applications connectées là',
    appUsed: 'dernière utilisation',
    endApp: 'Déconnecter',
    endedApp: (app: string) => `${named(app)} y est déconnectée.`,
    news: (signIns: number) =>
      count(signIns, { one: '1 connexion ailleurs depuis le dernier avis', other: '# connexions ailleurs depuis le dernier avis' }),
    newsHint: 'Si ce n’était pas vous, déconnectez-la ci-dessous, puis changez de mot de passe.',
    newsYes: 'C’était moi',
    newsSaid: 'C’est noté.',
    end: 'Déconnecter',
    endOf: (device: string) => `Déconnecter ${named(device)}`,
    everywhere: 'Se déconnecter partout',
    everywhereHint:
      'Met fin à toutes les sessions, sur tous les appareils et dans toutes les applications. Celles qui ont leur propre serveur sont prévenues.',
    everywhereSure: 'Vous serez déconnecté de tous les appareils et de toutes les applications, ici aussi.',
    everywhereYes: 'Oui, partout',
  },
  confirm: {
    title: 'Est-ce bien vous ?',
    text: 'Cela décide de qui peut entrer dans votre compte : on vous le demande donc encore une fois.',
    password: 'Votre mot de passe',
    yes: 'Continuer',
    passkey: 'Utiliser une clé d’accès',
    again: 'Se connecter à nouveau',
    againText: 'Vous n’avez ni mot de passe ni clé d’accès à montrer. Connectez-vous à nouveau, puis réessayez dans les dix minutes.',
  },
};

export const accounts: AccountsTexts = {
  title: 'Choisissez un compte',
  active: 'actif',
  nobody: 'Aucun compte n’est actif dans ce navigateur. Choisissez avec lequel continuer.',
  signOut: 'Déconnecter',
  signOutAll: 'Déconnecter tous les comptes de ce navigateur',
  cancel: 'Annuler',
  gone: 'Ce compte n’est plus connecté ici. Connectez-vous à nouveau.',
};
