import type { ConsentTexts } from './en.ts';

export const zh: ConsentTexts = {
  scopes: {
    openid: '在你再次访问时认出是你',
    profile: '查看你的名称、用户名和头像',
    'documents:read': '读取你保存在此应用中的内容，以及他人在其中与你共享的内容',
    'documents:write': '创建、更改和删除你保存在此应用中的内容，并决定谁能看到',
    'documents:read:all': '读取你在 Vibe 上所有应用中保存的全部内容',
    'certificates:read': '查看你持有的证书和你签发的证书',
    'certificates:issue': '以你的名义签发和吊销证书，他人会据此决定谁能看到什么',
    offline_access: '在此设备上保持登录，直到你退出登录或撤回此许可',
  },
  cannot: {
    'profile.read': '查看你的名称、用户名或头像',
    'documents.read': '读取你保存在 Vibe 上的任何内容',
    'documents.write': '以你的名义创建、更改或删除任何内容',
    'documents.read.everyApp': '查看你保存在其他应用中的内容',
    'certificates.read': '查看你持有哪些证书',
    'certificates.issue': '以你的名义签发证书',
    'documents.write.everyApp': '更改或删除你保存在其他应用中的内容',
    secrets: '查看你的密码或通行密钥',
  },
  pays: (app, space) =>
    `你保存在 ${app} 中的内容计入你自己的账户：包括存储空间和你的使用。${space}未登录访客的费用由 ${app} 承担。目前 Vibe 对两者均不收费。`,
  space: (size, documents) => `目前占用你 ${size} 的空间（文档：${documents}）。`,
  atLeast: (size) => `超过 ${size}`,
  noSpace: '目前尚未占用你的空间。',
  ends: {
    offline: (app, day) =>
      `在你退出登录之前会一直保持登录。许可将于 ${day} 到期；使用 ${app} 会使其续期。你可以随时在账户页面撤回。你创建的内容仍归你所有。`,
    session: (app, day) =>
      `离开 ${app} 后十分钟内会退出登录。许可将于 ${day} 到期；使用 ${app} 会使其续期。你可以随时在账户页面撤回。你创建的内容仍归你所有。`,
  },
};
