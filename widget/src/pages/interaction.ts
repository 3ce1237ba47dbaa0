import type { Profile, Scope } from '@vibe/shared';
import { pageLanguage } from './page-language.ts';

/** One line of what is asked. Written by the server from the scopes it enforces (server/src/rooms/consent/consent-text.ts). */
export interface ConsentItem {
  readonly scope: Scope;
  readonly says: string;
  readonly purpose?: string;
  /** Of the purpose, where the app has said so and it is not the page's. */
  readonly purposeLang?: string;
  readonly isNew: boolean;
  /** It was allowed, until that ran out. */
  readonly before: boolean;
  readonly sensitive: boolean;
  readonly optional: boolean;
}

/** An OAuth request that waits for its person (server/src/http/oauth-routes.ts). */
export interface Interaction {
  readonly prompt: 'login' | 'select_account' | 'consent';
  readonly app: { readonly id: string; readonly name: string; readonly icon: string | null; readonly origin: string };
  readonly account: Profile | null;
  readonly consent: {
    readonly app: { readonly name: string; readonly origin: string; readonly looksLike?: string };
    readonly items: readonly ConsentItem[];
    readonly cannot: readonly string[];
    readonly pays: string;
    readonly ends: string;
    /** ISO 8601: until when it was allowed before. */
    readonly endedAt?: string;
  };
  readonly login_hint: string | null;
}

/** What a problem document said (RFC 9457), as an error like those of the API. */
class InteractionError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: { code?: string; title?: string; detail?: string; requestId?: string }, retryAfter: string | null) {
    super(problem.title ?? '');
    this.code = problem.code ?? 'internal';
    this.hint = problem.detail;
    this.requestId = problem.requestId;
    this.retryAfterSeconds = retryAfter === null ? undefined : Number(retryAfter);
  }
}

async function ask<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(path, {
    ...init,
    headers: { accept: 'application/json', ...(init.body ? { 'content-type': 'application/json' } : {}) },
  }).catch(() => {
    throw new InteractionError({ code: 'network' }, null);
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new InteractionError(answer, response.headers.get('retry-after'));
  return answer as Answer;
}

const at = (uid: string, part = ''): string => `/oauth/interaction/${encodeURIComponent(uid)}${part}`;

export const readInteraction = (uid: string): Promise<Interaction> => ask(`${at(uid, '/details')}?lang=${pageLanguage()}`);

/** @returns the address where the browser goes next */
export const decide = async (uid: string, decision: { allow: boolean; scopes?: readonly Scope[] }): Promise<string> =>
  (await ask<{ redirect_to: string }>(at(uid, '/decision'), { method: 'POST', body: JSON.stringify(decision) })).redirect_to;

/** Where the request goes on after a sign-in. */
export const interactionUrl = (uid: string): string => at(uid);
