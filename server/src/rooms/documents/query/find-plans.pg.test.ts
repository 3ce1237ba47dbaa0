import { type Did, type FindQuery, VibeError } from '@vibe/shared';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { alice, type DocumentsWorld, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { type MadeDocument, putDocuments } from '../../../../../tests/harness/queries.ts';
import type { Statement } from '../../../platform/statement.ts';
import { pushApp } from '../../apps/index.ts';
import { encodeKey } from '../indexing/index-key.ts';
import { listStored } from '../list.store.ts';
import { aggregateStored, countStored } from './aggregate.store.ts';
import { findMany, findReferring } from './expand.store.ts';
import { findPage, plan } from './find.ts';

const collection = 'planned/things' as const;
const ownerOf = (at: number): Did => (at % 80 === 0 ? alice : `did:example:${at % 211}`);
const held = 'c:did:example:issuer member';
const eyes = { did: alice, principals: ['*', alice, held] };

let world: DocumentsWorld;
let client: pg.Client;
beforeAll(async () => {
  world = await documentsWorld();
  const indexes = { byStatus: 'status', byStatusLikes: ['status', 'likes'], byTags: { fields: ['tags'], each: true } };
  const schema = { type: 'object' };
  await pushApp(world.services, {
    ...{ id: 'planned', name: 'Planned', origins: ['http://planned.localhost:4000'], scopes: ['openid', 'documents:read'] },
    collections: { things: { schema, purpose: 'To be found', indexes, search: { fields: ['title'] } } },
  });
  const documents = Array.from({ length: 8_000 }, (_, at): MadeDocument => {
    const body = { status: ['open', 'done', 'late'][at % 3], likes: at % 100, tags: [`t${at % 7}`], title: `word w${at % 50}` };
    const readers = [
      ...(at % 40 === 0 ? ['*'] : []),
      ...(at % 41 === 0 ? [held] : []),
      `did:example:${at % 200}`,
      `did:example:${at % 199}`,
    ];
    return {
      id: `t${at}`,
      owner: ownerOf(at),
      ord: BigInt(1_700_000_000_000 + at) << 20n,
      body,
      readers: [...new Set(readers)].filter((each) => each !== ownerOf(at)),
      denied: [],
    };
  });
  await putDocuments(world, collection, documents);
  client = new pg.Client({ connectionString: world.url, options: '-c role=vibe_reader' });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await world[Symbol.asyncDispose]();
});

/** The statements that something reads with, as they are sent. */
async function statementsOf(use: () => Promise<unknown>): Promise<Statement[]> {
  const read = vi.spyOn(world.services.database, 'read');
  await use();
  const sent = read.mock.calls.map(([, statement]) => statement);
  read.mockRestore();
  expect(sent.length).toBeGreaterThan(0);
  return sent;
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
}
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Tables that are read from end to end, with these values and with any. */
async function scanned({ text, values }: Statement): Promise<string[]> {
  await client.query('begin');
  try {
    await client.query("select set_config('vibe.principals', $1, true)", [eyes.principals.join('\x1f')]);
    const plans = [
      await client.query(`explain (format json) ${text}`, values as unknown[]),
      await client.query(`explain (format json, generic_plan) ${text}`),
    ].map(({ rows }) => rows[0]['QUERY PLAN'][0].Plan as Node);
    const read = plans.flatMap(nodesOf).filter((node) => node['Relation Name'] !== undefined);
    expect(read.length).toBeGreaterThan(0);
    return read.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => String(node['Relation Name']));
  } finally {
    await client.query('rollback');
  }
}

const queries: Record<string, Partial<FindQuery>> = {
  'newest first': {},
  'oldest first': { sort: 'createdAt' },
  'of a time': { where: { createdAt: { gte: '2023-11-14T22:13:21.000Z' } } },
  'by a value': { where: { status: 'open' } },
  'by some values': { where: { status: { in: ['open', 'late'] } } },
  'by a range, sorted': { where: { status: 'open', likes: { gt: 50 } }, sort: '-likes' },
  sorted: { sort: ['status', 'likes'] },
  'by an element': { where: { tags: { contains: 't3' } } },
  'by words': { search: 'word w7' },
  'by the beginning of a word': { search: 'w4*' },
};
const elsewhere: Record<string, Partial<FindQuery>> = {
  'by a field without index': { where: { title: { startsWith: 'word w4' } } },
  'sorted by a field without index': { sort: 'title' },
  'narrowed down by an index': { where: { status: 'open', title: { ne: 'x' } }, sort: '-title' },
};
const places: Record<string, Partial<FindQuery>> = {
  own: { scope: 'own' },
  public: { scope: 'public' },
  shared: { scope: 'shared' },
  all: {},
  owner: { owner: 'did:example:5' },
};
const both = { ...queries, ...elsewhere };
const cases = Object.entries(places).flatMap(([place, where]) =>
  Object.entries(place === 'own' || place === 'owner' ? both : queries)
    .filter(([name]) => (place !== 'public' && place !== 'shared') || name === 'newest first' || name === 'by a value')
    .map(([name, query]) => [place, name, { ...query, ...where }] as const),
);

test.each(cases)('of %s, %s: no table is read from end to end', { timeout: 60_000 }, async (_, __, asked) => {
  const query: FindQuery = { collection, scope: 'all', ...asked };
  const statements = await statementsOf(async () => {
    const first = await findPage(world.services, eyes, query, 20);
    if (first.cursor) await findPage(world.services, eyes, query, 20, first.cursor);
    const planned = await plan(world.services, eyes, query, 'any').catch((error: unknown) => {
      if (!(error instanceof VibeError)) throw error;
    });
    const [next] = planned?.plans ?? [];
    if (!planned || !next) return;
    const request = { ...planned, plan: next, int64: planned.facts.int64, filter: next.residual };
    await countStored(world.services.database, request);
    await aggregateStored(world.services.database, request, { groupBy: ['status'], sum: ['likes'], avg: [], min: [], max: [] });
  });
  for (const statement of statements) if (statement.name !== 'documents.search words') expect(await scanned(statement)).toEqual([]);
});

test('lists, and relations there and back: no table is read from end to end', async () => {
  const { database } = world.services;
  const statements = await statementsOf(async () => {
    for (const scope of ['own', 'shared', 'public', 'all'] as const)
      await listStored(database, { collection, scope, reader: eyes.did, principals: eyes.principals, limit: 20, after: undefined });
    await findMany(database, eyes.principals, collection, [{ owner: alice, id: 't0' }]);
    for (const own of [true, false])
      await findReferring(database, { collection, index: 'byStatus', keys: [encodeKey(['open'])], eyes, own, most: 100 });
  });
  for (const statement of statements) expect(await scanned(statement)).toEqual([]);
});

test('a table that is read from end to end would be seen', async () => {
  expect(await scanned({ name: '', text: "select id from document_readers where id like '%' || $1 || '%'", values: ['t'] })).toContain(
    'document_readers',
  );
});
