import type { ConsentTexts } from '../en/consent.ts';
import { isolated } from '../speech.ts';
import { common } from './common.ts';

export const texts: ConsentTexts = {
  ...common,
  consent: {
    title: (app: string) => `هل تسمح لـ ${isolated(app)}؟`,
    titleMore: (app: string) => `${isolated(app)} يطلب المزيد`,
    runsAt: 'يعمل على',
    verified: 'عنوان تحقّقت منه Vibe',
    may: (app: string) => `سيتمكّن ${isolated(app)} من`,
    optional: 'القرار لك. يعمل التطبيق بدون هذه.',
    sensitive: 'فكّر جيدًا',
    cannot: 'لا يمكنه',
    pays: 'من يدفع',
    ends: 'إلى متى',
    allow: 'سماح',
    deny: 'عدم السماح',
    signedInAs: 'مسجّل الدخول باسم',
    notYou: 'لست أنت؟ استخدم حسابًا آخر',
    gone: 'لم يعد هذا الطلب مفتوحًا.',
    goneHint: 'أُجيب عنه من قبل، أو أنه قديم جدًا. عُد إلى التطبيق وسجّل الدخول من جديد.',
    loading: 'نطّلع على ما يطلبه التطبيق…',
    leaving: 'العودة إلى التطبيق…',
    held: 'ما تسمح به بالفعل',
    endedOn: (day: string) => `انتهى إذنك في ${day}. وهو يطلب من جديد ما كان لديه.`,
    before: 'سُمح به سابقًا',
    looksLike: (plain: string) => `الاسم مكتوب بحروف أخرى، وهو يشبه «${plain}» في الشكل فقط.`,
  },
};
