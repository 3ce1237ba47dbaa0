import { type AppManifestInput, type Did, defaultScopes, type QualifiedCollection } from '@vibe/shared';
import pg from 'pg';
import type { Services } from '../../server/src/platform/context.ts';
import { findCollection, listIndexes, pushApp } from '../../server/src/rooms/apps/index.ts';
import { indexingOf } from '../../server/src/rooms/documents/indexing/index-entries.ts';
import { workOnIndexes } from '../../server/src/rooms/documents/indexing/index-worker.ts';
import { bob, carol, documentsOf, documentsWorld } from './documents.ts';

export type Declared = Partial<NonNullable<AppManifestInput['collections']>[string]>;

export const thingSchema = { type: 'object', properties: { size: { type: 'string', format: 'int64' } }, additionalProperties: true };

/** For tests of declared indexes: apps whose manifests change, and what the table of index rows should hold. */
export async function indexWorld() {
  const world = await documentsWorld();
  const client = new pg.Client({ connectionString: world.url });
  await client.connect();
  let apps = 0;
  return {
    ...world,
    client,
    nextId: () => `app-${apps++}`,
    /** An app with one collection that declares nothing yet. */
    async newApp() {
      const id = `app-${apps++}`;
      const collection: QualifiedCollection = `${id}/things`;
      const push = (declared: Declared) =>
        pushApp(world.services, {
          ...{ id, name: 'App', origins: ['http://app.localhost:4000'], scopes: [...defaultScopes] },
          collections: { things: { schema: thingSchema, purpose: 'Things', ...declared } },
        });
      await push({});
      return { id, collection, push, as: (did: Did) => documentsOf(world.app(did, defaultScopes, id)) };
    },
    /** Builds and drops what there is to, without the wait for other processes. */
    build: () => workOnIndexes(world.services, 0),
    statesOf: async (id: string) => Object.fromEntries((await listIndexes(world.services, id)).map(({ name, state }) => [name, state])),
    compare: (collection: QualifiedCollection) => compare(world.services, client, collection),
    async [Symbol.asyncDispose]() {
      await client.end();
      await world[Symbol.asyncDispose]();
    },
  };
}
export type IndexWorld = Awaited<ReturnType<typeof indexWorld>>;

type Row = {
  principal: string;
  owner_did: string;
  id: string;
  index_name: string;
  key: string;
  ord: string;
  denied: string[] | null;
  is_unique: boolean;
};

/** What is there, and what there should be by the documents as they are: worked out one by one, without the builder's statements. */
async function compare(services: Services, client: pg.Client, collection: QualifiedCollection): Promise<{ there: Row[]; wanted: Row[] }> {
  const order = (a: Row, b: Row) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  const { rows: there } = await client.query<Row>(
    `select principal, owner_did, id, index_name, encode(key, 'hex') as key, ord::text, denied, is_unique from document_index where collection = $1`,
    [collection],
  );
  const found = await findCollection(services, collection);
  if (!found) throw new Error('no such collection');
  const { rows: documents } = await client.query(
    'select owner_did, id, ord::text, readers, denied, body from documents where collection = $1 and not deleted',
    [collection],
  );
  const wanted: Row[] = [];
  for (const { owner_did, id, ord, readers, denied, body } of documents) {
    const { entries = [], texts = [], searchIndex = '' } = indexingOf(found, body);
    const words = new Set<string>();
    for (const { language, text } of texts) {
      const { rows } = await client.query<{ lexeme: string }>('select lexeme from unnest(to_tsvector($1::regconfig, $2))', [
        language,
        text,
      ]);
      for (const { lexeme } of rows) words.add(Buffer.from(lexeme).toString('hex'));
    }
    const all = [
      ...entries.map(({ index, key, unique }) => ({ index_name: index, key: key.toString('hex'), unique })),
      ...[...words].map((key) => ({ index_name: searchIndex, key, unique: false })),
    ];
    for (const { index_name, key, unique } of all)
      for (const principal of [owner_did, ...readers])
        wanted.push({
          principal,
          owner_did,
          id,
          index_name,
          key,
          ord,
          denied: denied.length > 0 ? denied : null,
          is_unique: unique && principal === owner_did,
        });
  }
  return { there: there.sort(order), wanted: wanted.sort(order) };
}

/** One of each kind. */
export const everything: Declared = {
  indexes: {
    likes: 'likes',
    byStatus: ['status', 'due'],
    size: 'size',
    tags: { fields: ['tags'], each: true },
    slug: { fields: ['slug'], unique: true },
  },
  search: { fields: ['title', 'notes'], language: { title: 'english' } },
};
export const thing = (n: number) => ({
  ...(n % 7 !== 0 && { likes: n % 13 }),
  status: ['open', 'done', null][n % 3],
  due: n % 5 === 0 ? `2026-01-${10 + (n % 20)}` : undefined,
  size: String(9_007_199_254_740_990n + BigInt(n)),
  tags: Array.from({ length: n % 4 }, (_, at) => `tag${(n + at) % 6}`),
  slug: n % 2 === 0 ? `slug-${n}` : undefined,
  title: `Running thing ${n} runs`,
  notes: n % 3 === 0 ? ['first note', 'zweite Notiz'] : 'nothing',
});
export const acls = [undefined, { read: { allow: ['*' as const] } }, { read: { allow: [carol], deny: [bob] } }];
