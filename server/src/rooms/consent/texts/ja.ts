import type { ConsentTexts } from './en.ts';

export const ja: ConsentTexts = {
  scopes: {
    openid: '再び訪れたあなたを本人として認識する',
    profile: 'あなたの名前、ハンドル、画像を見る',
    'documents:read': 'このアプリに保存したものと、アプリ内でほかの人があなたと共有したものを読む',
    'documents:write': 'このアプリに保存するものを作成、変更、削除し、誰に見せるかを決める',
    'documents:read:all': 'すべてのアプリについて、Vibe に保存したものをすべて読む',
    'certificates:read': 'あなたが持つ証明書と、発行した証明書を見る',
    'certificates:issue': 'あなたの名前で証明書を発行・失効させる（誰が何を見られるかを、ほかの人がそれをもとに決めます）',
    offline_access: 'サインアウトするか許可を取り消すまで、このデバイスでサインインしたままにする',
  },
  cannot: {
    'profile.read': 'あなたの名前、ハンドル、画像を見ること',
    'documents.read': 'Vibe に保存したものを読むこと',
    'documents.write': 'あなたの名前で何かを作成、変更、削除すること',
    'documents.read.everyApp': 'ほかのアプリに保存したものを見ること',
    'certificates.read': 'あなたが持つ証明書を見ること',
    'certificates.issue': 'あなたの名前で証明書を発行すること',
    'documents.write.everyApp': 'ほかのアプリに保存したものを変更、削除すること',
    secrets: 'パスワードやパスキーを見ること',
  },
  pays: (app, space) =>
    `${app} に保存したものは、保存容量も利用も、あなた自身のアカウントの扱いになります。${space}サインインしていない訪問者の分は ${app} が負担します。現在、Vibe はどちらにも料金を請求していません。`,
  space: (size, documents) => `現在の使用容量は ${size} です（ドキュメント: ${documents}）。`,
  atLeast: (size) => `${size} 以上`,
  noSpace: 'まだ容量は使われていません。',
  ends: {
    offline: (app, day) =>
      `サインアウトするまでサインインしたままです。許可は ${day} に終わりますが、${app} を使うと更新されます。アカウントページでいつでも取り消せます。作成したものはあなたのものです。`,
    session: (app, day) =>
      `${app} を離れると 10 分以内にサインアウトします。許可は ${day} に終わりますが、${app} を使うと更新されます。アカウントページでいつでも取り消せます。作成したものはあなたのものです。`,
  },
};
