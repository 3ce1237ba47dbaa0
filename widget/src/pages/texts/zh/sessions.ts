import type { AccountsTexts, SessionsTexts } from '../en/sessions.ts';
import { counting, named } from '../speech.ts';

const count = counting('zh');

export const sessions: SessionsTexts = {
  switchAccount: '切换账户',
  devices: {
    title: '设备',
    here: '此设备',
    isNew: '新',
    seen: '活跃于',
    ended: (device: string) => `已在 ${named(device)} 上退出登录。`,
    how: {
      password: '使用密码',
      passkey: '使用通行密钥',
      link: '通过链接',
      email: '通过电子邮件',
      recovery_code: '使用恢复代码',
      email_recovery: '通过电子邮件恢复',
      sign_up: '创建账户时',
      operator: '由运营者',
    },
    over: '在 Vibe 的登录已过期，仍保留以下应用。',
    apps: '在那里登录的应用',
    appUsed: '上次使用',
    endApp: '退出登录',
    endedApp: (app: string) => `已在那里退出 ${named(app)}。`,
    news: (signIns: number) => count(signIns, { other: '自上次告知以来，其他地方有 # 次登录' }),
    newsHint: '如果不是你本人，请在下方退出该登录，然后更改密码。',
    newsYes: '是我本人',
    newsSaid: '已记录。',
    end: '退出登录',
    endOf: (device: string) => `在 ${named(device)} 上退出登录`,
    everywhere: '在所有地方退出登录',
    everywhereHint: '结束所有设备上的所有会话以及所有应用的会话。拥有自己服务器的应用会收到通知。',
    everywhereSure: '你将在所有设备和应用中退出登录，包括此处。',
    everywhereYes: '是的，全部退出',
  },
  confirm: {
    title: '是你本人吗？',
    text: '这决定谁能进入你的账户，因此需要再次确认。',
    password: '你的密码',
    yes: '继续',
    passkey: '使用通行密钥',
    again: '重新登录',
    againText: '你没有可用于确认的密码或通行密钥。请重新登录，并在十分钟内再试。',
  },
};

export const accounts: AccountsTexts = {
  title: '选择账户',
  active: '当前',
  nobody: '此浏览器中没有当前账户。请选择要继续使用的账户。',
  signOut: '退出登录',
  signOutAll: '在此浏览器中退出所有账户',
  cancel: '取消',
  gone: '该账户已不在此处登录。请重新登录。',
};
