import type { Audience } from '../post/post.model.ts';
import type { Failure } from '../ui/failure.ts';

/** A post on its way. Its id is chosen here, so that trying again cannot double it. */
export interface Draft {
  readonly id: string;
  readonly text: string;
  readonly audience: Audience;
  /** ISO 8601, by this device's clock, until the server says its own. */
  readonly createdAt: string;
}

export type Outgoing = { readonly at: 'sending'; readonly draft: Draft } | { readonly at: 'failed'; readonly draft: Draft; readonly failure: Failure };

export type OutboxEvent =
  | { readonly type: 'sent off'; readonly draft: Draft }
  | { readonly type: 'failed'; readonly id: string; readonly failure: Failure }
  /** The server has it, or the author gave it up. */
  | { readonly type: 'left'; readonly id: string };

/** Newest first. */
export function outboxAfter(outbox: readonly Outgoing[], event: OutboxEvent): readonly Outgoing[] {
  switch (event.type) {
    case 'sent off': {
      const again = outbox.some((each) => each.draft.id === event.draft.id);
      const sending: Outgoing = { at: 'sending', draft: event.draft };
      return again ? outbox.map((each) => (each.draft.id === event.draft.id ? sending : each)) : [sending, ...outbox];
    }
    case 'failed':
      return outbox.map((each) => (each.draft.id === event.id ? { at: 'failed', draft: each.draft, failure: event.failure } : each));
    case 'left':
      return outbox.filter((each) => each.draft.id !== event.id);
  }
}
