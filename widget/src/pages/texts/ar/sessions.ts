import type { AccountsTexts, SessionsTexts } from '../en/sessions.ts';
import { counting, isolated } from '../speech.ts';

const count = counting('ar');

export const sessions: SessionsTexts = {
  switchAccount: 'تبديل الحساب',
  devices: {
    title: 'الأجهزة',
    here: 'هذا الجهاز',
    isNew: 'جديد',
    seen: 'نشط',
    ended: (device: string) => `تم تسجيل الخروج من ${isolated(device)}.`,
    how: {
      password: 'بكلمة مرور',
      passkey: 'بمفتاح مرور',
      link: 'برابط',
      email: 'بالبريد الإلكتروني',
      recovery_code: 'برمز استرداد',
      email_recovery: 'باسترداد عبر البريد الإلكتروني',
      sign_up: 'عند إنشاء الحساب',
      operator: 'بواسطة المشغّل',
    },
    over: 'انتهى تسجيل الدخول إلى Vibe. بقيت منه هذه التطبيقات.',
    apps: 'التطبيقات المسجَّل الدخول إليها هناك',
    appUsed: 'آخر استخدام',
    endApp: 'تسجيل الخروج',
    endedApp: (app: string) => `تم تسجيل الخروج من ${isolated(app)} هناك.`,
    news: (signIns: number) =>
      count(signIns, {
        zero: 'لا تسجيلات دخول أخرى منذ آخر إشعار',
        one: 'تسجيل دخول واحد في مكان آخر منذ آخر إشعار',
        two: 'تسجيلا دخول في مكان آخر منذ آخر إشعار',
        few: '# تسجيلات دخول في أماكن أخرى منذ آخر إشعار',
        many: '# تسجيل دخول في أماكن أخرى منذ آخر إشعار',
        other: '# تسجيل دخول في أماكن أخرى منذ آخر إشعار',
      }),
    newsHint: 'إن لم تكن أنت، فسجّل الخروج منه أدناه ثم غيّر كلمة المرور.',
    newsYes: 'كنت أنا',
    newsSaid: 'تم التدوين.',
    end: 'تسجيل الخروج',
    endOf: (device: string) => `تسجيل الخروج من ${isolated(device)}`,
    everywhere: 'تسجيل الخروج من كل مكان',
    everywhereHint: 'ينهي كل الجلسات على كل الأجهزة وفي كل التطبيقات. وتُبلَّغ التطبيقات التي لها خادم خاص بها.',
    everywhereSure: 'سيُسجَّل خروجك من كل جهاز ومن كل تطبيق، هنا أيضًا.',
    everywhereYes: 'نعم، من كل مكان',
  },
  confirm: {
    title: 'هل هذا أنت؟',
    text: 'هذا يحدّد من يستطيع الدخول إلى حسابك، لذلك تُسأل مرة أخرى.',
    password: 'كلمة مرورك',
    yes: 'متابعة',
    passkey: 'استخدام مفتاح مرور',
    again: 'تسجيل الدخول مجددًا',
    againText: 'ليس لديك كلمة مرور ولا مفتاح مرور لإثبات هويتك. سجّل الدخول مجددًا ثم أعد المحاولة خلال عشر دقائق.',
  },
};

export const accounts: AccountsTexts = {
  title: 'اختر حسابًا',
  active: 'نشط',
  nobody: 'لا حساب نشطًا في هذا المتصفح. اختر من يتابع.',
  signOut: 'تسجيل الخروج',
  signOutAll: 'تسجيل خروج الجميع من هذا المتصفح',
  cancel: 'إلغاء',
  gone: 'لم يعد هذا الحساب مسجَّل الدخول هنا. سجّل الدخول إليه مجددًا.',
};
