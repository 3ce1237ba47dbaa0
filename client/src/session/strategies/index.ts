import { frameOneTap } from './frame-one-tap.ts';
import { frameRefresh } from './frame-refresh.ts';
import { memory } from './memory.ts';
import { popup } from './popup.ts';
import { redirect } from './redirect.ts';
import type { Strategy } from './strategy.ts';

/** The ladder: the first that gives a token wins. Another rung is another file, named here in its place. */
export const strategies: readonly Strategy[] = [memory, frameRefresh, frameOneTap, popup, redirect];

export type { Attempt, Strategy } from './strategy.ts';
