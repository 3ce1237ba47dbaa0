/** One WebDriver session: one command at a time, each in one window and frame. @see https://www.w3.org/TR/webdriver2/ */
export interface WebDriver {
  readonly capabilities: { readonly browserName: string; readonly browserVersion: string };
  /** @param path after `/session/{session id}` */
  send<R>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<R>;
  /** Nothing else comes in between. */
  alone<R>(work: () => Promise<R>): Promise<R>;
}

export const elementKey = 'element-6066-11e4-a52e-4f735466cecf';
export type ElementReference = { readonly [elementKey]: string };

export async function newSession(address: string, capabilities: object): Promise<WebDriver> {
  const ask = async <R>(method: string, path: string, body?: object): Promise<R> => {
    const response = await fetch(address + path, {
      method,
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(30_000),
    });
    const { value } = (await response.json()) as { value: R };
    const { error, message } = (value ?? {}) as { error?: string; message?: string };
    if (!response.ok) throw new Error(`${path}: ${error} ${message}`);
    return value;
  };
  const session = await ask<{ sessionId: string; capabilities: WebDriver['capabilities'] }>('POST', '/session', {
    capabilities: { alwaysMatch: capabilities },
  });
  let queue: Promise<unknown> = Promise.resolve();
  return {
    capabilities: session.capabilities,
    send: (method, path, body) => ask(method, `/session/${session.sessionId}${path}`, body),
    alone(work) {
      const turn = queue.then(work);
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}
