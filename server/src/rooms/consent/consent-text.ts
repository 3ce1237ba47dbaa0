import { type Language, type Scope, sizeText, textIn } from '@vibe/shared';
import { type Asked, type ConsentFacts, consentFacts, type ItemFacts } from './consent-facts.ts';
import type { SpaceUsed } from './space.ts';
import { type ConsentTexts, textsIn } from './texts/index.ts';

export interface ConsentItem extends Pick<ItemFacts, 'scope' | 'isNew' | 'before' | 'sensitive' | 'optional'> {
  readonly scope: Scope;
  /** Completes “<app> will be able to …”. */
  readonly says: string;
  /** Why, in the app's own words; to be shown as a quotation. */
  readonly purpose?: string;
  /** The language of it, where the app has said so and it is another. */
  readonly purposeLang?: Language;
}

/** All that the consent page and the frame say; generated, so that it is what the server enforces. */
export interface ConsentText {
  readonly lang: Language;
  readonly app: ConsentFacts['app'];
  readonly items: readonly ConsentItem[];
  /** Each completes “<app> cannot …”. */
  readonly cannot: readonly string[];
  readonly pays: string;
  readonly ends: string;
  /** When it will end, unless it is renewed; ISO 8601. */
  readonly until: string;
  /** It was allowed before, until then; ISO 8601. */
  readonly endedAt?: string;
}

/** The facts, in words: one text for each id, and nothing besides. */
export function consentText(asked: Asked, lang: Language = 'en'): ConsentText {
  const facts = consentFacts(asked);
  const texts = textsIn(lang);
  const app = isolated(facts.app.name);
  return {
    lang,
    app: facts.app,
    items: facts.items.map((item) => itemText(item, texts, lang)),
    cannot: facts.cannot.map((id) => texts.cannot[id]),
    pays: texts.pays(app, spaceText(facts.space, texts, lang)),
    ends: texts.ends[facts.lasts](app, dayIn(lang, facts.until)),
    until: facts.until.toISOString(),
    ...(facts.endedAt && { endedAt: facts.endedAt.toISOString() }),
  };
}

function itemText({ purposes, ...item }: ItemFacts, texts: ConsentTexts, lang: Language): ConsentItem {
  const told = purposes.map(({ of, text }) => ({ of, ...textIn(text, lang) }));
  const purpose = told.map(({ of, text }) => (of === undefined ? text : `${of}: ${text}`)).join('; ');
  const [first] = told;
  const foreign = first?.language !== undefined && first.language !== lang && told.every((each) => each.language === first.language);
  return {
    ...item,
    says: texts.scopes[item.scope],
    ...(purpose !== '' && { purpose }),
    ...(foreign && { purposeLang: first.language }),
  };
}

function spaceText(space: SpaceUsed | undefined, texts: ConsentTexts, lang: Language): string {
  if (!space) return '';
  if (space.documents === 0) return texts.noSpace;
  const size = sizeText(lang, space.bytes);
  return texts.space(space.atLeast ? texts.atLeast(size) : size, new Intl.NumberFormat(lang).format(space.documents));
}

/** A name keeps its own direction, and gives none to the sentence (Unicode UAX #9 §3.1.4). Names hold neither of the two characters. */
const isolated = (name: string): string => `\u2068${name}\u2069`;

/** The calendar's day in UTC: nobody knows here where the person is. */
const dayIn = (lang: Language, day: Date): string => new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(day);
