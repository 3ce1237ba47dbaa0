import type { VibeErrorCode, VibeErrorIssue } from '@vibe/shared';

/** An error as a page shows it. */
export interface Problem {
  /** One of Vibe's error codes, or `network`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly issues?: readonly VibeErrorIssue[] | undefined;
}

export interface ProblemTexts {
  readonly retry: string;
  readonly problem: {
    readonly network: string;
    readonly networkHint: string;
    readonly internal: string;
    readonly passkey: string;
    readonly request: (id: string) => string;
    readonly wait: (time: string) => string;
    readonly waitOver: string;
    readonly codes: Readonly<Record<VibeErrorCode, string>>;
  };
}

const known = (error: unknown): error is Error & Omit<Problem, 'message'> =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

/**
 * What was thrown, in words for the person. In English the server's own sentences are kept: they know more than a code does. In any other language
 * it is the code's.
 */
export function problemOf(error: unknown, texts: ProblemTexts): Problem {
  if (!known(error)) return { code: 'internal', message: texts.problem.internal };
  const { code, message, hint, requestId, retryAfterSeconds, issues } = error;
  if (code === 'network' || code === 'timeout') return { code, message: texts.problem.network, hint: texts.problem.networkHint };
  // What the browser said of a passkey, by the names of @simplewebauthn/browser: its sentence is the hint.
  if (code.startsWith('ERROR_'))
    return { code, message: texts.problem.passkey, hint: document.documentElement.lang === 'en' ? message : undefined };
  const facts = { code, requestId, retryAfterSeconds, issues };
  if (document.documentElement.lang === 'en') return { ...facts, message, hint };
  return {
    ...facts,
    message: Object.hasOwn(texts.problem.codes, code) ? texts.problem.codes[code as VibeErrorCode] : texts.problem.internal,
  };
}
