import { type Did, defaultScopes, type FindQuery, limits, type Where } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { type MadeDocument, putDocuments } from '../../../../../tests/harness/queries.ts';
import { pushApp } from '../../apps/index.ts';

const posts = 'told/posts' as const;
const notes = 'told/notes' as const;
const crowd = 'told/crowd' as const;
const building = 'told/building' as const;
const text = { type: 'string' };
const schema = { type: 'object', properties: { amount: { type: 'string', format: 'int64' } } };
const any = { schema, purpose: 'Told', public: true };

const texts: readonly (readonly [id: string, owner: Did, title: string, body: string, readers: readonly string[]])[] = [
  ['s1', alice, 'Running in the rain', 'The quick brown fox jumps', ['*']],
  ['s2', bob, 'He runs', 'A well-known fox of rain', [alice]],
  ['s3', bob, 'Foxes', 'rainbow and the fox', ['*']],
  ['s4', carol, 'Regenbogen', 'und noch ein FOX', []],
];

let world: DocumentsWorld;
const { scanBudget, groups } = limits;
beforeAll(async () => {
  lower({ scanBudget: 1_000, groups: 100 });
  world = await documentsWorld();
  const searched = { fields: ['title', 'text'], language: { title: 'english', text: 'simple' } };
  await pushApp(world.services, {
    ...{ id: 'told', name: 'Told', origins: ['http://told.localhost:4000'], scopes: [...defaultScopes] },
    collections: {
      posts: {
        ...any,
        schema: { ...schema, properties: { ...schema.properties, title: text, text } },
        indexes: { byLikes: 'likes' },
        search: searched,
      },
      notes: any,
      crowd: { ...any, indexes: { byGroup: 'group' } },
      building: { ...any, indexes: { byLikes: 'likes' } },
    },
  });
  const client = new pg.Client({ connectionString: world.url });
  await client.connect();
  await client.query("update collection_indexes set state = 'building' where collection = $1", [building]);
  await client.end();
  const ord = (at: number) => (BigInt(1_700_000_000_000 + at) << 20n) | 7n;
  await putDocuments(
    world,
    posts,
    texts.map(([id, owner, title, body, readers], at) => ({
      id,
      owner,
      ord: ord(at),
      body: { title, text: body, likes: at },
      readers,
      denied: [],
    })),
  );
  const many = Array.from({ length: limits.scanBudget + 50 }, (_, at): MadeDocument => {
    return {
      id: `m${at}`,
      owner: alice,
      ord: ord(at),
      body: { at, group: at % 2, kind: at < 30 ? 'early' : 'late' },
      readers: at % 200 === 0 ? ['*'] : [],
      denied: [],
    };
  });
  await putDocuments(world, crowd, many);
  for (const [at, body] of sums.entries()) await mine().create({ collection: notes, id: `n${at}`, body });
});
afterAll(async () => {
  lower({ scanBudget, groups });
  await world[Symbol.asyncDispose]();
});
const lower = (some: Partial<Record<keyof typeof limits, number>>) => Object.assign(limits, some);

const sums = [
  { kind: 'a', likes: 1, amount: '9007199254740993', title: 'b' },
  { kind: 'a', likes: 2.5, amount: '9007199254740993', title: 'a' },
  { kind: 'b', likes: '7', title: 3 },
  { likes: null, kind: null },
];
const as = (did: Did) => documentsOf(world.app(did, defaultScopes, 'told'));
const mine = () => as(alice);
const idsOf = async (did: Did, query: Partial<FindQuery>) =>
  (await as(did).find({ collection: posts, ...query })).documents.map(({ id }) => id);

describe('a query over everybody’s documents that no index answers is refused, and the refusal names the index', () => {
  test.each<[Partial<FindQuery>, string]>([
    [{ where: { status: 'open' } }, "collections.posts.indexes: { byStatus: ['status'] }"],
    [
      { where: { status: 'open', 'author.name': { startsWith: 'A' } } },
      "{ byStatusAuthorName: ['status', 'author.name'] } and ask with sort: ['-author.name']",
    ],
    [{ where: { due: { gt: 3 } }, sort: 'due' }, "{ byDue: ['due'] }."],
    [{ where: { likes: { gt: 3 } } }, "{ byLikes: ['likes'] } and ask with sort: ['-likes']"],
    [{ where: { status: 'open' }, sort: ['due', 'title'] }, "{ byStatusDueTitle: ['status', 'due', 'title'] }"],
    [{ where: { tags: { contains: 'red' } } }, "{ byTags: { fields: ['tags'], each: true } }"],
    [{ sort: '-status' }, "{ byStatus: ['status'] }"],
    [{ where: { or: [{ likes: 1 }, { likes: 2 }] } }, "scope 'own'"],
    [{ where: { likes: { ne: 1 } } }, "scope 'own'"],
  ])('%j', async (query, line) => {
    await expect(as(alice).find({ collection: posts, ...query })).rejects.toMatchObject({
      code: 'index_required',
      hint: expect.stringContaining(line),
    });
    await expect(as(alice).find({ collection: posts, ...query, scope: 'own' })).resolves.toBeDefined();
    await expect(as(alice).find({ collection: posts, ...query, owner: bob })).resolves.toBeDefined();
    const { sort: _, ...counted } = query;
    if (query.where)
      await as(alice)
        .count({ collection: posts, ...counted })
        .catch((error: unknown) => expect(error).toMatchObject({ code: 'index_required' }));
  });

  test('also for search, and where the index is not built yet it says to wait', async () => {
    await expect(mine().find({ collection: notes, search: 'fox' })).rejects.toMatchObject({
      code: 'index_required',
      hint: expect.stringContaining('search: {'),
    });
    await expect(mine().find({ collection: building, where: { likes: 1 } })).rejects.toMatchObject({
      code: 'index_building',
      retryAfterSeconds: 5,
    });
    expect(await mine().find({ collection: building, where: { likes: 1 }, scope: 'own' })).toEqual({ documents: [] });
  });
});

describe('within one owner’s documents', () => {
  test('so many are looked at and no more', async () => {
    const own = { collection: crowd, scope: 'own' } as const;
    await expect(mine().find({ ...own, where: { kind: 'early' } })).rejects.toMatchObject({ code: 'query_too_broad' });
    await expect(mine().find({ ...own, sort: 'kind' })).rejects.toMatchObject({ code: 'query_too_broad' });
    await expect(mine().count(own)).rejects.toMatchObject({ code: 'query_too_broad' });
    await expect(mine().aggregate({ ...own, groupBy: ['kind'] })).rejects.toMatchObject({ code: 'query_too_broad' });
    await expect(mine().aggregate({ ...own, where: { group: 0 }, groupBy: ['at'] })).rejects.toMatchObject({ code: 'query_too_broad' });
  });

  test('a page that is filled before is an answer, and so is what an index narrows down', async () => {
    const own = { collection: crowd, scope: 'own' } as const;
    expect((await mine().find({ ...own, where: { kind: 'late' }, limit: 5 })).documents).toHaveLength(5);
    expect((await mine().find({ ...own, where: { kind: 'early' }, sort: 'createdAt', limit: 30 })).documents).toHaveLength(30);
    expect((await mine().find({ ...own, where: { group: 1, kind: 'early' }, limit: 100 })).documents).toHaveLength(15);
    expect(await mine().count({ ...own, where: { group: 1 } })).toEqual({ count: limits.scanBudget / 2 + 25 });
  });

  test('somebody else’s are walked as far as they may be read: what they keep to themselves costs nothing', async () => {
    const hers = { collection: crowd, owner: alice } as const;
    expect((await as(bob).find({ ...hers, where: { kind: 'late' }, sort: 'at' })).documents.map(({ id }) => id)).toEqual([
      'm200',
      'm400',
      'm600',
      'm800',
      'm1000',
    ]);
    expect(await as(bob).count(hers)).toEqual({ count: 6 });
    await expect(documentsOf(world.app(bob, ['documents:read:all'], 'other')).find(hers)).rejects.toMatchObject({
      code: 'insufficient_scope',
    });
  });
});

test('figures are exact: sums of 64-bit integers too; what is no number does not count', async () => {
  const own = { collection: notes, scope: 'own' } as const;
  const all = { sum: ['likes', 'amount'], avg: ['likes'], min: ['likes', 'title'], max: ['likes', 'title'] };
  expect((await mine().aggregate({ ...own, ...all })).groups).toEqual([
    {
      by: {},
      count: 4,
      sum: { likes: 3.5, amount: '18014398509481986' },
      avg: { likes: 1.75 },
      min: { likes: 1, title: 3 },
      max: { likes: '7', title: 'b' },
    },
  ]);
  expect((await mine().aggregate({ ...own, groupBy: ['kind'], sum: ['likes'] })).groups).toEqual([
    expect.objectContaining({ by: { kind: 'a' }, count: 2, sum: { likes: 3.5 } }),
    expect.objectContaining({ by: { kind: null }, count: 1, sum: { likes: null } }),
    expect.objectContaining({ by: { kind: 'b' }, count: 1, sum: { likes: null } }),
  ]);
  expect(
    await as(bob)
      .aggregate({ collection: notes, scope: 'own', count: true, ...all } as never)
      .catch((error: unknown) => error),
  ).toMatchObject({ code: 'bad_request' });
  expect((await as(bob).aggregate({ ...own, sum: ['likes'] })).groups).toEqual([
    expect.objectContaining({ count: 0, sum: { likes: null } }),
  ]);
});

describe('a search', () => {
  test.each<[string, Did, string[]]>([
    ['fox', alice, ['s3', 's2', 's1']],
    ['FOX', carol, ['s4', 's3', 's1']],
    ['fox rain', alice, ['s2', 's1']],
    ['rain fox', bob, ['s2', 's1']],
    ['running', alice, ['s2', 's1']],
    ['rain*', alice, ['s3', 's2', 's1']],
    ['rain* fox', bob, ['s3', 's2', 's1']],
    ['ra* ru*', alice, ['s2', 's1']],
    ['well-known', alice, ['s2']],
    ['nothing', alice, []],
    ['fox nothing', alice, []],
    ['fox* 😀', alice, ['s3', 's2', 's1']],
    ["' & | ! :* <-> (", alice, []],
  ])('for %j by %s finds %j', async (search, did, expected) => {
    expect(await idsOf(did, { search })).toEqual(expected);
  });

  test('goes with scopes, owners, conditions, sorts, pages and counts', async () => {
    expect(await idsOf(alice, { search: 'fox', scope: 'shared' })).toEqual(['s2']);
    expect(await idsOf(alice, { search: 'fox', scope: 'public' })).toEqual(['s3', 's1']);
    expect(await idsOf(alice, { search: 'fox', scope: 'own' })).toEqual(['s1']);
    expect(await idsOf(alice, { search: 'fox', owner: bob })).toEqual(['s3', 's2']);
    expect(await idsOf(alice, { search: 'fox', where: { likes: { ne: 1 } } })).toEqual(['s3', 's1']);
    expect(await idsOf(alice, { search: 'fox', sort: 'likes' })).toEqual(['s1', 's2', 's3']);
    expect(await as(alice).count({ collection: posts, search: 'fox' })).toEqual({ count: 3 });
    const first = await as(alice).find({ collection: posts, search: 'fox', limit: 2 });
    expect(await as(alice).find({ collection: posts, search: 'fox', limit: 2, cursor: first.cursor })).toEqual({
      documents: [expect.objectContaining({ id: 's1' })],
    });
  });

  test('for a word that too many have is refused when the others are not among the first of them', async () => {
    const words = Array.from({ length: limits.scanBudget + 10 }, (_, at): MadeDocument => {
      return {
        id: `w${at}`,
        owner: carol,
        ord: BigInt(at),
        body: { text: at === 0 ? 'common start' : at % 2 === 0 ? 'common even' : 'common odd' },
        readers: ['*'],
        denied: [],
      };
    });
    await putDocuments(world, posts, words);
    await expect(idsOf(alice, { search: 'common', where: { text: 'common start' } })).rejects.toMatchObject({ code: 'query_too_broad' });
    // The rarer word is walked along, whichever comes first.
    expect(await idsOf(alice, { search: 'common start' })).toEqual(['w0']);
    expect(await idsOf(alice, { search: 'even odd common' })).toEqual([]);
  });
});

describe('a cursor', () => {
  const where: Where = { likes: { gte: 0 } };
  test('of another query is bad, and so is what somebody made up', async () => {
    const { cursor } = await mine().find({ collection: posts, where, sort: 'likes', limit: 1 });
    expect(cursor).toBeDefined();
    for (const other of [
      { where },
      { where, sort: '-likes' },
      { sort: 'likes' },
      { where, sort: 'likes', scope: 'public' },
      { where, sort: 'likes', owner: bob },
    ] as const)
      await expect(
        mine()
          .find({ collection: posts, ...other, cursor })
          .catch((error: { code: string }) => error.code),
      ).resolves.toMatch(/bad_cursor|index_required/);
    const forged = [Buffer.from('[]'), Buffer.from(JSON.stringify(['x'.repeat(16), 'creation', '1', alice, 'x', '', null]))];
    for (const made of ['', 'x', '!', 'bm9wZQ', cursor?.slice(0, -4), `${cursor}AAAA`, ...forged.map((each) => each.toString('base64url'))])
      await expect(mine().find({ collection: posts, where, sort: 'likes', cursor: made })).rejects.toMatchObject({ code: 'bad_cursor' });
  });

  test('whose inside was changed leads to no error of ours', async () => {
    const query = { collection: notes, scope: 'own', sort: ['kind', 'title'], limit: 1 } as const;
    const { cursor = '' } = await mine().find(query);
    const wire: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    for (const sorted of [
      ['\0'],
      ['"\\u0000"'],
      ['{'],
      [],
      ['1', '2', '3', '4', '5', '6'],
      ['1e999'],
      [null, null],
      ['"\\ud800"'],
      'x',
      {},
    ]) {
      const made = Buffer.from(JSON.stringify([...wire.slice(0, 6), sorted])).toString('base64url');
      const answer = await mine()
        .find({ ...query, cursor: made })
        .catch((error: { code: string }) => error.code);
      if (typeof answer === 'string') expect(answer).toBe('bad_cursor');
    }
  });

  test('holds every document that was there all along once, while others come, change and go', async () => {
    const collection = 'told/crowd' as const;
    const own = { collection, scope: 'own', where: { group: 'kept' }, sort: ['at'], limit: 4 } as const;
    const writer = as(bob);
    const at = (place: number) => ({ group: 'kept', at: place });
    for (let place = 0; place < 30; place++) await writer.create({ collection, id: `k${place}`, body: at(place * 10) });
    const seen: string[] = [];
    let cursor: string | undefined;
    let turn = 0;
    do {
      const page = await writer.find({ ...own, cursor });
      seen.push(...page.documents.map(({ id }) => id).filter((id) => id.startsWith('k')));
      cursor = page.cursor;
      await writer.create({ collection, id: `new${turn}`, body: at(turn * 41) });
      const last = page.documents.at(-1);
      if (last?.id.startsWith('k')) await writer.update({ collection, id: last.id, rev: last.rev, body: { group: 'gone' } });
      turn++;
    } while (cursor);
    expect(seen.sort()).toEqual(Array.from({ length: 30 }, (_, place) => `k${place}`).sort());
  });
});

test('a pattern is text', async () => {
  for (const startsWith of ['.*', '(a+)+$', '%', '_', '\\'])
    expect(
      await mine()
        .find({ collection: crowd, scope: 'own', where: { group: { startsWith } } })
        .catch((error: { code: string }) => error.code),
    ).toEqual({ documents: [] });
});
