import type { ServerTexts } from '../en/server.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';
import { accounts } from './sessions.ts';

export const texts: ServerTexts = {
  ...common,
  accounts,
  start: {
    title: (host: string) => `${host} 上的 Vibe`,
    heading: '一次登录，数据归你。',
    lead: '这台 Vibe 服务器上的应用以你的名义保存你创作的内容。你决定每个应用能做什么，并可随时收回。',
    account: '你的账户',
    signedInAs: (name: string) => `已登录为 ${named(name)}`,
    signIn: '登录',
    signUp: '创建账户',
    apps: '这里的应用',
  },
  error: {
    home: '首页',
    request: '请求',
    formOld: '此表单打开的时间过长',
    formOldHint: '请再试一次。',
  },
  signOut: {
    title: '退出登录？',
    asks: (app: string) => `${named(app)} 请求让你退出登录。`,
    who: (name: string) => `你已登录为 ${named(name)}。`,
    ends: '退出登录会结束此浏览器的会话，以及你用它登录的应用。',
    yes: '退出登录',
    no: '保持登录',
  },
  window: {
    title: '正在登录',
    openerGone: '打开此窗口的页面已不在。',
    askerGone: '发出请求的页面已不在。',
    back: (host: string) => `返回 ${host}`,
    signedIn: '你已登录。',
    account: '你的账户',
  },
  frame: { title: (app: string) => `登录 ${named(app)}` },
  leaving: {
    title: '你即将离开 Vibe',
    to: '此链接通往',
    warning: '该网站不属于 Vibe。你在那里输入的内容会交给其运营者。',
    lookalike: '注意：此名称中有容易混淆的字符。用普通字母书写为',
    insecure: '与该网站的连接未加密。',
    go: (host: string) => `前往 ${host}`,
    stay: '关闭此页面即可留下。',
    refused: '此链接通往的地方不安全',
    refusedHint: '从这里只能打开网页地址。',
  },
  noScript: {
    rest: '此页面的其余部分需要 JavaScript。',
    noPasskeys: '通行密钥需要 JavaScript，密码则不需要。',
  },
};
