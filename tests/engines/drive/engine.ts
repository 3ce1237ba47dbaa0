import type { What } from './find.ts';

/** A browser of its own, with a fresh profile, that blocks third-party cookies. */
export interface Engine extends AsyncDisposable {
  /** As it says of itself: "firefox 153.7.0". */
  readonly version: string;
  open(url: string): Promise<Page>;
  /** Every window and tab. */
  pages(): Promise<readonly Page[]>;
}

export interface Page extends Place {
  /** The same for as long as it is open. */
  readonly id: string;
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
  /** The frame inside of this page whose address begins so. */
  frame(address: string): Promise<Place>;
}

/** A document: a page's own, or a frame's. */
export interface Place {
  /** Runs a function there that uses nothing but its arguments; those and its answer are JSON. */
  evaluate<A extends readonly unknown[], R>(run: (...given: A) => R, ...given: A): Promise<Awaited<R>>;
  /** Waits until it can be seen. */
  see(what: What): Promise<void>;
  isSeen(what: What): Promise<boolean>;
  /** As a hand does: waits until it is there, at rest and uncovered. */
  click(what: What): Promise<void>;
  /** Puts the pointer there, and leaves it. */
  hover(what: What): Promise<void>;
  fill(what: What, text: string): Promise<void>;
}

/** What each engine does in its own way; `place` makes the rest of it. */
export interface Bare {
  /** The source of an async function, to be called with these JSON arguments. */
  run(source: string, given: readonly unknown[]): Promise<unknown>;
  /** The same for a function that gives an element, which is then clicked or hovered; false when there was none. */
  point(how: 'click' | 'hover', source: string, given: readonly unknown[]): Promise<boolean>;
  /** As a click, and then what is in it is replaced by this text, key by key. */
  type(source: string, given: readonly unknown[], text: string): Promise<boolean>;
}
