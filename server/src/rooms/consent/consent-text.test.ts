import { type Action, actions, isOptional, languages, type Scope, scopeAllows, scopePolicies, scopes } from '@vibe/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { consentFacts } from './consent-facts.ts';
import { consentText } from './consent-text.ts';
import { type Never, textsIn } from './texts/index.ts';

const now = new Date('2026-03-01T12:00:00Z');
const app = {
  name: 'Notes',
  origins: ['https://notes.example'],
  manifest: {
    icon: undefined,
    purposes: { profile: 'to greet you', 'certificates:read': { de: 'für den Ausweis', ja: '身分証のため' } },
    collections: { notes: { schema: {}, purpose: 'what you write down', public: false, indexes: {}, relations: {}, history: false } },
    optional: ['certificates:read' as const],
    consentDays: 365,
  },
};
const ask = (asked: Iterable<Scope>, granted: Iterable<Scope> = []) => ({ app, scopes: asked, granted: new Set(granted), now });
const someScopes = fc.uniqueArray(fc.constantFrom(...scopes));

/** What the ids promise not to be possible: an action’s own, and reading nothing at all is reading nothing elsewhere. */
const promises = (id: Action | Never): readonly string[] => (id === 'documents.read' ? [id, 'documents.read.everyApp'] : [id]);
const never: readonly Never[] = ['documents.write.everyApp', 'secrets'];

describe.each(languages)('what the person reads in %s is what the server enforces', (lang) => {
  const texts = textsIn(lang);

  test('each scope asked for or allowed is an item with its own words, and no other', () => {
    fc.assert(
      fc.property(someScopes, someScopes, (asked, granted) => {
        const { items } = consentText(ask(asked, granted), lang);
        expect(new Set(items.map((item) => item.scope))).toEqual(new Set([...asked, ...granted]));
        for (const item of items) {
          expect(item.says).toBe(texts.scopes[item.scope]);
          expect(item.isNew).toBe(!granted.includes(item.scope));
          expect(item.sensitive).toBe(scopePolicies[item.scope].sensitive);
          expect(item.optional).toBe(isOptional(app.manifest, item.scope));
        }
      }),
    );
  });
  test('an action is either allowed by something said, or said to be impossible: never both, never neither', () => {
    fc.assert(
      fc.property(someScopes, someScopes, (asked, granted) => {
        const { cannot: ids } = consentFacts(ask(asked, granted));
        const promised = new Set(ids.flatMap(promises));
        const allowed = new Set<Scope>([...asked, ...granted]);
        for (const action of actions) expect(promised.has(action)).toBe(!scopeAllows(allowed, action));
        expect(ids.filter((id) => !actions.includes(id as Action))).toEqual(never);
        expect(consentText(ask(asked, granted), lang).cannot).toEqual(ids.map((id) => texts.cannot[id]));
      }),
    );
  });
  test('no two things are said in the same words, and none in no words', () => {
    for (const words of [Object.values(texts.scopes), Object.values(texts.cannot)]) {
      expect(new Set(words).size).toBe(words.length);
      for (const each of words) expect(each.trim()).toBe(each);
      expect(words).not.toContain('');
    }
  });
  test('who pays, how much space is used, and until when, in figures as they are written there', () => {
    const day = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date('2027-03-01T12:00:00Z'));
    const much = { bytes: 1_250_000, documents: 12_345 };
    for (const scope of ['openid', 'offline_access'] as const) {
      const { ends, pays, until } = consentText({ ...ask([scope]), space: much }, lang);
      expect(until).toBe('2027-03-01T12:00:00.000Z');
      expect(ends).toContain(day);
      for (const figure of [
        new Intl.NumberFormat(lang).format(12_345),
        new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(1.25),
      ])
        expect(pays).toContain(figure);
      for (const text of [ends, pays]) expect(text).toContain('\u2068Notes\u2069');
    }
    const none = { bytes: 0, documents: 0 };
    expect(consentText({ ...ask(['openid']), space: none }, lang).pays).toContain(texts.noSpace);
  });
});

test('all languages say the same things', () => {
  const shape = (lang: (typeof languages)[number]) => {
    const { scopes: said, cannot, ends } = textsIn(lang);
    return [Object.keys(said).sort(), Object.keys(cannot).sort(), Object.keys(ends).sort()];
  };
  for (const lang of languages) expect(shape(lang)).toEqual(shape('en'));
});

test('sensitive scopes are optional, and what the app marks so; they start unticked, the others come together', () => {
  const { items } = consentText(ask(scopes));
  expect(items.filter((item) => item.optional).map((item) => item.scope)).toEqual([
    'documents:read:all',
    'certificates:read',
    'certificates:issue',
  ]);
});

test('purposes are the app’s own words: for a scope, or else for its collections; in the reader’s language if the app has it', () => {
  const asked = ask(['openid', 'profile', 'documents:read', 'certificates:read']);
  const purposes = (lang: 'de' | 'fr') => consentText(asked, lang).items.map(({ purpose, purposeLang }) => [purpose, purposeLang]);
  expect(purposes('de')).toEqual([
    [undefined, undefined],
    ['to greet you', undefined],
    ['notes: what you write down', undefined],
    ['für den Ausweis', undefined],
  ]);
  expect(purposes('fr').at(-1)).toEqual(['für den Ausweis', 'de']);
});

test('what has run out is asked as new, and known to have been there', () => {
  const endedAt = new Date('2026-02-01T00:00:00Z');
  const text = consentText({ ...ask(['openid', 'profile']), lapsed: { scopes: new Set(['profile', 'documents:read']), endedAt } });
  expect(text.items.map(({ scope, isNew, before }) => ({ scope, isNew, before }))).toEqual([
    { scope: 'openid', isNew: true, before: false },
    { scope: 'profile', isNew: true, before: true },
  ]);
  expect(text.endedAt).toBe('2026-02-01T00:00:00.000Z');
});

test('it says who asks and from where, and what a name in disguise reads like', () => {
  const elsewhere = consentText({ ...ask(['openid']), origin: 'https://other.notes.example' });
  expect(elsewhere.app).toEqual({ name: 'Notes', origin: 'https://other.notes.example' });
  const disguised = consentText({ ...ask(['openid']), app: { ...app, name: '\u0405\u0441\u043e\u0440\u0435' } });
  expect(disguised.app).toMatchObject({ looksLike: 'Scope' });
});
