import type { ConsentTexts } from '../en/consent.ts';
import { named } from '../speech.ts';
import { common } from './common.ts';

export const texts: ConsentTexts = {
  ...common,
  consent: {
    title: (app: string) => `${named(app)} を許可しますか?`,
    titleMore: (app: string) => `${named(app)} が追加の許可を求めています`,
    runsAt: '実行場所:',
    verified: 'アドレスは Vibe が確認済み',
    may: (app: string) => `${named(app)} にできるようになること`,
    optional: '任意です。これらがなくても動作します。',
    sensitive: 'よくお考えください',
    cannot: 'できないこと',
    pays: '費用の負担',
    ends: '期間',
    allow: '許可する',
    deny: '許可しない',
    signedInAs: 'サインイン中:',
    notYou: '別の方ですか? 別のアカウントを使う',
    gone: 'この要求はもう受け付けていません。',
    goneHint: 'すでに回答済みか、古すぎます。アプリに戻って、もう一度サインインしてください。',
    loading: 'アプリが求めている内容を確認しています…',
    leaving: 'アプリに戻ります…',
    held: 'すでに許可しているもの',
    endedOn: (day: string) => `許可は ${day} に終わりました。以前と同じものを改めて求めています。`,
    before: '以前に許可',
    looksLike: (plain: string) => `この名前は別の文字で書かれています。「${plain}」に似て見えるだけです。`,
  },
};
