import type { LetterTexts } from './en.ts';

export const zh: LetterTexts = {
  common: {
    code: '你的验证码：',
    link: '或者在你提出请求的浏览器中打开此链接：',
    once: '两者都只能用一次，15 分钟内有效。只在你请求这封邮件的页面上输入验证码，不要告诉任何人。',
    lateOnce: '两者都只能用一次，从那时起两天内有效。不要告诉任何人。',
    stop: '如果不是你本人，请在这里阻止：',
    undo: '如果不是你本人，请把此地址还给该账户；这也会让它的所有设备退出登录：',
    notYou: '如果你没有请求这封邮件，什么都不用做：没有验证码，谁也无法继续。',
  },
  letters: {
    sign_in: { subject: '登录 {host}', says: ['有人（希望是你）想以 {handle} 的身份登录 {host}。'] },
    sign_up: {
      subject: '注册 {host}',
      says: ['有人（希望是你）想用此地址登录 {host}。还没有使用它的账户；用验证码可以创建一个。'],
    },
    nobody: {
      subject: '{host} 上没有账户',
      says: ['有人请求用此地址找回 {host} 上的账户。没有账户使用它。你可能用的是另一个地址。'],
    },
    not_by_email: {
      subject: '登录 {host}',
      says: ['有人请求以 {handle} 的身份通过邮件登录 {host}。该账户已关闭这种方式：请使用通行密钥或密码登录。'],
    },
    verify: { subject: '你在 {host} 的地址', says: ['{host} 上的账户 {handle} 将使用此邮箱地址。'] },
    taken: {
      subject: '你在 {host} 的地址',
      says: ['有人请求把此地址加到 {host} 上的账户 {handle}。另一个账户已在使用它，因此没有任何更改。'],
    },
    recover: {
      subject: '找回你在 {host} 的账户',
      says: ['有人（希望是你）丢失了 {host} 上 {handle} 的密码，想要设置新密码。'],
    },
    recover_later: {
      subject: '找回你在 {host} 的账户',
      says: [
        '有人说丢失了 {host} 上 {handle} 的所有通行密钥和密码。',
        '该账户有通行密钥或恢复代码，所以仅凭此地址不能立即打开它，而要从 {moment} 起才可以。在那之前都可以阻止。',
      ],
    },
    recovery_asked: {
      subject: '有人想找回 {host} 上的账户',
      says: ['有人通过邮件请求找回 {host} 上的一个账户。此地址直到几天前还属于该账户。'],
    },
    recovered: {
      subject: '你在 {host} 的账户已通过邮件打开',
      says: [
        '有人凭一封发到账户邮箱的邮件重新进入了你在 {host} 的账户，并可能设置了新密码。',
        '如果不是你：那个人能读到该邮箱。请先保护好邮箱，然后登录 {host}，设置新密码，并让所有其他设备退出登录。',
      ],
    },
    changed: {
      subject: '你在 {host} 的地址已更改',
      says: ['你在 {host} 的账户现在使用另一个邮箱地址：{address}。', '在 {moment} 之前你可以撤销。'],
    },
    removed: {
      subject: '你在 {host} 的地址已移除',
      says: ['你在 {host} 的账户不再有邮箱地址。', '在 {moment} 之前你可以撤销。'],
    },
    given_back: {
      subject: '{host} 上的一个地址已恢复',
      says: ['{host} 上的一次邮箱更改已由原来的地址撤销，该账户的所有设备都已退出登录。', '请重新登录，设置新密码，并检查通行密钥和应用。'],
    },
  },
};
