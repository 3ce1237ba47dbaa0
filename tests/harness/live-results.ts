import type { SubscribeEvent, VibeDocument } from '@vibe/shared';
import type { Context } from '../../server/src/platform/context.ts';
import { subscribeDocuments } from '../../server/src/rooms/documents/index.ts';

/** What a subscriber holds: the results of its queries, brought up to date event by event, as any client does. */
export class LiveResults {
  readonly results = new Map<string, { documents: readonly VibeDocument[]; more: boolean }>();
  readonly refused = new Map<string, string>();
  /** What came, in short: `result mine`, `patch mine insert 0`, `ready`. */
  readonly log: string[] = [];
  /** Every document that came and was not held already, by `id rev`: how often. */
  readonly received = new Map<string, number>();
  /** Documents that came in an older revision than before. */
  readonly wentBack: string[] = [];
  readonly #newest = new Map<string, number>();

  take(event: SubscribeEvent): void {
    if (event.type === 'ready') this.log.push('ready');
    else if (event.type === 'refused') this.#refuse(event.key, event.error.code);
    else if (event.type === 'result') {
      this.log.push(`result ${event.key}`);
      const held = new Set(this.results.get(event.key)?.documents.map(nameOf));
      for (const each of event.documents) if (!held.has(nameOf(each))) this.#count(event.key, each);
      this.results.set(event.key, { documents: event.documents, more: event.more });
    } else this.#patch(event);
  }

  ids(key: string): string {
    const { documents, more } = this.results.get(key) ?? { documents: [], more: false };
    return documents.map((each) => each.id).join(' ') + (more ? ' …' : '');
  }

  #refuse(key: string, code: string): void {
    this.log.push(`refused ${key} ${code}`);
    this.refused.set(key, code);
    this.results.delete(key);
  }

  #patch({ key, ops, more }: Extract<SubscribeEvent, { type: 'patch' }>): void {
    const documents = [...(this.results.get(key) as { documents: readonly VibeDocument[] }).documents];
    for (const each of ops) {
      if ('document' in each) this.#count(key, each.document);
      const place = each.op === 'move' ? each.from : each.at;
      if (place > documents.length || (each.op !== 'insert' && place === documents.length)) throw new Error('a patch that does not fit');
      if (each.op === 'insert') documents.splice(each.at, 0, each.document);
      else if (each.op === 'remove') documents.splice(each.at, 1);
      else if (each.op === 'update') documents[each.at] = each.document;
      else {
        documents.splice(each.from, 1);
        documents.splice(each.to, 0, each.document);
      }
    }
    this.results.set(key, { documents, more });
    this.log.push(
      `patch ${key} ${ops.map((each) => (each.op === 'move' ? `move ${each.from} ${each.to}` : `${each.op} ${each.at}`)).join(', ')}`,
    );
  }

  #count(key: string, document: VibeDocument): void {
    const name = `${key} ${document.owner} ${document.id}`;
    const generation = Number(document.rev.split('-')[0]);
    if (generation < (this.#newest.get(name) ?? 0)) this.wentBack.push(`${name} ${document.rev}`);
    this.#newest.set(name, generation);
    this.received.set(nameOf(document), (this.received.get(nameOf(document)) ?? 0) + 1);
  }
}

const nameOf = ({ id, rev }: VibeDocument): string => `${id} ${rev}`;

export type Queries = Readonly<Record<string, Record<string, unknown>>>;

/** A subscriber in the server's own process, who reads when asked to. @param results what they hold since an earlier stream */
export function subscriber(ctx: Context, queries: Queries, lastEventId?: string, results = new LiveResults()) {
  const controller = new AbortController();
  const input = {
    queries: Object.entries(queries).map(([key, query]) => ({ key, query })),
    ...(lastEventId !== undefined && { lastEventId }),
  };
  const stream = subscribeDocuments(ctx, input, controller.signal);
  let position: string | undefined;
  let ended = false;
  const next = async (): Promise<string> => {
    const { value, done } = await stream.next();
    ended = done === true;
    if (!value) return 'ended';
    position = value.position;
    results.take(value.event);
    return results.log.at(-1) as string;
  };
  return {
    results,
    ids: (key: string) => results.ids(key),
    /** One event, in short. */
    next,
    /** Reads on until it is so. */
    async until(is: () => boolean): Promise<void> {
      while (!is()) {
        if ((await next()) === 'ended') throw new Error(`the stream has ended after: ${results.log.join('; ')}`);
      }
    },
    async ready(): Promise<void> {
      while ((await next()) !== 'ready') if (ended) throw new Error('the stream has ended');
    },
    get position() {
      return position as string;
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await stream.return(undefined).catch(() => {});
    },
  };
}
