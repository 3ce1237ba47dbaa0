import type { Did, LiveEvent, PatchOp, QualifiedCollection, SubscribeEvent, VibeDocument } from '@vibe/shared';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../../server/src/platform/context.ts';
import { pushApp } from '../../server/src/rooms/apps/index.ts';
import { issueCertificate, revokeCertificate } from '../../server/src/rooms/certificates/index.ts';
import { documentsProcedures } from '../../server/src/rooms/documents/index.ts';
import { createAccount } from '../../server/src/rooms/identity/index.ts';
import { mintAccessToken } from '../../server/src/rooms/oauth/index.ts';
import { toVibeError } from '../../server/src/trpc/errors.ts';
import { router } from '../../server/src/trpc/init.ts';
import { type DocumentsWorld, documentsWorld } from '../harness/documents.ts';
import { type Command, command, PEOPLE, type Person, toAcl } from './commands.ts';
import { Model, type Who } from './model.ts';
import { answerOf, keyOf, type Question, questions } from './queries.ts';

const RUNS = 12;
const thing = {
  purpose: 'Things of the model',
  public: true,
  schema: {
    type: 'object',
    properties: {
      kind: { type: 'string' },
      likes: { type: 'number' },
      tags: { type: 'array', items: { type: 'string' } },
      text: { type: 'string' },
    },
    additionalProperties: false,
  },
  indexes: { byLikes: 'likes', byKind: ['kind', 'likes'], kinds: 'kind', tagged: { fields: ['tags'], each: true as const } },
  search: { fields: ['text'], language: 'english' },
};

let world: DocumentsWorld;
let people: Did[];
/** By DID: a live stream asks whether its grant still holds. */
const grants = new Map<Did, string>();
beforeAll(async () => {
  world = await documentsWorld();
  await pushApp(world.services, {
    ...{ id: 'model', name: 'Model', origins: ['http://model.localhost:4000'], scopes: ['openid', 'documents:read', 'documents:write'] },
    // Each run has a collection of its own.
    collections: Object.fromEntries(Array.from({ length: RUNS * 4 }, (_, at) => [`t${at}`, thing])),
  });
  people = [];
  for (let at = 0; at < PEOPLE; at++) {
    const { did } = await createAccount(world.services, { handle: `person${at}`, name: `Person ${at}` });
    const { token } = await mintAccessToken(world.services, { did, appId: 'model', scopes: ['documents:read', 'documents:write'] });
    grants.set(did, JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()).gid);
    people.push(did);
  }
});
afterAll(() => world[Symbol.asyncDispose]());

const procedures = router(documentsProcedures);
/** Time goes on with every look at the clock, so that no two documents are made in one millisecond. */
let now = Date.now();
function callerOf(who: Who, signal?: AbortSignal) {
  const ctx = who === undefined ? world.visitor() : world.app(who, ['documents:read', 'documents:write'], 'model');
  const asker = ctx.asker.kind === 'app' ? { ...ctx.asker, grantId: grants.get(ctx.asker.did) as string } : ctx.asker;
  const ticking: Context = { ...ctx, asker, clock: { ...ctx.clock, now: () => new Date(now++) } };
  return procedures.createCaller(ticking, signal && { signal });
}
const code = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: unknown) => toVibeError(error).code,
  );

/** Does to the server what it does to the model, and expects the server to refuse what the model would. */
class Run {
  readonly model = new Model();
  readonly collection: QualifiedCollection;
  readonly #suffix: string;
  readonly #revs = new Map<string, string>();
  readonly #certificates = new Map<string, string>();

  constructor(number: number) {
    this.collection = `model/t${number}`;
    this.#suffix = String(number);
  }

  readonly didOf = (person: Person): Did => people[person] as Did;

  async apply(each: Command): Promise<void> {
    switch (each.do) {
      case 'issue':
      case 'revoke':
        return this.#certify(each);
      case 'create':
        return this.#create(each);
      default:
        return this.#change(each);
    }
  }

  /** There may be only so many certificates of one issuer for one subject. */
  async end(): Promise<void> {
    for (const [name, id] of this.#certificates) await revokeCertificate(world.services, name.split(' ')[0] as Did, { id });
  }

  async #create({ owner: person, id, body, acl: rough }: Extract<Command, { do: 'create' }>): Promise<void> {
    const owner = this.didOf(person);
    const acl = toAcl(rough, this.didOf, this.#suffix);
    const made = callerOf(owner).create({ collection: this.collection, id, body: { ...body }, acl });
    if (this.model.find(owner, id)) {
      expect(await code(made)).toBe('already_exists');
      return;
    }
    this.#revs.set(keyOf({ owner, id }), (await made).rev);
    this.model.create(owner, id, body, acl);
  }

  async #change(each: Extract<Command, { do: 'edit' | 'share' | 'remove' }>): Promise<void> {
    const { collection } = this;
    const { id } = each;
    const owner = this.didOf(each.owner);
    const by = each.do === 'share' ? owner : this.didOf(each.by);
    const known = this.model.find(owner, id);
    const rev = this.#revs.get(keyOf({ owner, id }));
    if (!known || rev === undefined) return;
    const key = { collection, owner, id, rev };
    const caller = callerOf(by);
    const acl = each.do === 'share' ? toAcl(each.acl, this.didOf, this.#suffix) : undefined;
    const done =
      each.do === 'remove' ? caller.remove(key) : caller.update({ ...key, ...(each.do === 'edit' ? { body: { ...each.body } } : { acl }) });
    if (!this.model.canWrite(known, by)) {
      expect(await code(done)).toBe(this.model.canRead(known, by) ? 'forbidden' : 'not_found');
      return;
    }
    this.#revs.set(keyOf({ owner, id }), (await done).rev);
    if (each.do === 'remove') this.model.remove(owner, id);
    if (each.do === 'edit') known.body = each.body;
    if (acl) known.acl = acl;
  }

  async #certify({ do: what, issuer: from, subject: to, type: rough }: Extract<Command, { do: 'issue' | 'revoke' }>): Promise<void> {
    const [issuer, subject, type] = [this.didOf(from), this.didOf(to), `${rough}${this.#suffix}`];
    const name = `${issuer} ${subject} ${type}`;
    const known = this.#certificates.get(name);
    if (what === 'issue' && known === undefined) {
      const { id } = await issueCertificate(world.services, issuer, { subject, type, claims: {} });
      this.#certificates.set(name, id);
      this.model.certificates.push({ issuer, subject, type });
    }
    if (what === 'revoke' && known !== undefined) {
      await revokeCertificate(world.services, issuer, { id: known });
      this.#certificates.delete(name);
      this.model.certificates = this.model.certificates.filter(
        (each) => !(each.issuer === issuer && each.subject === subject && each.type === type),
      );
    }
  }
}

/** Everything the question finds, read in pages of three. */
async function paged(who: Who, { query }: Question): Promise<VibeDocument[]> {
  const found: VibeDocument[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await callerOf(who).find({ ...query, limit: 3, ...(cursor !== undefined && { cursor }) });
    found.push(...page.documents);
    cursor = page.cursor;
    if (cursor === undefined) return found;
  }
}

async function compareQueries(run: Run, asked: readonly Question[], readers: readonly Who[]): Promise<void> {
  for (const who of readers) {
    for (const question of asked) {
      if (question.signedIn && who === undefined) continue;
      const label = `${question.name}, asked by ${who ?? 'a visitor'}`;
      const found = await paged(who, question);
      expect([label, found.map(keyOf)]).toEqual([label, answerOf(run.model, question, who)]);
      for (const each of found) expect(each.body).toEqual(run.model.find(each.owner, each.id)?.body);
      const { count } = await callerOf(who).count(filterOf(question));
      expect([label, count]).toEqual([label, found.length]);
    }
  }
}
const filterOf = ({ query: { sort: _, expand: __, ...filter } }: Question) => filter;

/** One reader's live queries on one stream, and the feed of the whole collection beside it. */
class Follower {
  readonly windows = new Map<string, VibeDocument[]>();
  readonly feed = new Map<string, VibeDocument>();
  readonly who: Who;
  readonly #ended: Promise<unknown>[] = [];
  readonly #stopped = new AbortController();
  #failure: unknown;

  constructor(who: Who) {
    this.who = who;
  }

  async start(run: Run, asked: readonly Question[]): Promise<void> {
    const queries = asked
      .filter(({ signedIn }) => !signedIn || this.who !== undefined)
      .map(({ name, query: each }) => ({ key: name, query: { ...each, limit: 100 } }));
    const { promise: ready, resolve } = Promise.withResolvers<void>();
    const live = await callerOf(this.who, this.#stopped.signal).subscribe({ queries });
    this.#follow(live, (event: SubscribeEvent) => {
      if (event.type === 'ready') resolve();
      else if (event.type === 'result') this.windows.set(event.key, [...event.documents]);
      else if (event.type === 'patch') for (const op of event.ops) apply(this.windows.get(event.key) as VibeDocument[], op);
      else throw new Error(`${event.key} was refused: ${event.error.message}`);
    });
    const { promise: standing, resolve: stands } = Promise.withResolvers<void>();
    const feed = await callerOf(this.who, this.#stopped.signal).live({ collection: run.collection });
    this.#follow(feed, async (event: LiveEvent) => {
      if (event.type === 'ready') stands();
      else if (event.type === 'put') this.feed.set(keyOf(event.document), event.document);
      else if (event.type === 'gone') this.feed.delete(keyOf(event));
      else await this.read(run);
    });
    await Promise.all([ready, standing]);
  }

  async read(run: Run): Promise<void> {
    const { documents } = await callerOf(this.who).find({ collection: run.collection, limit: 100 });
    this.feed.clear();
    for (const each of documents) this.feed.set(keyOf(each), each);
  }

  #follow<Event>(stream: AsyncIterable<unknown>, take: (event: Event) => void | Promise<void>): void {
    const follow = async () => {
      for await (const tracked of stream) await take((tracked as [string, Event])[1]);
    };
    this.#ended.push(
      follow().catch((error: unknown) => {
        this.#failure = error;
      }),
    );
  }

  /** What every window and the feed hold, in the order of the questions. */
  held(asked: readonly Question[]): Record<string, string[]> {
    if (this.#failure) throw this.#failure;
    const all = asked.filter(({ name }) => this.windows.has(name));
    return {
      ...Object.fromEntries(all.map(({ name }) => [name, (this.windows.get(name) as VibeDocument[]).map(shown)])),
      feed: [...this.feed.values()].map(shown).sort(),
    };
  }

  expected(run: Run, asked: readonly Question[]): Record<string, string[]> {
    const show = (key: string) => {
      const [owner, id] = key.split(' ') as [Did, string];
      return shown({ owner, id, body: run.model.find(owner, id)?.body });
    };
    const all = asked.filter(({ signedIn }) => !signedIn || this.who !== undefined);
    const readable = run.model.documents.filter((each) => run.model.canRead(each, this.who));
    return {
      ...Object.fromEntries(all.map((question) => [question.name, answerOf(run.model, question, this.who).map(show)])),
      feed: readable.map((each) => show(keyOf(each))).sort(),
    };
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#ended);
  }
}

const shown = ({ owner, id, body }: { owner: string; id: string; body: unknown }): string =>
  `${keyOf({ owner, id })} ${JSON.stringify(body, (_, each) => (isObject(each) ? sorted(each) : each))}`;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const sorted = (value: Record<string, unknown>) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

function apply(documents: VibeDocument[], op: PatchOp): void {
  if (op.op === 'remove') documents.splice(op.at, 1);
  else if (op.op === 'insert') documents.splice(op.at, 0, op.document);
  else if (op.op === 'update') documents[op.at] = op.document;
  else {
    documents.splice(op.from, 1);
    documents.splice(op.to, 0, op.document);
  }
}

test('random writes, shares, revocations and certificates: every reader’s every query, live query and feed is what a look at all documents says', {
  timeout: 180_000,
}, async () => {
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 8, maxLength: 30 }), async (commands) => {
      const run = new Run(number++);
      const asked = questions(run.collection, run.didOf(0));
      const readers: Who[] = [...people, undefined];
      const followers = readers.map((who) => new Follower(who));
      try {
        // Some of it is there before anybody listens.
        const half = Math.floor(commands.length / 3);
        for (const each of commands.slice(0, half)) await run.apply(each);
        await Promise.all(followers.map((each) => each.start(run, asked)));
        for (const each of followers) await each.read(run);
        for (const each of commands.slice(half)) await run.apply(each);
        await compareQueries(run, asked, readers);
        for (const each of followers)
          await expect.poll(() => each.held(asked), { timeout: 10_000, interval: 20 }).toEqual(each.expected(run, asked));
      } finally {
        await Promise.all(followers.map((each) => each.stop()));
        await run.end();
      }
    }),
    { numRuns: RUNS, maxSkipsPerRun: 0, interruptAfterTimeLimit: 60_000, endOnFailure: true },
  );
});
