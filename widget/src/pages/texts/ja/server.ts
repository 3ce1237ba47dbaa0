import type { ServerTexts } from '../en/server.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';
import { accounts } from './sessions.ts';

export const texts: ServerTexts = {
  ...common,
  accounts,
  start: {
    title: (host: string) => `${host} の Vibe`,
    heading: 'サインインは 1 つ。データはあなたのもの。',
    lead: 'この Vibe サーバーのアプリは、あなたが作ったものをあなたの名前で保管します。各アプリに何を許すかはあなたが決め、いつでも取り消せます。',
    account: 'アカウント',
    signedInAs: (name: string) => `${named(name)} としてサインイン中`,
    signIn: 'サインイン',
    signUp: 'アカウントを作成',
    apps: 'ここのアプリ',
  },
  error: {
    home: 'スタートページ',
    request: 'リクエスト',
    formOld: 'フォームが長く開かれたままでした',
    formOldHint: 'もう一度お試しください。',
  },
  signOut: {
    title: 'サインアウトしますか?',
    asks: (app: string) => `${named(app)} がサインアウトを求めています。`,
    who: (name: string) => `${named(name)} としてサインインしています。`,
    ends: 'サインアウトすると、このブラウザーのセッションと、それでサインインしたアプリが終了します。',
    yes: 'サインアウト',
    no: 'サインインしたままにする',
  },
  window: {
    title: 'サインイン',
    openerGone: 'このウィンドウを開いたページはもうありません。',
    askerGone: '要求したページはもうありません。',
    back: (host: string) => `${host} に戻る`,
    signedIn: 'サインインしています。',
    account: 'アカウント',
  },
  frame: { title: (app: string) => `${named(app)} にサインイン` },
  leaving: {
    title: 'Vibe から移動します',
    to: 'このリンクの行き先:',
    warning: 'このサイトは Vibe の一部ではありません。そこで入力した内容は、そのサイトの運営者に届きます。',
    lookalike: 'ご注意ください。この名前にはほかの文字に見える文字が含まれています。単純な文字で書くと:',
    insecure: 'このサイトとの接続は暗号化されません。',
    go: (host: string) => `${host} へ進む`,
    stay: 'とどまるには、このページを閉じてください。',
    refused: 'このリンクの行き先は安全ではありません',
    refusedHint: 'ここから開けるのはウェブアドレスだけです。',
  },
  noScript: {
    rest: 'このページのほかの部分には JavaScript が必要です。',
    noPasskeys: 'パスキーには JavaScript が必要です。パスワードはなくても使えます。',
  },
};
