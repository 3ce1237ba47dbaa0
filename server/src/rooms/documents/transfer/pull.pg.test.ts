import { limits, type PulledPage, type PulledRow } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const drafts = 'feeds/drafts' as const;
const as = (did: typeof alice) => documentsOf(world.app(did));
const code = (expected: string) => expect.objectContaining({ code: expected });
type Pull = Parameters<ReturnType<typeof as>['pull']>[0];

/** All pages from a checkpoint on. */
async function drain(who: typeof alice, input: Pull): Promise<{ rows: PulledRow[]; checkpoint: string; pages: number }> {
  const rows: PulledRow[] = [];
  let page: PulledPage = await as(who).pull(input);
  for (let pages = 1; ; pages++) {
    rows.push(...page.rows);
    if (!page.more) return { rows, checkpoint: page.checkpoint, pages };
    page = await as(who).pull({ ...input, since: page.checkpoint });
  }
}

describe('a pull', () => {
  test('brings one’s own documents as they are, what remains of removed ones, and conflicts, in the order of their last writes', async () => {
    const first = await as(alice).create({ collection, id: 'first', body: { text: '1 "é💜\\' }, acl: { read: { allow: [bob] } } });
    const gone = await as(alice).create({ collection: drafts, id: 'gone', body: { text: '2' } });
    const torn = await as(alice).create({ collection, id: 'torn', body: { text: '3' } });
    await as(bob).create({ collection, id: 'his', body: { text: 'bob' }, acl: { read: { allow: [alice, '*'] } } });
    const changed = await as(alice).update({ collection, id: 'first', rev: first.rev, body: { text: 'changed' } });
    const removed = await as(alice).remove({ collection: drafts, id: 'gone', rev: gone.rev });
    await as(alice).update({ collection, id: 'torn', rev: torn.rev, body: { text: '3a' } });
    await as(alice).update({ collection, id: 'torn', rev: torn.rev, body: { text: '3b' }, conflict: 'keep' });
    const { rows, checkpoint } = await drain(alice, { limit: 2 });
    expect(rows.map(({ id }) => id)).toEqual(['first', 'gone', 'torn']);
    expect(rows[0]).toEqual(changed);
    expect(rows[1]).toMatchObject({ id: 'gone', collection: drafts, rev: removed.rev, deleted: true });
    expect(rows[1]).not.toHaveProperty('body');
    expect(rows[2]?.conflicts).toEqual((await as(alice).conflicts({ collection, id: 'torn' })).conflicts.map(({ rev }) => rev));
    // From there on there is nothing, until there is something.
    expect(await drain(alice, { since: checkpoint })).toMatchObject({ rows: [], pages: 1 });
    const next = await as(alice).create({ collection, id: 'next', body: { text: '' } });
    expect((await drain(alice, { since: checkpoint })).rows).toEqual([next]);
  });

  test('of one collection passes over the others, and its checkpoint with them', async () => {
    const { rows, checkpoint } = await drain(alice, { collection: drafts, limit: 1 });
    expect(rows.map(({ id }) => id)).toEqual(['gone']);
    expect((await drain(alice, { collection: drafts, since: checkpoint })).rows).toEqual([]);
    await expect(as(alice).pull({ collection, since: checkpoint })).rejects.toEqual(code('bad_cursor'));
    await expect(as(alice).pull({ since: checkpoint })).rejects.toEqual(code('bad_cursor'));
    await expect(as(bob).pull({ collection: drafts, since: checkpoint })).rejects.toEqual(code('bad_cursor'));
    for (const since of ['', 'no', `${checkpoint}x`, checkpoint.replace(/\..*\./, '.-1.')])
      await expect(as(alice).pull({ collection: drafts, since })).rejects.toEqual(code('bad_cursor'));
  });

  test('of another life of the database begins anew, and says so', async () => {
    const { checkpoint } = await as(alice).pull({});
    const [, ...rest] = checkpoint.split('.');
    const page = await as(alice).pull({ since: ['another', ...rest].join('.') });
    expect(page.reset).toBe(true);
    expect(page.rows.length).toBeGreaterThan(2);
    expect(await as(alice).pull({ since: checkpoint })).not.toHaveProperty('reset');
  });

  test('reaches as far as the asker does', async () => {
    await expect(documentsOf(world.visitor()).pull({})).rejects.toEqual(code('not_signed_in'));
    await expect(documentsOf(world.app(alice, ['openid'])).pull({})).rejects.toEqual(code('insufficient_scope'));
    await expect(as(alice).pull({ collection: 'other/notes' })).rejects.toEqual(code('insufficient_scope'));
    await expect(as(alice).pull({ collection: 'feeds/nothing' })).rejects.toEqual(code('unknown_collection'));
    const notes = documentsOf(world.app(alice, ['documents:read', 'documents:write'], 'other'));
    await notes.create({ collection: 'other/notes', id: 'note', body: { text: 'n' } });
    expect((await notes.pull({})).rows.map(({ id }) => id)).toEqual(['note']);
    expect((await as(alice).pull({})).rows.map((row) => row.collection)).not.toContain('other/notes');
    for (const all of [documentsOf(world.app(alice, ['documents:read:all'], 'other')), documentsOf(world.person(alice))])
      expect(new Set((await all.pull({})).rows.map((row) => row.collection))).toEqual(new Set([collection, drafts, 'other/notes']));
  });

  test('ends a page where it is full', async () => {
    const text = 'x'.repeat(1_900);
    const more = Array.from({ length: 300 }, () => 'y'.repeat(1_000));
    for (let at = 0; at < 16; at++) await as(carol).create({ collection, id: `big-${at}`, body: { text, more } });
    const page = await as(carol).pull({});
    expect(page).toMatchObject({ more: true });
    const bytes = Buffer.byteLength(JSON.stringify(page));
    expect(bytes).toBeLessThan(limits.pullBytes + 400_000);
    expect(page.rows.length).toBeLessThan(9);
    const { rows, pages } = await drain(carol, {});
    expect([rows.length, pages]).toEqual([16, 3]);
    await expect(as(carol).pull({ limit: limits.pullRows + 1 })).rejects.toEqual(code('bad_request'));
    await expect(as(carol).pull({ limit: 0 })).rejects.toEqual(code('bad_request'));
  });
});

test('whoever pulls on and on while many write ends with what there is, and never goes back', async () => {
  const who = 'did:webvh:dora:localhost%3A3000:u:dora' as const;
  const ids = Array.from({ length: 12 }, (_, at) => `w-${at}`);
  const writing = Promise.all(
    ids.map(async (id) => {
      let { rev } = await as(who).create({ collection, id, body: { text: '0' } });
      for (let at = 1; at < 12; at++) ({ rev } = await as(who).update({ collection, id, rev, body: { text: `${at}` } }));
      if (id.endsWith('5')) await as(who).remove({ collection, id, rev });
    }),
  );
  let isWriting = true;
  writing.finally(() => {
    isWriting = false;
  });
  const known = new Map<string, PulledRow>();
  let since: string | undefined;
  for (let isLast = false; !isLast; ) {
    isLast = !isWriting;
    const { rows, checkpoint } = await drain(who, { limit: 5, ...(since && { since }) });
    for (const row of rows) {
      const before = Number(known.get(row.id)?.rev.split('-')[0] ?? 0);
      expect(Number(row.rev.split('-')[0])).toBeGreaterThan(before);
      known.set(row.id, row);
    }
    since = checkpoint;
  }
  await writing;
  expect([...known.values()].map(({ id, deleted, body }) => [id, deleted ?? body]).sort()).toEqual(
    ids.map((id) => [id, id.endsWith('5') ? true : { text: '11' }]).sort(),
  );
});
