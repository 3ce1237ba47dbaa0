import type { ConsentTexts } from './en.ts';

export const fr: ConsentTexts = {
  scopes: {
    openid: 'savoir que c’est vous quand vous revenez',
    profile: 'voir votre nom, votre identifiant et votre image',
    'documents:read': 'lire ce que vous gardez dans cette application et ce que d’autres y partagent avec vous',
    'documents:write': 'créer, modifier et supprimer ce que vous gardez dans cette application, et choisir qui le voit',
    'documents:read:all': 'lire tout ce que vous gardez sur Vibe, dans toutes les applications',
    'certificates:read': 'voir les certificats que vous détenez et ceux que vous avez émis',
    'certificates:issue': 'émettre et révoquer en votre nom des certificats d’après lesquels d’autres décident qui voit quoi',
    offline_access: 'rester connectée sur cet appareil jusqu’à ce que vous vous déconnectiez ou retiriez cette autorisation',
  },
  cannot: {
    'profile.read': 'voir votre nom, votre identifiant ni votre image',
    'documents.read': 'lire quoi que ce soit que vous gardez sur Vibe',
    'documents.write': 'créer, modifier ni supprimer quoi que ce soit en votre nom',
    'documents.read.everyApp': 'voir ce que vous gardez dans d’autres applications',
    'certificates.read': 'voir quels certificats vous détenez',
    'certificates.issue': 'émettre des certificats en votre nom',
    'documents.write.everyApp': 'modifier ni supprimer ce que vous gardez dans d’autres applications',
    secrets: 'voir votre mot de passe ni vos clés d’accès',
  },
  pays: (app, space) =>
    `Ce que vous gardez dans ${app} relève de votre propre compte : l’espace occupé et votre utilisation. ${space} ${app} paie pour les visiteurs non connectés. Aujourd’hui, Vibe ne facture ni l’un ni l’autre.`,
  space: (size, documents) => `Cela occupe actuellement ${size} de votre espace (documents : ${documents}).`,
  atLeast: (size) => `plus de ${size}`,
  noSpace: 'Cela n’occupe encore rien de votre espace.',
  ends: {
    offline: (app, day) =>
      `Vous restez connecté jusqu’à ce que vous vous déconnectiez. L’autorisation prend fin le ${day} ou plus tard : utiliser ${app} la renouvelle. Vous pouvez la retirer à tout moment sur la page de votre compte. Ce que vous avez créé reste à vous.`,
    session: (app, day) =>
      `${app} est déconnectée dans les dix minutes après votre départ. L’autorisation prend fin le ${day} ou plus tard : utiliser ${app} la renouvelle. Vous pouvez la retirer à tout moment sur la page de votre compte. Ce que vous avez créé reste à vous.`,
  },
};
