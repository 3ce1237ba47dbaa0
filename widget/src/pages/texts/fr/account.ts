import type { AccountPart } from '../en/account.ts';
import { counting, named, numbering } from '../speech.ts';
import { records } from './records.ts';
import { sessions } from './sessions.ts';

const count = counting('fr');
const number = numbering('fr');

export const texts: AccountPart = {
  account: {
    title: 'Votre compte',
    signOut: 'Se déconnecter',
    saved: 'Enregistré.',
    copied: 'Copié.',
    copy: 'Copier',
    cancel: 'Annuler',
    save: 'Enregistrer',
    profile: {
      title: 'Profil',
      name: 'Nom',
      picture: 'Photo',
      choosePicture: 'Choisir une photo',
      removePicture: 'Retirer la photo',
      pictureUnreadable: 'Ce fichier n’est pas une image que le navigateur sait lire.',
      handle: 'Identifiant',
      did: 'DID',
      copyDid: 'Copier le DID',
      didHint: 'Votre nom permanent pour toute application. Il fonctionne sans l’aide de Vibe.',
    },
    passkeys: {
      title: 'Clés d’accès',
      none: 'Pas encore de clé d’accès. Avec une seule, se connecter se fait d’un geste.',
      add: 'Ajouter une clé d’accès',
      made: 'Créée',
      used: 'utilisée',
      added: 'La clé d’accès est ajoutée.',
      removed: 'La clé d’accès est retirée.',
      neverUsed: 'jamais utilisée',
      synced: 'synchronisée',
      rename: 'Renommer',
      renameOf: (name: string) => `Renommer ${named(name)}`,
      name: 'Nom de la clé d’accès',
      remove: 'Retirer',
      removeOf: (name: string) => `Retirer ${named(name)}`,
      removeSure: (name: string) => `${named(name)} ne vous connectera plus. Supprimez-la aussi dans votre gestionnaire de mots de passe.`,
      removeYes: 'Oui, la retirer',
      cancelled: 'Aucune clé d’accès n’a été ajoutée.',
      already: 'Cet appareil a déjà une clé d’accès pour vous.',
    },
    password: {
      title: 'Mot de passe',
      none: 'Aucun mot de passe. Les clés d’accès suffisent.',
      set: 'Définir un mot de passe',
      change: 'Changer le mot de passe',
      current: 'Mot de passe actuel',
      next: 'Nouveau mot de passe',
      changed: (ended: number) =>
        ended === 0
          ? 'Le nouveau mot de passe est en vigueur.'
          : `Le nouveau mot de passe est en vigueur. Déconnexion sur ${count(ended, { one: '1 autre appareil', other: '# autres appareils' })}.`,
      wrong: 'Ce n’est pas votre mot de passe actuel.',
    },
    recovery: {
      title: 'Codes de récupération',
      none: 'Aucun pour l’instant. Si clés d’accès et mot de passe sont perdus, chaque code vous laisse entrer une fois.',
      left: (left: number) =>
        left === 0 ? 'Il ne reste aucun code.' : count(left, { one: 'Il reste 1 code.', other: 'Il reste # codes.' }),
      made: 'Créés',
      used: 'Un code a servi à se connecter',
      usedHint: 'Si ce n’était pas vous, créez de nouveaux codes, puis déconnectez-vous partout.',
      justRecovered:
        'Vous êtes entré avec un code de récupération ou un message. Définissez un nouveau mot de passe ou ajoutez une clé d’accès : pendant dix minutes, rien d’autre ne vous est demandé.',
      make: 'Créer des codes de récupération',
      renew: 'Créer de nouveaux codes',
      keep: 'Vous recevez dix codes. Gardez-les là où vous les retrouverez sans cet appareil : sur papier ou dans un gestionnaire de mots de passe.',
      ends: 'Vous recevez dix nouveaux codes. Les précédents cessent aussitôt de valoir.',
      password: 'Votre mot de passe, par sécurité',
      yes: 'Afficher mes codes',
      yesPasskey: 'Afficher mes codes avec une clé d’accès',
      once: 'Ces codes ne sont affichés que cette fois. Notez-les ou copiez-les ; chacun sert une fois.',
      ready: 'Dix codes sont prêts.',
      copy: 'Copier les codes de récupération',
      done: 'Je les ai mis de côté',
      cancelled: 'Aucune clé d’accès n’a été utilisée. Vos codes restent les mêmes.',
    },
    data: {
      title: 'Vos données',
      hint: 'Tout ce que vous gardez ici, dans un seul fichier : vos documents et qui peut les voir, votre profil, ce que vous avez autorisé à quelle application. Des lignes de JSON que tout programme peut lire.',
      export: 'Exporter mes données',
      exporting: (documents: number) =>
        `Votre téléchargement commence. Il contient ${count(documents, { one: '1 document', other: '# documents' })}, y compris ceux qui ont été supprimés.`,
      import: 'Importer un fichier',
      file: 'Fichier à importer',
      importHint:
        'Seuls les documents sont importés. Ce qui est déjà ici reste, et une version plus récente reste la plus récente : importer deux fois ne change plus rien.',
      imported: (added: number, merged: number, unchanged: number) =>
        `${count(added, { one: '1 document ajouté', other: '# documents ajoutés' })}, ${number(merged)} fusionnés, ${number(unchanged)} déjà ici.`,
      left: (left: number) => count(left, { one: '1 a été laissé de côté.', other: '# ont été laissés de côté.' }),
      leftLine: (line: number, because: string) => `Ligne ${number(line)} : ${because}.`,
    },
    leave: {
      title: 'Supprimer le compte',
      hint: 'Ferme votre compte aussitôt et l’efface après 30 jours.',
      open: 'Supprimer mon compte',
      means: [
        'Aussitôt vous êtes déconnecté partout, les applications perdent votre autorisation, et personne ne voit plus votre profil ni vos documents.',
        'Pendant 30 jours vous pouvez changer d’avis : connectez-vous, et tout est de retour.',
        'Ensuite vos documents et tout ce que l’on sait de vous sont effacés. Votre identifiant n’est jamais donné à quelqu’un d’autre.',
        'Si vous voulez garder vos données, exportez-les d’abord.',
      ],
      handle: (handle: string) => `Par sécurité, saisissez votre identifiant : ${handle}`,
      wrongHandle: 'Ce n’est pas votre identifiant.',
      password: 'Votre mot de passe',
      yes: 'Supprimer mon compte maintenant',
      yesPasskey: 'Supprimer mon compte avec une clé d’accès',
      cancelled: 'Aucune clé d’accès n’a été utilisée. Votre compte reste tel quel.',
    },
    left: {
      title: 'Votre compte est fermé',
      until: (day: string) => `Il sera effacé le ${day}. D’ici là, connectez-vous pour le retrouver.`,
      home: 'Vers la page d’accueil',
    },
    ...records,
    ...sessions,
  },
};
