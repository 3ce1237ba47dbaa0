import type { Texts } from './en.ts';

export const texts: Texts = {
  asks: ['يطلب ', ' الإذن بـ'],
  verified: 'تحقّقت Vibe من هذا العنوان',
  cannot: 'لا يمكنه',
  allow: 'سماح',
  notNow: 'ليس الآن',
  hidden: 'هناك ما يغطي هذه النافذة. أبعِده للمتابعة.',
};
