import type { AccountsTexts, SessionsTexts } from '../en/sessions.ts';
import { counting, named } from '../speech.ts';

const count = counting('ja');

export const sessions: SessionsTexts = {
  switchAccount: 'アカウントを切り替える',
  devices: {
    title: '端末',
    here: 'この端末',
    isNew: '新規',
    seen: '最終利用',
    ended: (device: string) => `${named(device)} からサインアウトしました。`,
    how: {
      password: 'パスワードで',
      passkey: 'パスキーで',
      link: 'リンクで',
      email: 'メールで',
      recovery_code: '復旧コードで',
      email_recovery: 'メールでの復旧により',
      sign_up: 'アカウント作成時',
      operator: '運営者による',
    },
    over: 'Vibe へのサインインは期限切れです。残っているアプリは次のとおりです。',
    apps: 'そこでサインイン中のアプリ',
    appUsed: '最終利用',
    endApp: 'サインアウト',
    endedApp: (app: string) => `そこの ${named(app)} からサインアウトしました。`,
    news: (signIns: number) => count(signIns, { other: '前回のお知らせ以降、別の場所で # 件のサインインがありました' }),
    newsHint: '心当たりがない場合は、下でサインアウトしてからパスワードを変更してください。',
    newsYes: '自分です',
    newsSaid: '記録しました。',
    end: 'サインアウト',
    endOf: (device: string) => `${named(device)} からサインアウト`,
    everywhere: 'すべての場所からサインアウト',
    everywhereHint: 'すべての端末とアプリのセッションを終了します。独自のサーバーを持つアプリには通知されます。',
    everywhereSure: 'ここを含め、すべての端末とアプリからサインアウトします。',
    everywhereYes: 'はい、すべてサインアウト',
  },
  confirm: {
    title: 'ご本人ですか？',
    text: 'アカウントに入れる人を決める操作のため、もう一度確認します。',
    password: 'パスワード',
    yes: '続ける',
    passkey: 'パスキーを使う',
    again: 'もう一度サインイン',
    againText: '確認に使えるパスワードもパスキーもありません。もう一度サインインし、10 分以内にやり直してください。',
  },
};

export const accounts: AccountsTexts = {
  title: 'アカウントを選択',
  active: '使用中',
  nobody: 'このブラウザーで使用中のアカウントはありません。続けるアカウントを選んでください。',
  signOut: 'サインアウト',
  signOutAll: 'このブラウザーのすべてのアカウントからサインアウト',
  cancel: 'キャンセル',
  gone: 'このアカウントはここではサインアウトしています。もう一度サインインしてください。',
};
