import type { Texts } from './en.ts';

export const texts: Texts = {
  asks: ['', ' が求めている許可'],
  verified: 'このアドレスは Vibe が確認しました',
  cannot: 'できないこと:',
  allow: '許可する',
  notNow: '今はしない',
  hidden: 'この画面が何かに隠れています。どけてから続けてください。',
};
