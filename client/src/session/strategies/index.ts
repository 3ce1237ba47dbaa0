import { fedcm } from './fedcm.ts';
import { frameOneTap } from './frame-one-tap.ts';
import { frameRefresh } from './frame-refresh.ts';
import { memory } from './memory.ts';
import { partitionedSession } from './partitioned-session.ts';
import { popup } from './popup.ts';
import { redirect } from './redirect.ts';
import { storageAccess } from './storage-access.ts';
import type { Strategy } from './strategy.ts';

/** The ladder: the first that gives a token wins. Another rung is another file, named here in its place; docs/decisions/0025 says why in this order. */
export const strategies: readonly Strategy[] = [
  memory,
  frameRefresh,
  partitionedSession,
  storageAccess,
  frameOneTap,
  fedcm,
  popup,
  redirect,
];

export type { Attempt, Strategy } from './strategy.ts';
