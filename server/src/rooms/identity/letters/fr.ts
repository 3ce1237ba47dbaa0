import type { LetterTexts } from './en.ts';

export const fr: LetterTexts = {
  common: {
    code: 'Votre code :',
    link: 'Ou ouvrez ce lien dans le navigateur où vous l’avez demandé :',
    once: 'Les deux servent une seule fois, pendant 15 minutes. N’entrez le code que sur la page où vous avez demandé ce message, et ne le donnez à personne.',
    lateOnce: 'Les deux servent une seule fois, à partir de ce moment et pendant deux jours. Ne les donnez à personne.',
    stop: 'Si ce n’était pas vous, arrêtez cela ici :',
    undo: 'Si ce n’était pas vous, rendez cette adresse au compte ; tous ses appareils seront aussi déconnectés :',
    notYou: 'Si vous n’avez pas demandé ce message, vous n’avez rien à faire : sans le code, personne ne va plus loin.',
  },
  letters: {
    sign_in: { subject: 'Connexion à {host}', says: ['Quelqu’un, vous espérons-nous, veut se connecter à {host} en tant que {handle}.'] },
    sign_up: {
      subject: 'Inscription à {host}',
      says: [
        'Quelqu’un, vous espérons-nous, veut se connecter à {host} avec cette adresse. Aucun compte ne l’a encore ; le code en crée un.',
      ],
    },
    nobody: {
      subject: 'Aucun compte à {host}',
      says: [
        'Quelqu’un a demandé à retrouver un compte à {host} avec cette adresse. Aucun compte ne l’a. Vous avez peut-être utilisé une autre adresse.',
      ],
    },
    not_by_email: {
      subject: 'Connexion à {host}',
      says: [
        'Quelqu’un a demandé à se connecter à {host} en tant que {handle} par e-mail. Ce compte l’a désactivé : utilisez une clé d’accès ou le mot de passe.',
      ],
    },
    verify: { subject: 'Votre adresse à {host}', says: ['Le compte {handle} à {host} doit recevoir cette adresse e-mail.'] },
    taken: {
      subject: 'Votre adresse à {host}',
      says: ['Quelqu’un a demandé d’ajouter cette adresse au compte {handle} à {host}. Un autre compte l’a déjà ; rien n’a été changé.'],
    },
    recover: {
      subject: 'Retrouver votre compte à {host}',
      says: ['Quelqu’un, vous espérons-nous, a perdu le mot de passe de {handle} à {host} et en veut un nouveau.'],
    },
    recover_later: {
      subject: 'Retrouver votre compte à {host}',
      says: [
        'Quelqu’un dit avoir perdu toutes les clés d’accès et le mot de passe de {handle} à {host}.',
        'Le compte a une clé d’accès ou des codes de récupération ; cette adresse seule ne l’ouvre donc pas tout de suite, mais à partir du {moment}. D’ici là, cela peut être arrêté.',
      ],
    },
    recovery_asked: {
      subject: 'Quelqu’un veut retrouver un compte à {host}',
      says: ['On a demandé par e-mail à retrouver un compte à {host}. Cette adresse appartenait à ce compte il y a quelques jours encore.'],
    },
    recovered: {
      subject: 'Votre compte à {host} a été ouvert par e-mail',
      says: [
        'Quelqu’un est rentré dans votre compte à {host} grâce à un message envoyé à son adresse e-mail, et a pu choisir un nouveau mot de passe.',
        'Si ce n’était pas vous : cette personne lit cette boîte. Protégez-la d’abord, puis connectez-vous à {host}, choisissez un nouveau mot de passe et déconnectez tous les autres appareils.',
      ],
    },
    changed: {
      subject: 'Votre adresse à {host} a changé',
      says: [
        'Votre compte à {host} a maintenant une autre adresse e-mail : {address}.',
        'Vous pouvez revenir en arrière jusqu’au {moment}.',
      ],
    },
    removed: {
      subject: 'Votre adresse à {host} a été retirée',
      says: ['Votre compte à {host} n’a plus d’adresse e-mail.', 'Vous pouvez revenir en arrière jusqu’au {moment}.'],
    },
    given_back: {
      subject: 'Une adresse à {host} a été rendue',
      says: [
        'Un changement d’adresse e-mail à {host} a été annulé par l’adresse précédente, et tous les appareils du compte ont été déconnectés.',
        'Reconnectez-vous, choisissez un nouveau mot de passe et vérifiez les clés d’accès et les applications.',
      ],
    },
  },
};
