import { ANYONE } from '@vibe/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alice, bob, carol, type DocumentsWorld, documentsOf, documentsWorld } from '../../../../../tests/harness/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const as = (did: typeof alice) => documentsOf(world.app(did));
const code = (expected: string) => expect.objectContaining({ code: expected });
const higher = (one: string, other: string) => (one > other ? one : other);
const conflictsOf = async (id: string, owner = alice) =>
  (await as(alice).conflicts({ collection, id, owner })).conflicts.map(({ rev }) => rev);

/** A document of alice's, changed twice from its first revision. */
async function torn(id: string, acl = {}) {
  const first = await as(alice).create({ collection, id, body: { text: 'first' }, acl });
  const mine = await as(alice).update({ collection, id, rev: first.rev, body: { text: 'mine' } });
  const theirs = await as(alice).update({ collection, id, rev: first.rev, body: { text: 'theirs' }, conflict: 'keep' });
  const other = theirs.keptAs ?? theirs.rev;
  const winner = higher(mine.rev, other);
  return { first, mine, theirs, winner, loser: winner === mine.rev ? other : mine.rev };
}

describe('an edit from an older revision', () => {
  test('is kept beside the newer one, and both ends agree who wins whichever came first', async () => {
    const { first, mine, winner, loser } = await torn('kept');
    const now = await as(alice).get({ collection, id: 'kept' });
    expect(now).toMatchObject({ rev: winner, createdAt: first.createdAt });
    expect(now.body).toEqual({ text: winner === mine.rev ? 'mine' : 'theirs' });
    expect(await as(alice).conflicts({ collection, id: 'kept' })).toEqual({
      rev: winner,
      conflicts: [{ rev: loser, body: { text: winner === mine.rev ? 'theirs' : 'mine' }, updatedAt: expect.any(String) }],
    });
    // The other way around.
    const same = await as(alice).create({ collection, id: 'kept-again', body: { text: 'first' } });
    expect(same.rev).toBe(first.rev);
    await as(alice).update({ collection, id: 'kept-again', rev: same.rev, body: { text: 'theirs' } });
    await as(alice).update({ collection, id: 'kept-again', rev: same.rev, body: { text: 'mine' }, conflict: 'keep' });
    expect((await as(alice).get({ collection, id: 'kept-again' })).rev).toBe(winner);
  });

  test('that is sent twice is there once', async () => {
    const { first, winner, loser, theirs } = await torn('twice');
    const again = await as(alice).update({ collection, id: 'twice', rev: first.rev, body: { text: 'theirs' }, conflict: 'keep' });
    expect(again).toEqual(theirs);
    expect(await conflictsOf('twice')).toEqual([loser]);
    expect(again.rev).toBe(winner);
  });

  test('goes on from a leaf that lost, which may win by it', async () => {
    const { winner, loser } = await torn('overtaking');
    const longer = await as(alice).update({ collection, id: 'overtaking', rev: loser, body: { text: 'longer' }, conflict: 'keep' });
    expect(longer).toMatchObject({ body: { text: 'longer' }, rev: expect.stringMatching(/^3-/) });
    expect(await conflictsOf('overtaking')).toEqual([winner]);
  });

  test('is refused without the word, or when the revision is newer than any there is', async () => {
    const { winner, loser } = await torn('refused');
    await expect(as(alice).update({ collection, id: 'refused', rev: loser, body: { text: '' } })).rejects.toEqual(
      code('revision_conflict'),
    );
    const madeUp = `7-${'f'.repeat(32)}`;
    const edit = { collection, id: 'refused', rev: madeUp, body: { text: '' }, conflict: 'keep' } as const;
    await expect(as(alice).update(edit)).rejects.toEqual(code('revision_conflict'));
    await expect(as(alice).update({ ...edit, rev: winner, acl: {} })).rejects.toEqual(code('bad_request'));
    expect(await conflictsOf('refused')).toEqual([loser]);
  });

  test('brings back a document that was removed meanwhile', async () => {
    const acl = { read: { allow: [ANYONE as '*'] } };
    const first = await as(alice).create({ collection, id: 'risen', body: { text: 'first' }, acl });
    await as(alice).remove({ collection, id: 'risen', rev: first.rev });
    const back = await as(alice).update({ collection, id: 'risen', rev: first.rev, body: { text: 'late' }, conflict: 'keep' });
    expect(back.body).toEqual({ text: 'late' });
    expect(await as(bob).get({ collection, id: 'risen', owner: alice })).toMatchObject({ rev: back.rev });
    expect((await as(bob).list({ collection, scope: 'public' })).documents.map(({ id }) => id)).toContain('risen');
    expect(await conflictsOf('risen')).toEqual([]);
  });
});

describe('who may', () => {
  test('somebody who may write keeps, resolves and removes; somebody who may read sees the conflicts; others nothing', async () => {
    const { first, winner, loser } = await torn('shared', { read: { allow: [bob, carol] }, write: { allow: [bob] } });
    const key = { collection, id: 'shared', owner: alice } as const;
    expect((await as(carol).conflicts(key)).conflicts).toHaveLength(1);
    await expect(as(carol).resolve({ ...key, rev: winner })).rejects.toEqual(code('forbidden'));
    await expect(as(carol).update({ ...key, rev: first.rev, body: { text: 'c' }, conflict: 'keep' })).rejects.toEqual(code('forbidden'));
    const { keptAs, rev } = await as(bob).update({ ...key, rev: first.rev, body: { text: 'bob' }, conflict: 'keep' });
    expect(await conflictsOf('shared')).toHaveLength(2);
    expect([winner, loser, keptAs ?? rev].sort().at(-1)).toBe((await as(carol).get(key)).rev);
    await as(bob).resolve({ ...key, rev: (await as(bob).get(key)).rev, body: { text: 'settled' } });
    expect((await as(carol).conflicts(key)).conflicts).toEqual([]);
    await as(alice).update({ collection, id: 'shared', rev: (await as(alice).get(key)).rev, acl: {} });
    for (const who of [as(bob), as(carol)]) {
      await expect(who.conflicts(key)).rejects.toEqual(code('not_found'));
      await expect(who.resolve({ ...key, rev: winner })).rejects.toEqual(code('not_found'));
    }
    await expect(documentsOf(world.visitor()).conflicts(key)).rejects.toEqual(code('not_found'));
  });

  test('a writer who is not the owner removes a leaf, and what comes back has its readers', async () => {
    const { winner, loser, mine } = await torn('leafwise', { read: { allow: [bob, carol] }, write: { allow: [bob] } });
    const key = { collection, id: 'leafwise', owner: alice } as const;
    await as(bob).remove({ ...key, rev: winner, conflict: 'keep' });
    expect(await as(carol).get(key)).toMatchObject({ rev: loser, body: { text: loser === mine.rev ? 'mine' : 'theirs' } });
    await as(bob).remove({ ...key, rev: loser, conflict: 'keep' });
    await expect(as(carol).get(key)).rejects.toEqual(code('not_found'));
    // From the revision before: it wins against what was removed.
    await as(bob).update({ ...key, rev: mine.rev, body: { text: 'again' }, conflict: 'keep' });
    expect((await as(carol).list({ collection, scope: 'shared' })).documents.map(({ id }) => id)).toContain('leafwise');
  });
});

describe('conflicts end', () => {
  test('all at once, with the body that is given, from the revision that was looked at', async () => {
    const { winner, loser } = await torn('resolved');
    await expect(as(alice).resolve({ collection, id: 'resolved', rev: loser })).rejects.toEqual(code('revision_conflict'));
    const done = await as(alice).resolve({ collection, id: 'resolved', rev: winner, body: { text: 'both' } });
    expect(done).toMatchObject({ rev: expect.stringMatching(/^3-/), body: { text: 'both' } });
    expect(await as(alice).get({ collection, id: 'resolved' })).toEqual(done);
    expect(await conflictsOf('resolved')).toEqual([]);
    await expect(as(alice).resolve({ collection, id: 'resolved', rev: done.rev, body: {} })).rejects.toEqual(code('schema_violation'));
    expect(await as(alice).resolve({ collection, id: 'resolved', rev: done.rev })).toEqual(done);
    // It goes on like any other.
    const next = await as(alice).update({ collection, id: 'resolved', rev: done.rev, body: { text: 'on' } });
    const shared = await as(alice).update({ collection, id: 'resolved', rev: next.rev, acl: { read: { allow: ['*'] } } });
    expect((await as(bob).get({ collection, id: 'resolved', owner: alice })).rev).toBe(shared.rev);
    await as(alice).remove({ collection, id: 'resolved', rev: shared.rev });
    await expect(as(bob).get({ collection, id: 'resolved', owner: alice })).rejects.toEqual(code('not_found'));
    const back = await as(alice).create({ collection, id: 'resolved', body: { text: 'new' } });
    expect(back.rev).toMatch(/^7-/);
    await expect(as(bob).get({ collection, id: 'resolved', owner: alice })).rejects.toEqual(code('not_found'));
    await expect(as(alice).create({ collection, id: 'resolved', body: { text: '' } })).rejects.toEqual(code('already_exists'));
  });

  test('only those that were looked at, when they are named', async () => {
    const { first, winner, loser } = await torn('named');
    const { keptAs, rev } = await as(alice).update({ collection, id: 'named', rev: first.rev, body: { text: 'third' }, conflict: 'keep' });
    const best = [winner, keptAs ?? rev].sort().at(-1) as string;
    const others = [winner, loser, keptAs ?? rev].filter((each) => each !== best);
    await as(alice).resolve({ collection, id: 'named', rev: best, losers: [others[0] as string] });
    expect(await conflictsOf('named')).toEqual([others[1]]);
  });

  test('with the document, when it is removed; leaf by leaf, when that is asked', async () => {
    const one = await torn('removed');
    await expect(as(alice).remove({ collection, id: 'removed', rev: one.loser })).rejects.toEqual(code('revision_conflict'));
    await as(alice).remove({ collection, id: 'removed', rev: one.winner });
    await expect(as(alice).get({ collection, id: 'removed' })).rejects.toEqual(code('not_found'));
    await expect(as(alice).conflicts({ collection, id: 'removed' })).rejects.toEqual(code('not_found'));
    const { winner, loser } = await torn('leaf-by-leaf');
    const key = { collection, id: 'leaf-by-leaf' } as const;
    await as(alice).remove({ ...key, rev: winner, conflict: 'keep' });
    expect((await as(alice).get(key)).rev).toBe(loser);
    await expect(as(alice).remove({ ...key, rev: winner, conflict: 'keep' })).rejects.toEqual(code('revision_conflict'));
    await as(alice).remove({ ...key, rev: loser, conflict: 'keep' });
    await expect(as(alice).get(key)).rejects.toEqual(code('not_found'));
  });
});

test('many who keep their edits at once are all kept, and one wins', async () => {
  const { rev } = await as(alice).create({ collection, id: 'crowd', body: { text: 'first' } });
  const edits = await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      as(alice).update({ collection, id: 'crowd', rev, body: { text: `edit ${at}` }, conflict: 'keep' }),
    ),
  );
  const stored = edits.map((each) => each.keptAs ?? each.rev);
  const now = await as(alice).get({ collection, id: 'crowd' });
  expect(new Set([now.rev, ...(await conflictsOf('crowd'))])).toEqual(new Set(stored));
  expect(now.rev).toBe(stored.toSorted().at(-1));
});

test('live readers are told when another leaf wins, and when nothing is left', async () => {
  const { winner, loser } = await torn('live', { read: { allow: ['*'] } });
  const stream = (await as(bob).live({ collection, scope: 'public' }))[Symbol.asyncIterator]();
  await stream.next();
  const key = { collection, id: 'live' } as const;
  await as(alice).remove({ ...key, rev: winner, conflict: 'keep' });
  expect((await stream.next()).value).toMatchObject([
    expect.any(String),
    { type: 'put', document: { id: 'live', rev: loser } },
    expect.anything(),
  ]);
  await as(alice).remove({ ...key, rev: loser, conflict: 'keep' });
  expect((await stream.next()).value).toMatchObject([expect.any(String), { type: 'gone', id: 'live' }, expect.anything()]);
  await stream.return?.();
});

describe('history', () => {
  const kept = 'feeds/kept' as const;
  test('is what every revision said, newest first, page by page, for those who may write', async () => {
    const acl = { read: { allow: [bob, carol] }, write: { allow: [bob] } };
    const one = await as(alice).create({ collection: kept, id: 'h', body: { text: '1' }, acl });
    const key = { collection: kept, id: 'h', owner: alice } as const;
    const two = await as(bob).update({ ...key, rev: one.rev, body: { text: '2' } });
    const three = await as(alice).update({ ...key, rev: one.rev, body: { text: 'other' }, conflict: 'keep' });
    const other = three.keptAs ?? three.rev;
    await as(alice).remove({ ...key, rev: three.rev });
    const said = await as(alice).history({ ...key, limit: 3 });
    expect(said.revisions.map(({ writtenBy, body }) => [writtenBy, body])).toEqual([
      [alice, null],
      [alice, null],
      higher(two.rev, other) === two.rev ? [bob, { text: '2' }] : [alice, { text: 'other' }],
    ]);
    const rest = await as(bob).history({ ...key, limit: 3, cursor: said.cursor });
    expect(rest.revisions.map(({ rev }) => rev)).toEqual([[two.rev, other].sort()[0], one.rev]);
    expect(rest.cursor).toBeUndefined();
    await expect(as(carol).history(key)).rejects.toEqual(code('forbidden'));
    await expect(documentsOf(world.visitor()).history(key)).rejects.toMatchObject({
      code: expect.stringMatching(/not_signed_in|not_found/),
    });
    await expect(as(alice).history({ ...key, cursor: 'no' })).rejects.toEqual(code('bad_cursor'));
    // Restoring is an update, here of what was removed.
    const back = await as(alice).create({ collection: kept, id: 'h', body: said.revisions[2]?.body ?? {} });
    expect(back.rev).toMatch(/^4-/);
  });

  test('is not kept where the manifest does not say so', async () => {
    await as(alice).create({ collection, id: 'no-history', body: { text: '' } });
    await expect(as(alice).history({ collection, id: 'no-history' })).rejects.toEqual(code('bad_request'));
  });
});
