import type { AccountPart } from '../en/account.ts';
import { counting, named, numbering } from '../speech.ts';
import { records } from './records.ts';
import { sessions } from './sessions.ts';

const count = counting('ja');
const number = numbering('ja');

export const texts: AccountPart = {
  account: {
    title: 'アカウント',
    signOut: 'サインアウト',
    saved: '保存しました。',
    copied: 'コピーしました。',
    copy: 'コピー',
    cancel: 'キャンセル',
    save: '保存',
    profile: {
      title: 'プロフィール',
      name: '名前',
      picture: '画像',
      choosePicture: '画像を選ぶ',
      removePicture: '画像を削除',
      pictureUnreadable: 'このファイルはブラウザーで読める画像ではありません。',
      handle: 'ハンドル',
      did: 'DID',
      copyDid: 'DID をコピー',
      didHint: 'どのアプリでも使える、変わらない名前です。Vibe の助けがなくても機能します。',
    },
    passkeys: {
      title: 'パスキー',
      none: 'パスキーはまだありません。1 つあれば、触れるだけでサインインできます。',
      add: 'パスキーを追加',
      made: '作成',
      used: '使用',
      added: 'パスキーを追加しました。',
      removed: 'パスキーを削除しました。',
      neverUsed: '未使用',
      synced: '同期済み',
      rename: '名前を変更',
      renameOf: (name: string) => `${named(name)} の名前を変更`,
      name: 'パスキーの名前',
      remove: '削除',
      removeOf: (name: string) => `${named(name)} を削除`,
      removeSure: (name: string) => `${named(name)} ではサインインできなくなります。パスワードマネージャーからも削除してください。`,
      removeYes: 'はい、削除します',
      cancelled: 'パスキーは追加されませんでした。',
      already: 'この端末にはすでにあなたのパスキーがあります。',
    },
    password: {
      title: 'パスワード',
      none: 'パスワードは設定されていません。パスキーだけで十分です。',
      set: 'パスワードを設定',
      change: 'パスワードを変更',
      current: '現在のパスワード',
      next: '新しいパスワード',
      changed: (ended: number) =>
        ended === 0
          ? '新しいパスワードが有効になりました。'
          : `新しいパスワードが有効になりました。ほかの ${count(ended, { other: '# 台の端末' })}からサインアウトしました。`,
      wrong: '現在のパスワードと違います。',
    },
    recovery: {
      title: '復旧コード',
      none: 'まだ作成されていません。パスキーとパスワードを失ったとき、1 つのコードで 1 回入れます。',
      left: (left: number) => (left === 0 ? 'コードは残っていません。' : count(left, { other: 'コードは残り # 個です。' })),
      made: '作成',
      used: 'コードがサインインに使われました',
      usedHint: '心当たりがなければ、新しいコードを作り、すべての場所からサインアウトしてください。',
      justRecovered:
        '復旧コードかメールでサインインしました。今すぐ新しいパスワードを設定するか、パスキーを追加してください。10 分間はほかの確認を求めません。',
      make: '復旧コードを作成',
      renew: '新しいコードを作成',
      keep: 'コードは 10 個です。この端末がなくても見つけられる場所に保管してください。紙やパスワードマネージャーなどです。',
      ends: '新しいコードが 10 個作られます。以前のコードはすぐに使えなくなります。',
      password: '確認のため、パスワードを入力',
      yes: 'コードを表示',
      yesPasskey: 'パスキーでコードを表示',
      once: 'コードが表示されるのは今回だけです。書き留めるかコピーしてください。それぞれ 1 回使えます。',
      ready: '10 個のコードができました。',
      copy: '復旧コードをコピー',
      done: '保管しました',
      cancelled: 'パスキーは使われませんでした。コードは以前のままです。',
    },
    data: {
      title: 'データ',
      hint: 'ここに保管しているすべてを 1 つのファイルに。文書とその公開範囲、プロフィール、各アプリに許可した内容です。どのプログラムでも読める JSON の行です。',
      export: 'データを書き出す',
      exporting: (documents: number) =>
        `ダウンロードを開始します。削除済みを含む文書 ${count(documents, { other: '# 件' })}が入っています。`,
      import: 'ファイルを取り込む',
      file: '取り込むファイル',
      importHint: '取り込まれるのは文書だけです。ここにあるものはそのまま残り、新しい版は新しいままです。2 回取り込んでも変わりません。',
      imported: (added: number, merged: number, unchanged: number) =>
        `追加 ${number(added)} 件、統合 ${number(merged)} 件、既存 ${number(unchanged)} 件。`,
      left: (left: number) => count(left, { other: '# 件は取り込まれませんでした。' }),
      leftLine: (line: number, because: string) => `${number(line)} 行目: ${because}`,
    },
    leave: {
      title: 'アカウントの削除',
      hint: 'アカウントをすぐに閉じ、30 日後に消去します。',
      open: 'アカウントを削除',
      means: [
        'すぐにすべての場所からサインアウトし、アプリは許可を失い、プロフィールと文書は誰にも見えなくなります。',
        '30 日以内なら取り消せます。サインインすれば、すべて元に戻ります。',
        'その後、文書とあなたに関するすべての情報が消去されます。ハンドルがほかの人に渡ることはありません。',
        'データを残したい場合は、先に書き出してください。',
      ],
      handle: (handle: string) => `確認のため、ハンドルを入力してください: ${handle}`,
      wrongHandle: 'あなたのハンドルではありません。',
      password: 'パスワード',
      yes: '今すぐアカウントを削除',
      yesPasskey: 'パスキーでアカウントを削除',
      cancelled: 'パスキーは使われませんでした。アカウントは以前のままです。',
    },
    left: {
      title: 'アカウントを閉じました',
      until: (day: string) => `${day}に消去されます。それまでにサインインすると元に戻せます。`,
      home: 'スタートページへ',
    },
    ...records,
    ...sessions,
  },
};
