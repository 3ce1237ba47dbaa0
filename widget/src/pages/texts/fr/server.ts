import type { ServerTexts } from '../en/server.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';
import { accounts } from './sessions.ts';

export const texts: ServerTexts = {
  ...common,
  accounts,
  start: {
    title: (host: string) => `Vibe sur ${host}`,
    heading: 'Une seule connexion. Vos données restent à vous.',
    lead: 'Les applications de ce serveur Vibe gardent sous votre nom ce que vous faites. Vous choisissez ce que chacune peut faire, et vous pouvez revenir dessus à tout moment.',
    account: 'Votre compte',
    signedInAs: (name: string) => `Connecté en tant que ${named(name)}`,
    signIn: 'Se connecter',
    signUp: 'Créer un compte',
    apps: 'Applications ici',
  },
  error: {
    home: 'Page d’accueil',
    request: 'requête',
    formOld: 'Ce formulaire est resté ouvert trop longtemps',
    formOldHint: 'Essayez encore une fois.',
  },
  signOut: {
    title: 'Se déconnecter ?',
    asks: (app: string) => `${named(app)} demande à vous déconnecter.`,
    who: (name: string) => `Vous êtes connecté en tant que ${named(name)}.`,
    ends: 'La déconnexion met fin à la session de ce navigateur et aux applications auxquelles vous vous êtes connecté avec elle.',
    yes: 'Se déconnecter',
    no: 'Rester connecté',
  },
  window: {
    title: 'Connexion',
    openerGone: 'La page qui a ouvert cette fenêtre n’est plus là.',
    askerGone: 'La page qui a fait la demande n’est plus là.',
    back: (host: string) => `Retour à ${host}`,
    signedIn: 'Vous êtes connecté.',
    account: 'Votre compte',
  },
  frame: { title: (app: string) => `Se connecter à ${named(app)}` },
  leaving: {
    title: 'Vous quittez Vibe',
    to: 'Ce lien mène à',
    warning: 'Ce site ne fait pas partie de Vibe. Ce que vous y saisissez va à ceux qui l’exploitent.',
    lookalike: 'Attention : ce nom contient des lettres qui peuvent passer pour d’autres. En lettres simples, c’est',
    insecure: 'La connexion à ce site n’est pas chiffrée.',
    go: (host: string) => `Aller à ${host}`,
    stay: 'Fermez cette page pour rester.',
    refused: 'Ce lien ne mène nulle part de sûr',
    refusedHint: 'Seules des adresses web peuvent être ouvertes d’ici.',
  },
  noScript: {
    rest: 'Tout le reste de cette page a besoin de JavaScript.',
    noPasskeys: 'Les clés d’accès ont besoin de JavaScript. Un mot de passe fonctionne sans.',
  },
};
