import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writerOf } from '../../server/src/rooms/documents/reader.ts';
import { revsDiff, storeRevision } from '../../server/src/rooms/documents/revisions/documents.replication.ts';
import { alice, bob, type DocumentsWorld, documentsOf, documentsWorld } from '../harness/documents.ts';

/*
 * The same histories, made at random, are given to PouchDB and to us: whatever way a revision comes, by the API or from another server, both must have
 * the same winner, the same conflicts, and miss the same revisions.
 */

PouchDB.plugin(memory);
let world: DocumentsWorld;
beforeAll(async () => {
  world = await documentsWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const collection = 'feeds/posts' as const;
const as = (did: typeof alice) => documentsOf(world.app(did));
const writer = (did = alice) => writerOf(world.app(did), collection);

interface Made {
  readonly rev: string;
  /** Newest first. */
  readonly path: readonly string[];
  readonly deleted: boolean;
  /** The body's; left out: the revision itself. */
  readonly text?: string;
}
const generationOf = (rev: string) => Number(rev.slice(0, rev.indexOf('-')));
const hashOf = (rev: string) => rev.slice(rev.indexOf('-') + 1);

/** A step of a history, by what it goes on from; which one is chosen when it is known what there is. */
const step = fc.record({
  by: fc.constantFrom('edit', 'foreign', 'foreign', 'remove', 'foreign removal', 'far', 'root', 'again'),
  from: fc.nat(30),
  hash: fc.nat(0xffff).map((n) => n.toString(16).padStart(32, '0')),
});

class Both {
  readonly id = randomUUID();
  readonly pouch = new PouchDB(randomUUID(), { adapter: 'memory', revs_limit: 200 });
  readonly made: Made[] = [];

  /** To PouchDB, as a replication would bring it. */
  async tellPouch({ rev, path, deleted, text = rev }: Made): Promise<void> {
    const _revisions = { start: generationOf(rev), ids: path.map(hashOf) };
    await this.pouch.bulkDocs([{ _id: this.id, _rev: rev, _revisions, text, ...(deleted && { _deleted: true }) }], {
      new_edits: false,
    });
    this.made.push({ rev, path, deleted });
  }

  async foreign(made: Made): Promise<void> {
    const revisions = { start: generationOf(made.rev), ids: made.path.map(hashOf) };
    const body = made.deleted ? null : { text: made.rev };
    await storeRevision(world.services, await writer(), { owner: alice, collection, id: this.id }, { revisions, body });
    await this.tellPouch(made);
  }

  /** Ours by the API; what it made is told to PouchDB. */
  async edit(from: Made, text: string): Promise<void> {
    const { rev, keptAs } = await as(alice).update({ collection, id: this.id, rev: from.rev, body: { text }, conflict: 'keep' });
    await this.tellPouch({ rev: keptAs ?? rev, path: [keptAs ?? rev, ...from.path], deleted: false, text });
  }

  async remove(from: Made): Promise<void> {
    const removed = await as(alice)
      .remove({ collection, id: this.id, rev: from.rev, conflict: 'keep' })
      .catch((error: { code: string }) => error);
    // Only leaves are removed by the API.
    if ('rev' in removed) await this.tellPouch({ rev: removed.rev, path: [removed.rev, ...from.path], deleted: true });
    else expect(removed.code).toMatch(/revision_conflict|not_found/);
  }

  async compare(): Promise<void> {
    const key = { collection, id: this.id };
    const pouch = await this.pouch.get(this.id, { conflicts: true }).catch(() => undefined);
    const ours = await as(alice)
      .conflicts(key)
      .catch(() => undefined);
    expect(ours?.rev).toBe(pouch?._rev);
    expect(ours?.conflicts.map(({ rev }) => rev).sort() ?? []).toEqual([...(pouch?._conflicts ?? [])].sort());
    if (ours) expect((await as(alice).get(key)).body).toEqual({ text: (pouch as unknown as { text: string }).text });
    for (const { rev, body } of ours?.conflicts ?? [])
      expect(body).toEqual({ text: ((await this.pouch.get(this.id, { rev })) as unknown as { text: string }).text });
    const asked = [...new Set([...this.made.map(({ rev }) => rev), `1-${'e'.repeat(32)}`, `9-${'e'.repeat(32)}`])];
    const theirs = await this.pouch.revsDiff({ [this.id]: asked });
    const missing = await revsDiff(world.services, await writer(), { owner: alice, collection }, { [this.id]: asked });
    expect([...(missing[this.id] ?? [])].sort()).toEqual([...(theirs[this.id]?.missing ?? [])].sort());
  }
}

test('the same histories come to the same winner, conflicts and missing revisions as in PouchDB', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
      const both = new Both();
      const root = `1-${'a'.repeat(32)}`;
      await both.foreign({ rev: root, path: [root], deleted: false });
      for (const { by, from: chosen, hash } of steps) {
        const from = both.made[chosen % both.made.length] as Made;
        const next = `${generationOf(from.rev) + 1}-${hash}`;
        if (by === 'edit') await both.edit(from, next);
        else if (by === 'remove') await both.remove(from);
        else if (by === 'again') await both.foreign(from);
        else if (by === 'root') await both.foreign({ rev: `1-${hash}`, path: [`1-${hash}`], deleted: false });
        else if (by === 'far') {
          // Some revisions between were never seen here; or the path does not reach back to what is known.
          const between = `${generationOf(from.rev) + 1}-${hash.replace(/^0/, 'b')}`;
          const far = `${generationOf(from.rev) + 2}-${hash}`;
          await both.foreign({
            rev: far,
            path: chosen % 3 === 0 ? [far, between] : [far, between, ...from.path],
            deleted: chosen % 5 === 0,
          });
        } else await both.foreign({ rev: next, path: [next, ...from.path], deleted: by === 'foreign removal' });
      }
      await both.compare();
      await both.pouch.destroy();
    }),
    { numRuns: 60, interruptAfterTimeLimit: 12_000, markInterruptAsFailure: false },
  );
}, 30_000);

test('a history longer than what is kept is stemmed as PouchDB stems it, by single edits and at once', async () => {
  const both = new Both();
  const revs = Array.from({ length: 230 }, (_, at) => `${at + 1}-${(at + 1).toString(16).padStart(32, '0')}`);
  const madeOf = (upTo: number): Made => ({ rev: revs[upTo - 1] as string, path: revs.slice(0, upTo).reverse(), deleted: false });
  await both.foreign(madeOf(195));
  let last = both.made[0] as Made;
  for (let at = 0; at < 12; at++) {
    await both.edit(last, `edit ${at}`);
    last = both.made.at(-1) as Made;
  }
  await both.compare();
  await both.foreign(madeOf(230));
  // Stemmed off by now: to both it is a root of its own.
  await both.foreign(madeOf(5));
  await both.compare();
  // Unlike PouchDB, and like CouchDB, we know a revision whose body is no longer kept.
  const asked = revs.slice(0, 40);
  const missing = await revsDiff(world.services, await writer(), { owner: alice, collection }, { [both.id]: asked });
  expect(missing[both.id]).toEqual([revs[5], revs[6]]);
  await both.pouch.destroy();
});

test('what somebody may not write is not stored, and tells nothing of what is missing', async () => {
  const { id, rev } = await as(alice).create({ collection, body: { text: 'hers' } });
  const foreign = { revisions: { start: 2, ids: ['c'.repeat(32), hashOf(rev)] }, body: { text: 'his' } };
  await expect(storeRevision(world.services, await writer(bob), { owner: alice, collection, id }, foreign)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(storeRevision(world.services, await writer(bob), { owner: alice, collection, id: 'new' }, foreign)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await revsDiff(world.services, await writer(bob), { owner: alice, collection }, { [id]: [rev] })).toEqual({ [id]: [rev] });
  await expect(
    storeRevision(world.services, await writer(), { owner: alice, collection, id }, { ...foreign, body: { text: 1 } }),
  ).rejects.toMatchObject({ code: 'schema_violation' });
  const bad = { ...foreign, revisions: { start: 1, ids: ['c'.repeat(32), 'd'.repeat(32)] } };
  await expect(storeRevision(world.services, await writer(), { owner: alice, collection, id }, bad)).rejects.toMatchObject({
    code: 'bad_request',
  });
  expect((await as(alice).get({ collection, id })).rev).toBe(rev);
});
