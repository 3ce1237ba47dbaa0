import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alice, bob, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';
import { subscriber } from '../../../../../tests/harness/live-results.ts';

/** Two processes: one writes, the other is listened to. */
let writing: DocumentsWorld;
let listening: DocumentsWorld;
beforeAll(async () => {
  writing = await documentsWorld();
  listening = await documentsWorld({ url: writing.url, [Symbol.asyncDispose]: async () => {} });
});
afterAll(async () => {
  await listening[Symbol.asyncDispose]();
  await writing[Symbol.asyncDispose]();
});

const collection = 'feeds/posts' as const;
const as = () => documentsOf(writing.app(alice));

/** Changes, hides, removes and makes documents again, without a pause. */
async function scribble(id: string, times: number, random: () => number): Promise<void> {
  const acls = [{ read: { allow: ['*' as const] } }, { read: { allow: [bob] } }, {}];
  const body = () => ({ text: random() < 0.7 ? 'in' : 'out', likes: Math.floor(random() * 10) });
  let rev: string | undefined;
  for (let at = 0; at < times; at++) {
    const acl = acls[Math.floor(random() * acls.length)] as (typeof acls)[0];
    if (rev === undefined) ({ rev } = await as().create({ collection, id, body: body(), acl }));
    else if (random() < 0.2) rev = void (await as().remove({ collection, id, rev }));
    else ({ rev } = await as().update({ collection, id, rev, body: body(), ...(random() < 0.3 && { acl }) }));
  }
}

test('while everything changes at once, no subscriber ever goes back, and all end with what there is', async () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const where = { text: 'in' };
  const queries = {
    top: { collection, owner: alice, where, sort: '-likes', limit: 3 },
    all: { collection, owner: alice, where, limit: 100 },
    newest: { collection, owner: alice, limit: 5 },
  };
  const readers = [listening.app(bob), listening.visitor(), listening.app(alice)];
  const streams = readers.map((ctx) => subscriber(ctx, queries));
  for (const each of streams) await each.ready();
  const reading = streams.map((stream) => stream.until(() => stream.ids('newest').startsWith('the-end')));
  await Promise.all(Array.from({ length: 20 }, (_, at) => scribble(`d${at}`, 25, random)));
  await as().create({ collection, id: 'the-end', body: { text: 'out' }, acl: { read: { allow: ['*'] } } });
  await Promise.all(reading);
  for (const [at, stream] of streams.entries()) {
    for (const [key, query] of Object.entries(queries)) {
      const { documents } = await documentsOf(readers[at] as (typeof readers)[0]).find(query);
      const ids = documents.map(({ id, rev }) => `${id} ${rev}`).join();
      await stream.until(
        () =>
          stream.results.results
            .get(key)
            ?.documents.map(({ id, rev }) => `${id} ${rev}`)
            .join() === ids,
      );
    }
    expect(stream.results.wentBack).toEqual([]);
    await stream[Symbol.asyncDispose]();
  }
});

test('an open transaction of somebody else holds up no live query, however much is written meanwhile', async () => {
  await using stream = subscriber(listening.visitor(), { newest: { collection: 'feeds/open', owner: alice, limit: 1 } });
  await stream.ready();
  const open = new pg.Client({ connectionString: writing.url });
  await open.connect();
  await open.query('begin');
  await open.query('select pg_current_xact_id()');
  const create = (id: string) => as().create({ collection: 'feeds/open', id, body: { text: id } });
  await Promise.all(Array.from({ length: 600 }, (_, at) => create(`w${at}`))); // more than the feed reads at once
  await create('the-last');
  await stream.until(() => stream.ids('newest').startsWith('the-last'));
  await open.query('rollback');
  await open.end();
});
