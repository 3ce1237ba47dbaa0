import type { ConsentTexts } from '../en/consent.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';

export const texts: ConsentTexts = {
  ...common,
  consent: {
    title: (app: string) => `允许 ${named(app)}？`,
    titleMore: (app: string) => `${named(app)} 请求更多权限`,
    runsAt: '运行于',
    verified: '地址已由 Vibe 核实',
    may: (app: string) => `${named(app)} 将能够`,
    optional: '由你选择，没有这些也能使用。',
    sensitive: '请三思',
    cannot: '它不能',
    pays: '谁付费',
    ends: '有效期',
    allow: '允许',
    deny: '不允许',
    signedInAs: '已登录为',
    notYou: '不是你？使用其他账户',
    gone: '此请求已关闭。',
    goneHint: '它已被答复或已过期。请返回应用并重新登录。',
    loading: '正在查看应用的请求……',
    leaving: '正在返回应用……',
    held: '你已许可',
    endedOn: (day: string) => `你的许可已于 ${day} 到期。它再次请求原有的许可。`,
    before: '以前许可过',
    looksLike: (plain: string) => `该名称使用了其他字母书写，只是看起来像“${plain}”。`,
  },
};
