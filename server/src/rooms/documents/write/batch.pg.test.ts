import { type BatchResult, type BatchWrite, limits, type QualifiedCollection } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';

let world: DocumentsWorld;
let admin: pg.Client;
beforeAll(async () => {
  world = await documentsWorld();
  admin = new pg.Client({ connectionString: world.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await world[Symbol.asyncDispose]();
});

const collection = 'feeds/posts' as const;
const as = (did: typeof alice) => documentsOf(world.app(did));
const code = (expected: string) => expect.objectContaining({ code: expected });
const create = (id: string, text = id): BatchWrite => ({ op: 'create', collection, id, body: { text } });
const update = (id: string, rev: string, text: string, more = {}): BatchWrite => ({
  op: 'update',
  collection,
  id,
  rev,
  body: { text },
  ...more,
});
const remove = (id: string, rev: string, more = {}): BatchWrite => ({ op: 'remove', collection, id, rev, ...more });
const documentOf = (result: BatchResult | undefined) => {
  if (!result?.ok || !('document' in result)) throw new Error(`no document but ${JSON.stringify(result)}`);
  return result.document;
};
const said = (results: readonly BatchResult[]) =>
  results.map((each) => (each.ok ? ('document' in each ? 'document' : 'removed') : each.error.code));
const stateOf = async (owner: string) =>
  (
    await admin.query(
      `select (select seq from streams where owner_did = $1) as seq, (select count(*) from documents where owner_did = $1) as documents,
              (select count(*) from changes where owner_did = $1) as changes`,
      [owner],
    )
  ).rows[0];

describe.each([true, false])('a batch, atomic %s,', (atomic) => {
  const name = (id: string) => `${atomic ? 'a' : 'n'}-${id}`;

  test('creates, changes and removes as the single calls do, over several owners', async () => {
    const one = await as(alice).create({ collection, id: name('one'), body: { text: '1' } });
    const two = await as(alice).create({ collection, id: name('two'), body: { text: '2' } });
    const shared = await as(bob).create({
      collection,
      id: name('bobs'),
      body: { text: 'b' },
      acl: { read: { allow: [alice] }, write: { allow: [alice] } },
    });
    const gone = await as(alice).create({ collection, id: name('gone'), body: { text: 'old' } });
    await as(alice).remove({ collection, id: gone.id, rev: gone.rev });
    const { results } = await as(alice).batch({
      atomic,
      writes: [
        create(name('new')),
        update(one.id, one.rev, 'changed'),
        update(shared.id, shared.rev, 'hers', { owner: bob }),
        remove(two.id, two.rev),
        create(gone.id),
        { op: 'create', collection, body: { text: 'no id' } },
      ],
    });
    expect(said(results)).toEqual(['document', 'document', 'document', 'removed', 'document', 'document']);
    for (const result of results) {
      if (!result.ok || !('document' in result)) continue;
      const { id, owner } = result.document;
      expect(await as(alice).get({ collection, id, owner })).toEqual(result.document);
    }
    expect(documentOf(results[4]).rev).toMatch(/^3-/);
    expect(results[3]).toMatchObject({ removed: { id: two.id, owner: alice, rev: expect.stringMatching(/^2-/) } });
    await expect(as(alice).get({ collection, id: two.id })).rejects.toEqual(code('not_found'));
  });

  test('keeps, resolves nothing of conflicts by itself, and writes documents that have some', async () => {
    const first = await as(alice).create({ collection, id: name('torn'), body: { text: '1' } });
    await as(alice).update({ collection, id: first.id, rev: first.rev, body: { text: '2' } });
    const { results } = await as(alice).batch({
      atomic,
      writes: [create(name('beside')), update(first.id, first.rev, 'other', { conflict: 'keep' }), create(name('behind'))],
    });
    expect(said(results)).toEqual(['document', 'document', 'document']);
    const { rev, conflicts } = await as(alice).conflicts({ collection, id: first.id });
    expect(conflicts).toHaveLength(1);
    const next = await as(alice).batch({
      atomic,
      writes: [update(first.id, rev, 'on'), remove(name('beside'), documentOf(results[0]).rev)],
    });
    expect(said(next.results)).toEqual(['document', 'removed']);
  });

  test('sent again under its key has no second effect and the same results, whatever it did', async () => {
    const one = await as(alice).create({ collection, id: name('k1'), body: { text: '1' }, acl: { read: { allow: [carol] } } });
    const two = await as(alice).create({ collection, id: name('k2'), body: { text: '2' } });
    const torn = await as(alice).create({ collection, id: name('k3'), body: { text: '3' } });
    await as(alice).update({ collection, id: torn.id, rev: torn.rev, body: { text: '3a' } });
    const batch = {
      atomic,
      idempotencyKey: name('key'),
      writes: [
        create(name('k-new')),
        { op: 'create' as const, collection, body: { text: 'no id' } },
        update(one.id, one.rev, 'changed'),
        { op: 'update' as const, collection, id: two.id, rev: two.rev, acl: { read: { allow: [bob] } } },
        update(torn.id, torn.rev, '3b', { conflict: 'keep' }),
        ...(atomic ? [] : [create(name('k1')), update(name('k-nothing'), one.rev, '')]),
      ],
    };
    const first = await as(alice).batch(batch);
    // Meanwhile the world goes on.
    await as(alice).update({ collection, id: one.id, rev: documentOf(first.results[2]).rev, acl: {} });
    const before = await stateOf(alice);
    expect(await as(alice).batch(batch)).toEqual(first);
    const shuffled = batch.writes.map((write) => Object.fromEntries(Object.entries(write).reverse()) as BatchWrite);
    expect(await as(alice).batch({ ...batch, writes: shuffled })).toEqual(first);
    expect(await stateOf(alice)).toEqual(before);
    if (!atomic) expect(said(first.results).slice(-2)).toEqual(['already_exists', 'not_found']);
    // Somebody else's key of the same name is another key; another batch under this one is none.
    expect(said((await as(bob).batch({ ...batch, writes: [create(name('his'))] })).results)).toEqual(['document']);
    await expect(as(alice).batch({ ...batch, writes: [create(name('other'))] })).rejects.toEqual(code('bad_request'));
    await expect(as(alice).batch({ ...batch, atomic: !atomic })).rejects.toEqual(code('bad_request'));
    expect(await stateOf(alice)).toEqual(before);
  });

  test('sent many times at once under one key is made once, and all are answered alike', async () => {
    const acl = { read: { allow: [carol] }, write: { allow: [carol] } };
    const shared = await as(bob).create({ collection, id: name('carols'), body: { text: 'b' }, acl });
    const batch = {
      atomic,
      idempotencyKey: name('at-once'),
      writes: [
        update(shared.id, shared.rev, 'hers', { owner: bob }),
        ...Array.from(
          { length: 120 },
          (_, at): BatchWrite => (at % 2 ? create(name(`crowd-${at}`)) : { op: 'create', collection, body: { text: `${at}` } }),
        ),
      ],
    };
    const before = await stateOf(carol);
    const answers = await Promise.all(Array.from({ length: 6 }, () => as(carol).batch(batch)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(said(answers[0]?.results ?? [])).toEqual(batch.writes.map(() => 'document'));
    expect(Number((await stateOf(carol)).documents) - Number(before.documents ?? 0)).toBe(120);
  });

  test('is refused whole when it is not a batch', async () => {
    const none: BatchWrite[] = [];
    await expect(as(alice).batch({ atomic, writes: none })).rejects.toEqual(code('bad_request'));
    const many = Array.from({ length: limits.batchWrites + 1 }, (_, at) => create(name(`many-${at}`)));
    await expect(as(alice).batch({ atomic, writes: many })).rejects.toEqual(code('bad_request'));
    await expect(as(alice).batch({ atomic, idempotencyKey: '', writes: [create(name('x'))] })).rejects.toEqual(code('bad_request'));
    await expect(as(alice).batch({ atomic, idempotencyKey: 'a\u0000b', writes: [create(name('x'))] })).rejects.toEqual(code('bad_request'));
    await expect(documentsOf(world.visitor()).batch({ atomic, writes: [create(name('x'))] })).rejects.toEqual(code('not_signed_in'));
  });

  test('under a key is refused as without one for bodies that are no JSON, or that never end', async () => {
    const round: Record<string, unknown> = {};
    round.round = round;
    // 2^40 objects, for whoever walks to the end.
    let wide: Record<string, unknown> = {};
    for (let at = 0; at < 40; at++) wide = { one: wide, other: wide };
    for (const [at, [body, expected]] of [
      [{ text: 'x', much: 2n }, 'bad_request'],
      [round, 'too_deep'],
      [wide, 'too_large'],
    ].entries() as ArrayIterator<[number, [Record<string, unknown>, string]]>) {
      const batch = { atomic, idempotencyKey: name(`no-json-${at}`), writes: [{ op: 'create' as const, collection, body }] };
      const refusal = async () =>
        atomic
          ? expect(as(alice).batch(batch)).rejects.toEqual(code(expected))
          : expect(said((await as(alice).batch(batch)).results)).toEqual([expected]);
      await refusal();
      await refusal();
    }
  });

  test('of the most writes there may be is made', async () => {
    const writes = Array.from({ length: limits.batchWrites }, (_, at) => create(name(`full-${at}`)));
    const { results } = await as(bob).batch({ atomic, writes });
    expect(new Set(said(results))).toEqual(new Set(['document']));
  });
});

describe('an atomic batch', () => {
  test('of which one write is refused leaves no trace, and says which', async () => {
    const one = await as(alice).create({ collection, id: 'atomic-one', body: { text: '1' } });
    const before = await stateOf(alice);
    const refusals: [BatchWrite, string][] = [
      [update('atomic-one', `1-${'0'.repeat(32)}`, ''), 'revision_conflict'],
      [create('atomic-one'), 'already_exists'],
      [remove('atomic-none', one.rev), 'not_found'],
      [{ ...create('atomic-bad'), body: { text: 7 } } as BatchWrite, 'schema_violation'],
      [{ op: 'create', collection: 'feeds/nothing', body: {} }, 'unknown_collection'],
      [update('atomic-one', one.rev, 'his', { owner: bob }), 'not_found'],
    ];
    for (const [write, expected] of refusals) {
      const batch = {
        atomic: true,
        idempotencyKey: `refused-${expected}-${write.op}`,
        writes: [create('atomic-first'), write, create('atomic-last')],
      };
      await expect(as(alice).batch(batch)).rejects.toMatchObject({
        code: expected,
        issues: expect.arrayContaining([expect.objectContaining({ path: '/writes/1' })]),
      });
    }
    expect(await stateOf(alice)).toEqual(before);
    // It was refused, so it may be sent again.
    const again = {
      atomic: true,
      idempotencyKey: 'refused-not_found-remove',
      writes: [create('atomic-first'), remove('atomic-none', one.rev), create('atomic-last')],
    };
    await expect(as(alice).batch(again)).rejects.toEqual(code('not_found'));
  });

  test('may change what it has made before', async () => {
    const made = await as(alice).create({ collection, id: 'known-rev', body: { text: 'same' } });
    const writes = [create('chain', 'same'), update('chain', made.rev, 'next')];
    const { results } = await as(alice).batch({ atomic: true, writes });
    expect(documentOf(results[1]).rev).toMatch(/^2-/);
    expect((await as(alice).get({ collection, id: 'chain' })).body).toEqual({ text: 'next' });
  });

  test('and others over the same documents of several owners, in any order, all end', async () => {
    const acl = { read: { allow: [alice, bob, carol] }, write: { allow: [alice, bob, carol] } };
    const owners = [alice, bob, carol];
    for (const owner of owners) await as(owner).create({ collection, id: 'knot', body: { text: '0' }, acl });
    const round = async (who: typeof alice, at: number) => {
      const order = at % 2 === 0 ? owners : owners.toReversed();
      const current = await Promise.all(order.map((owner) => as(who).get({ collection, id: 'knot', owner })));
      return as(who).batch({ atomic: true, writes: current.map(({ owner, rev }) => update('knot', rev, `${at}`, { owner })) });
    };
    const rounds = await Promise.allSettled(Array.from({ length: 24 }, (_, at) => round(owners[at % 3] as typeof alice, at)));
    const made = rounds.filter(({ status }) => status === 'fulfilled').length;
    for (const each of rounds) if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'revision_conflict' });
    expect(made).toBeGreaterThan(0);
    // All or none: the three are at the same generation.
    const revs = await Promise.all(owners.map(async (owner) => (await as(alice).get({ collection, id: 'knot', owner })).rev.split('-')[0]));
    expect(new Set(revs)).toEqual(new Set([String(made + 1)]));
  });
});

describe('a batch that is not atomic', () => {
  test('does what it can; a refusal is its write’s own', async () => {
    const one = await as(alice).create({ collection, id: 'each-one', body: { text: '1' } });
    const { results } = await as(alice).batch({
      atomic: false,
      writes: [
        create('each-first'),
        create('each-one'),
        update('each-one', one.rev, 'changed'),
        { ...create('each-bad'), body: { text: 7 } } as BatchWrite,
        { op: 'create', collection: 'nobody/posts' as QualifiedCollection, body: {} },
        remove('each-none', one.rev),
        create('each-last'),
      ],
    });
    expect(said(results)).toEqual([
      'document',
      'already_exists',
      'document',
      'schema_violation',
      'unknown_collection',
      'not_found',
      'document',
    ]);
    expect((await as(alice).get({ collection, id: 'each-last' })).body).toEqual({ text: 'each-last' });
  });

  test('that died in the middle is gone on with under its key: nothing is made twice, nothing is left out', async () => {
    const batch = {
      atomic: false,
      idempotencyKey: 'interrupted',
      writes: Array.from({ length: 150 }, (_, at) => create(`interrupted-${at}`)),
    };
    // Dies with the second of its transactions.
    const { database } = world.services;
    let left = 2; // taking the key, and the first fifty
    const dying = {
      ...database,
      writeAll: (...args: Parameters<typeof database.writeAll>) =>
        left-- > 0 ? database.writeAll(...args) : Promise.reject(new Error('Connection terminated')),
    };
    const context = { ...world.app(alice), database: dying };
    await expect(documentsOf(context).batch(batch)).rejects.toEqual(code('unavailable'));
    expect((await admin.query("select count(*) from documents where id like 'interrupted-%'")).rows).toEqual([{ count: '50' }]);
    const { results } = await as(alice).batch(batch);
    expect(said(results)).toEqual(batch.writes.map(() => 'document'));
    expect((await admin.query("select count(*), max(generation) from documents where id like 'interrupted-%'")).rows).toEqual([
      { count: '150', max: 1 },
    ]);
    expect(await as(alice).batch(batch)).toEqual({ results });
  });
});

test('nobody reads, uses or forgets what is kept of another’s batches', async () => {
  await as(alice).batch({ atomic: false, idempotencyKey: 'hers', writes: [create('hers')] });
  const kept = { name: 'kept', text: 'select distinct owner_did from write_results', values: [] };
  expect(await world.services.database.write({ owner: alice, principals: ['*', bob] }, kept)).toEqual([{ owner_did: bob }]);
  await admin.query("update write_results set at = now() - interval '31 days' where key = 'hers'");
  const { forgetResults } = await import('./batch.store.ts');
  const count = async () => Number((await admin.query('select count(*) from write_results')).rows[0]?.count);
  const before = await count();
  await forgetResults(world.services.database);
  expect(await count()).toBe(before - 2);
});
