import type { AclInput, Did, VibeDocument } from '@vibe/shared';

/** A document that carries `pending` is shown as it will be once the server has agreed. */
export type Pending<D> = D & { readonly pending?: true };

/** What this client writes, from the call on until its lists have had time to hear of it. */
export type Write =
  /** A document that is being made, as it will probably be; or that has been made. */
  | { readonly type: 'create'; readonly document: Pending<VibeDocument>; readonly acl: AclInput | undefined }
  | { readonly type: 'update'; readonly owner: Did; readonly id: string; readonly body: Record<string, unknown> }
  /** The answer to an update. */
  | { readonly type: 'updated'; readonly document: VibeDocument }
  /** `rev`: removed by now, that one. */
  | { readonly type: 'remove'; readonly owner: Did; readonly id: string; readonly rev?: string };

/** One call, whatever stage it is at. */
export interface PendingWrite {
  /** The same from the call to the end. */
  readonly call: object;
  readonly write: Write;
}

/** Streams tell of a write a moment after its answer; who has not heard by then will not. Milliseconds. */
const toldWithin = 30_000;

/** The writes of one collection that its lists may not have heard of. */
export class PendingWrites {
  #all: readonly PendingWrite[] = [];
  readonly #watchers = new Set<() => void>();

  get all(): readonly PendingWrite[] {
    return this.#all;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Shows the write while `work` sends it, and what came of it until the streams tell; takes it back when it fails. `write` undefined: nothing to show. */
  async during<T>(write: Write | undefined, work: () => Promise<T>, became: (answer: T) => Write): Promise<T> {
    const call = {};
    const others = (): readonly PendingWrite[] => this.#all.filter((each) => each.call !== call);
    const change = (now: Write | undefined): void => {
      this.#all = now ? [...others(), { call, write: now }] : others();
      for (const watcher of this.#watchers) watcher();
    };
    if (write) change(write);
    try {
      const answer = await work();
      change(became(answer));
      setTimeout(() => change(undefined), toldWithin).unref?.();
      return answer;
    } catch (error) {
      if (write) change(undefined);
      throw error;
    }
  }
}
