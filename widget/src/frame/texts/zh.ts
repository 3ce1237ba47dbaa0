import type { Texts } from './en.ts';

export const texts: Texts = {
  asks: ['', ' 请求以下权限'],
  verified: 'Vibe 已核实此地址',
  cannot: '它不能',
  allow: '允许',
  notNow: '暂不',
  hidden: '有东西遮住了此窗口。请移开后继续。',
};
