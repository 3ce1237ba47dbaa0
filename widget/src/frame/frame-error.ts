/** What the host is told: a code of its closed list (client/src/session/errors.ts) or a server's own, and a sentence. */
export class FrameError extends Error {
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(code: string, message: string, requestId?: string) {
    super(message);
    this.name = 'FrameError';
    this.code = code;
    this.requestId = requestId;
  }
}
