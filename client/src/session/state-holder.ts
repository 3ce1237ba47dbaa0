import { nextState, type SessionEvent } from './states.ts';
import type { SessionState } from './types.ts';

type Listener = (state: SessionState) => void;

/** The state that a session is in, and who wants to know. */
export class StateHolder {
  readonly ready: Promise<SessionState>;
  #state: SessionState = { at: 'loading' };
  readonly #listeners = new Set<Listener>();

  constructor() {
    this.ready = new Promise((resolve) => {
      const stop = this.subscribe((state) => {
        if (state.at === 'loading' || state.at === 'signing_in') return;
        stop();
        resolve(state);
      });
    });
  }

  get now(): SessionState {
    return this.#state;
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly on = (event: SessionEvent): void => {
    const next = nextState(this.#state, event);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener(next);
  };
}
