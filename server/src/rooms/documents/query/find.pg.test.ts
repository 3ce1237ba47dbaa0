import { compareBy, type Did, type FindQuery, filterOf, matcherOf, orderOf, type Reference, VibeError, type Where } from '@vibe/shared';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { createdAtOf, type MadeDocument, putDocuments } from '../../../../../tests/harness/queries.ts';
import { pushApp } from '../../apps/index.ts';
import { listStored } from '../list.store.ts';
import { isInScope } from '../scope.ts';
import { aggregateStored, countStored } from './aggregate.store.ts';
import { findPage, plan } from './find.ts';

const collection = 'asked/things' as const;
const int64: ReadonlySet<string> = new Set(['big']);
const member = 'c:did:example:issuer member';
const group = 'g:0123';

const indexes = {
  byStatus: { fields: ['status'] },
  byLikes: { fields: ['likes'] },
  byStatusLikes: { fields: ['status', 'likes'] },
  byTitle: { fields: ['title'] },
  byBig: { fields: ['big'] },
  byRef: { fields: ['ref'] },
  byInner: { fields: ['deep.inner', 'status', 'likes'] },
  byTags: { fields: ['tags'], each: true },
};

const long = 'l'.repeat(255);
const reference = (id: string): Reference => ({ did: bob, collection: 'asked/things', id });
/** What a field may have, and what it is asked for: often the same few values. */
const values = {
  status: ['open', 'done', 'late', null, true],
  likes: [0, 1, 2, 2.5, -3, 1e300, 5e-324, 9007199254740992, '2', false],
  title: ['', 'a', 'ab', 'b', '\ue000', '😀', long, `${long}é`, `${long}xa`, `${long}xb`, 7],
  big: ['9007199254740992', '9007199254740993', '-9223372036854775808', '9223372036854775808', '007', 9007199254740992, 3, 'x'],
  ref: [reference('t1'), reference('t2'), 'no reference', { ...reference('t1'), more: 1 }],
  'deep.inner': ['x', 'y', [1], { z: 1 }],
} as const;
type Field = keyof typeof values;
const fields = Object.keys(values) as Field[];
const tags = ['red', 'green', 3, null, reference('t1'), ['red']];
const aValueOf = (field: Field) => fc.constantFrom<unknown>(...values[field]);

const aDocument = fc.record({
  owner: fc.constantFrom<Did>(alice, bob, carol),
  ms: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_080 }),
  low: fc.integer({ min: 0, max: 3 }),
  readers: fc.subarray(['*', alice, bob, carol, member, group], { maxLength: 4 }),
  denied: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([alice, bob, member, '*'], { maxLength: 2 }) },
  ),
  body: fc.record(
    {
      ...Object.fromEntries(fields.filter((field) => field !== 'deep.inner').map((field) => [field, aValueOf(field)])),
      deep: fc.oneof(fc.record({ inner: aValueOf('deep.inner') }, { requiredKeys: [] }), fc.constantFrom<unknown>(null, 'x', [])),
      tags: fc.oneof(fc.uniqueArray(fc.constantFrom<unknown>(...tags), { maxLength: 3 }), fc.constantFrom<unknown>('red', null)),
    },
    { requiredKeys: [] },
  ),
});

const documents: MadeDocument[] = fc
  .sample(aDocument, { numRuns: 600, seed: 20_261_122 })
  .map(({ ms, low, owner, readers, denied, body }, at) => {
    const others = (all: readonly string[]) => all.filter((each) => each !== owner);
    return { id: `t${at}`, owner, ord: (BigInt(ms) << 20n) | BigInt(low), body, readers: others(readers), denied: others(denied) };
  });

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
  await pushApp(world.services, {
    ...{ id: 'asked', name: 'Asked', origins: ['http://asked.localhost:4000'], scopes: ['openid', 'documents:read'] },
    collections: {
      things: {
        schema: { type: 'object', properties: { big: { format: 'int64' } } },
        purpose: 'To be found',
        indexes,
      },
    },
  });
  await putDocuments(world, collection, documents);
});
afterAll(() => world[Symbol.asyncDispose]());

const aField = fc.constantFrom<Field>(...fields);
const condition = (field: Field): fc.Arbitrary<unknown> => {
  const value = aValueOf(field).filter(
    (each) => typeof each !== 'object' || each === null || (!Array.isArray(each) && Object.keys(each).length === 3),
  );
  const bound = value.filter((each) => typeof each === 'number' || typeof each === 'string');
  return fc.oneof(
    { weight: 4, arbitrary: value },
    fc.record({ ne: value }),
    { weight: 2, arbitrary: fc.record({ in: fc.array(value, { maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ gt: bound }) },
    fc.record({ gte: bound, lt: bound }),
    fc.record({ lte: bound }),
    fc.record({ exists: fc.boolean() }),
    fc.record({ startsWith: fc.constantFrom('', 'a', 'l', long, `${long}x`) }),
  );
};
const anInstant = fc.integer({ min: 0, max: 80 }).map((ms) => new Date(1_700_000_000_000 + ms).toISOString());
const aCondition: fc.Arbitrary<Where> = fc.oneof(
  { weight: 8, arbitrary: aField.chain((field) => condition(field).map((asked) => ({ [field]: asked }) as Where)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...tags.filter((each) => !Array.isArray(each))).map((tag) => ({ tags: { contains: tag } }) as Where),
  },
  {
    weight: 1,
    arbitrary: fc
      .oneof(fc.record({ gt: anInstant }), fc.record({ gte: anInstant, lte: anInstant }), fc.record({ ne: anInstant }))
      .map((createdAt) => ({ createdAt }) as Where),
  },
);
const { where: aWhere } = fc.letrec<{ where: Where }>((tie) => ({
  where: fc.oneof(
    { depthSize: 'small' },
    { weight: 6, arbitrary: aCondition },
    { weight: 3, arbitrary: fc.tuple(aCondition, aCondition).map(([a, b]) => ({ ...a, ...b }) as Where) },
    fc.array(tie('where'), { maxLength: 2 }).map((or) => ({ or }) as Where),
    fc.tuple(aCondition, tie('where')).map(([and, not]) => ({ and: [and], not }) as Where),
  ),
}));
const minus = fc.constantFrom('', '-');
const aSort = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  fc.constantFrom('createdAt', '-createdAt'),
  { weight: 2, arbitrary: fc.tuple(minus, aField).map(([sign, field]) => `${sign}${field}`) },
  fc
    .tuple(minus, minus, fc.shuffledSubarray([...fields], { minLength: 2, maxLength: 2 }))
    .map(([a, b, [one, two]]) => [`${a}${one}`, `${b}${two}`]),
  fc.constantFrom(['status', 'likes'], ['-status', '-likes'], ['status', '-createdAt'], ['likes', 'createdAt']),
);
/** What an index answers for everybody's documents. */
const anIndexed: fc.Arbitrary<Pick<FindQuery, 'where' | 'sort'>> = fc.oneof(
  ...(['status', 'likes', 'title', 'big', 'ref'] as const).flatMap((field) => [
    condition(field).map((asked) => ({ where: { [field]: asked } as Where, sort: field })),
    aValueOf(field)
      .filter((each) => typeof each !== 'object')
      .chain((eq) => fc.constantFrom(undefined, 'createdAt').map((sort) => ({ where: { [field]: eq } as Where, sort }))),
    fc
      .array(
        aValueOf(field).filter((each) => typeof each !== 'object'),
        { maxLength: 3 },
      )
      .map((some) => ({ where: { [field]: { in: some } } as Where })),
  ]),
  condition('likes').map((likes) => ({ where: { status: 'open', likes } as Where, sort: '-likes' })),
  fc.subarray(['open', 'done', null, 'none']).map((some) => ({ where: { status: { in: some } } as Where, sort: ['-likes'] })),
  fc
    .tuple(
      aValueOf('deep.inner').filter((each) => typeof each === 'string'),
      aValueOf('status'),
    )
    .map(([inner, status]) => ({ where: { 'deep.inner': inner, status } as Where, sort: 'likes' })),
  fc.constantFrom(...tags.filter((each) => !Array.isArray(each))).map((contains) => ({ where: { tags: { contains } } as Where })),
  fc.tuple(anInstant, minus).map(([gt, sign]) => ({ where: { createdAt: { gt } }, sort: `${sign}createdAt` })),
  anInstant.map((lt) => ({ where: { status: 'open', createdAt: { lt } } })),
);
const aScope = fc.constantFrom('own', 'shared', 'public', 'all' as const);
const aQuery = fc.oneof(
  fc.record({ scope: aScope, where: aWhere, sort: aSort, owner: fc.constantFrom<Did | undefined>(undefined, undefined, alice, bob) }),
  fc.tuple(aScope, anIndexed).map(([scope, asked]) => ({ scope, ...asked, owner: undefined })),
);
const someEyes = fc.constantFrom(
  { did: undefined, principals: ['*'] },
  { did: alice, principals: ['*', alice] },
  { did: bob, principals: ['*', bob, member] },
  { did: carol, principals: ['*', carol, member, group] },
  { did: 'did:example:nobody' as Did, principals: ['*', 'did:example:nobody'] },
);
type SomeEyes = typeof someEyes extends fc.Arbitrary<infer Eyes> ? Eyes : never;

/** The naive answer: every document, one by one. */
function expected(eyes: SomeEyes, { scope, owner, where, sort }: FindQuery): MadeDocument[] {
  const is = matcherOf(filterOf(where ?? {}), int64);
  const sortable = (document: MadeDocument) => ({ ...document, createdAt: createdAtOf(document) });
  const order = compareBy(orderOf(sort), int64);
  return documents
    .filter((document) => isInScope(scope, eyes, document) && (owner === undefined || document.owner === owner))
    .filter((document) => is(sortable(document)))
    .sort((a, b) => order(sortable(a), sortable(b)));
}

async function pages(eyes: SomeEyes, query: FindQuery, limit: number): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await findPage(world.services, eyes, query, limit, cursor);
    expect(page.found.length).toBeLessThanOrEqual(limit);
    found.push(...page.found.map(({ stored }) => stored.id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

const ids = (all: readonly MadeDocument[]) => all.map(({ id }) => id);

describe('what is found', { timeout: 60_000 }, () => {
  test('is what looking at every document finds, in the same order, whoever asks whatever, page by page', async () => {
    const seen = { many: 0, refused: 0, own: 0, some: 0 };
    await fc.assert(
      fc.asyncProperty(someEyes, aQuery, fc.constantFrom(9, 40, 100), async (eyes, asked, limit) => {
        fc.pre(eyes.did !== undefined || (asked.scope !== 'own' && asked.scope !== 'shared'));
        const query: FindQuery = { collection, ...asked };
        const isMany = asked.scope !== 'own' && asked.owner === undefined;
        try {
          const found = await pages(eyes, query, limit);
          seen[isMany ? 'many' : 'own']++;
          if (found.length > 0) seen.some++;
          const want = ids(expected(eyes, query));
          if (JSON.stringify(want) !== JSON.stringify(found))
            console.log(
              JSON.stringify(query),
              found
                .map((f, i) =>
                  f === want[i]
                    ? ''
                    : [f, want[i]]
                        .map((x) => {
                          const d = documents.find((d) => d.id === x);
                          return JSON.stringify([x, String(d?.body.title).slice(-6), typeof d?.body.title]);
                        })
                        .join(' want '),
                )
                .filter(Boolean)
                .slice(0, 6)
                .join(' ; '),
            );
          expect(found).toEqual(ids(expected(eyes, query)));
        } catch (error) {
          if (!(error instanceof VibeError) || error.code !== 'index_required') throw error;
          expect(isMany).toBe(true);
          seen.refused++;
        }
      }),
      { numRuns: 300 },
    );
    expect(seen.many).toBeGreaterThan(40);
    expect(seen.own).toBeGreaterThan(40);
    expect(seen.some).toBeGreaterThan(60);
    expect(seen.refused).toBeGreaterThan(5);
  });

  test('is what a list brings, in every scope', async () => {
    await fc.assert(
      fc.asyncProperty(
        someEyes,
        aScope,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 600 }),
        async (eyes, scope, limit, skip) => {
          const naive = expected(eyes, { collection, scope }).slice(skip);
          const after = skip === 0 ? undefined : expected(eyes, { collection, scope })[skip - 1];
          fc.pre(skip === 0 || after !== undefined);
          const listed = await listStored(world.services.database, {
            collection,
            scope,
            reader: eyes.did,
            principals: eyes.principals,
            limit,
            after,
          });
          expect(listed.map(({ id }) => id)).toEqual(ids(naive.slice(0, limit)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is counted and added up the same', async () => {
    await fc.assert(
      fc.asyncProperty(someEyes, aQuery, fc.subarray(['status', 'likes', 'big'] as const), async (eyes, asked, groupBy) => {
        fc.pre(eyes.did !== undefined || (asked.scope !== 'own' && asked.scope !== 'shared'));
        const query: FindQuery = { collection, ...asked };
        const naive = expected(eyes, query);
        const planned = await plan(world.services, eyes, query, 'any').catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'index_required' });
        });
        const [next] = planned?.plans ?? [];
        if (!planned || !next) return;
        const request = { ...planned, int64, plan: next, filter: filterOf(query.where ?? {}) };
        expect(await countStored(world.services.database, request)).toBe(naive.length);
        const figures = { groupBy, sum: ['likes', 'big'], avg: ['likes'], min: ['likes', 'title'], max: ['likes', 'title', 'big'] };
        const groups = (await aggregateStored(world.services.database, request, figures)) ?? [];
        expect(new Set(groups.map(({ by, count }) => JSON.stringify([by, count])))).toEqual(naiveGroups(naive, groupBy));
      }),
      { numRuns: 100 },
    );
  });
});

function naiveGroups(found: readonly MadeDocument[], groupBy: readonly ('status' | 'likes' | 'big')[]): Set<string> {
  const counts = new Map<string, number>(groupBy.length === 0 ? [['{}', 0]] : []);
  for (const { body } of found) {
    const by = JSON.stringify(Object.fromEntries(groupBy.map((field) => [field, body[field] ?? null])));
    counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  return new Set([...counts].map(([by, count]) => `[${by},${count}]`));
}
