import type { ServerTexts } from '../en/server.ts';
import { isolated } from '../speech.ts';
import { common } from './common.ts';
import { accounts } from './sessions.ts';

export const texts: ServerTexts = {
  ...common,
  accounts,
  start: {
    title: (host: string) => `Vibe على ${isolated(host)}`,
    heading: 'تسجيل دخول واحد. وبياناتك تبقى لك.',
    lead: 'تحفظ التطبيقات على خادم Vibe هذا ما تصنعه باسمك. أنت تقرّر ما يحق لكل تطبيق، ويمكنك سحبه في أي وقت.',
    account: 'حسابك',
    signedInAs: (name: string) => `مسجّل الدخول باسم ${isolated(name)}`,
    signIn: 'تسجيل الدخول',
    signUp: 'إنشاء حساب',
    apps: 'التطبيقات هنا',
  },
  error: {
    home: 'صفحة البداية',
    request: 'الطلب',
    formOld: 'بقي هذا النموذج مفتوحًا مدة طويلة',
    formOldHint: 'حاول مرة أخرى.',
  },
  signOut: {
    title: 'تسجيل الخروج؟',
    asks: (app: string) => `يطلب ${isolated(app)} تسجيل خروجك.`,
    who: (name: string) => `أنت مسجّل الدخول باسم ${isolated(name)}.`,
    ends: 'تسجيل الخروج ينهي جلسة هذا المتصفح والتطبيقات التي سجّلت الدخول إليها بها.',
    yes: 'تسجيل الخروج',
    no: 'البقاء مسجّلًا',
  },
  window: {
    title: 'تسجيل الدخول',
    openerGone: 'لم تعد الصفحة التي فتحت هذه النافذة موجودة.',
    askerGone: 'لم تعد الصفحة التي طلبت ذلك موجودة.',
    back: (host: string) => `العودة إلى ${isolated(host)}`,
    signedIn: 'لقد سجّلت الدخول.',
    account: 'حسابك',
  },
  frame: { title: (app: string) => `تسجيل الدخول إلى ${isolated(app)}` },
  leaving: {
    title: 'أنت تغادر Vibe',
    to: 'يقود هذا الرابط إلى',
    warning: 'هذا الموقع ليس جزءًا من Vibe. ما تكتبه هناك يصل إلى من يديره.',
    lookalike: 'انتبه: في هذا الاسم حروف قد تشبه غيرها. وهو بحروف بسيطة',
    insecure: 'الاتصال بهذا الموقع غير مشفّر.',
    go: (host: string) => `الذهاب إلى ${isolated(host)}`,
    stay: 'أغلق هذه الصفحة للبقاء.',
    refused: 'لا يقود هذا الرابط إلى مكان آمن',
    refusedHint: 'لا يمكن أن تُفتح من هنا إلا عناوين الويب.',
  },
  noScript: {
    rest: 'كل ما عدا ذلك في هذه الصفحة يحتاج إلى JavaScript.',
    noPasskeys: 'تحتاج مفاتيح المرور إلى JavaScript. أما كلمة المرور فتعمل بدونه.',
  },
};
