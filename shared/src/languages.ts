/** The languages that Vibe speaks, as BCP 47 primary subtags. The first is spoken where no other is wanted. */
export const languages = ['en', 'de', 'es', 'fr', 'ar', 'ja', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Each by its own name, as whoever reads it looks for it. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  ar: 'العربية',
  ja: '日本語',
  zh: '中文',
};

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** The cookie in which a browser keeps what was chosen in a page's language menu. It says nothing of who somebody is. */
export const LANGUAGE_COOKIE = 'vibe_lang';

/** `de-AT` → de; undefined for one that Vibe does not speak. */
export function toLanguage(tag: string | null | undefined): Language | undefined {
  const primary = (tag ?? '').trim().toLowerCase().split(/[-_]/)[0];
  return languages.find((each) => each === primary);
}

export interface LanguageWishes {
  /** Of this very request: `?lang`. */
  readonly asked?: string | null | undefined;
  /** What the person chose here before: {@link LANGUAGE_COOKIE}. */
  readonly kept?: string | null | undefined;
  /** What an app wishes: OpenID Connect's `ui_locales` (space-separated, best first). */
  readonly suggested?: string | null | undefined;
  /** Accept-Language (RFC 9110 §12.5.4). */
  readonly accepted?: string | null | undefined;
}

/** The language of a page, and of everything that is said on it. */
export function chooseLanguage({ asked, kept, suggested, accepted }: LanguageWishes): Language {
  return (
    first((asked ?? '').split(' ')) ??
    toLanguage(kept) ??
    first((suggested ?? '').split(' ')) ??
    first(byQuality(accepted ?? '')) ??
    languages[0]
  );
}

const first = (tags: readonly string[]): Language | undefined => tags.map(toLanguage).find((each) => each !== undefined);

/** Accept-Language, best first; what is refused (`q=0`) left out. More than 20 are nobody's wish. */
function byQuality(header: string): string[] {
  const wishes = header
    .split(',', 20)
    .map((each) => {
      const [tag = '', ...parameters] = each.split(';').map((part) => part.trim());
      const quality = parameters.find((part) => part.startsWith('q='));
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ quality }) => quality > 0);
  return wishes.sort((one, other) => other.quality - one.quality).map(({ tag }) => tag);
}
