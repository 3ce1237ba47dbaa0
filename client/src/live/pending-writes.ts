import type { AclInput, Did, VibeDocument } from '@vibe/shared';
import { isPublic } from '../acl.ts';
import type { Happening } from './list-state.ts';
import { keyOf } from './list-state.ts';

/** A write of this client that the server has not answered yet. */
export type PendingWrite =
  | { readonly type: 'create'; readonly document: VibeDocument; readonly acl: AclInput | undefined }
  | { readonly type: 'update'; readonly owner: Did; readonly id: string; readonly body: Record<string, unknown> }
  | { readonly type: 'remove'; readonly owner: Did; readonly id: string };

/** A document that carries `pending` is shown as it will be once the server has agreed. */
export type Pending<D> = D & { readonly pending?: true };

/** What is pending changed; `settled`: because the server agreed. */
type Watcher = (settled: Happening | undefined) => void;

/** The writes under way of one collection. */
export class PendingWrites {
  #writes: readonly PendingWrite[] = [];
  readonly #watchers = new Set<Watcher>();

  get all(): readonly PendingWrite[] {
    return this.#writes;
  }

  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Shows the write while `work` sends it; takes it back when that fails. `write` undefined: nothing to show. */
  async during<T>(write: PendingWrite | undefined, work: () => Promise<T>, happening: (answer: T) => Happening): Promise<T> {
    if (write) this.#change([...this.#writes, write], undefined);
    const rest = () => this.#writes.filter((each) => each !== write);
    try {
      const answer = await work();
      this.#change(rest(), happening(answer));
      return answer;
    } catch (error) {
      if (write) this.#change(rest(), undefined);
      throw error;
    }
  }

  #change(writes: readonly PendingWrite[], settled: Happening | undefined): void {
    this.#writes = writes;
    for (const watcher of this.#watchers) watcher(settled);
  }
}

/** The list as it will be if all goes well. `shows`: whether a document just made belongs here. */
export function withPending(
  documents: readonly VibeDocument[],
  writes: readonly PendingWrite[],
  shows: (write: Extract<PendingWrite, { type: 'create' }>) => boolean,
): readonly Pending<VibeDocument>[] {
  if (writes.length === 0) return documents;
  const known = new Set(documents.map(keyOf));
  const created = writes.filter((each) => each.type === 'create').filter((each) => shows(each) && !known.has(keyOf(each.document)));
  const removed = new Set(writes.filter((each) => each.type === 'remove').map(keyOf));
  const bodies = new Map(writes.filter((each) => each.type === 'update').map((each) => [keyOf(each), each.body]));
  return [...created.reverse().map(({ document }) => document), ...documents]
    .filter((each) => !removed.has(keyOf(each)))
    .map((each) => {
      const body = bodies.get(keyOf(each));
      if (body) return { ...each, body, pending: true };
      return each;
    });
}

/** Whether a document of one's own with this ACL is in a list of this scope. With an ACL left out, the server decides: not before it has. */
export const ownBelongs = (scope: string, acl: AclInput | undefined): boolean =>
  scope === 'own' || scope === 'all' || (scope === 'public' && isPublic(acl));
