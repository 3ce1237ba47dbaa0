/** One WebDriver BiDi session. @see https://www.w3.org/TR/webdriver-bidi/ */
export interface Bidi {
  send<R>(method: string, params: object): Promise<R>;
  close(): void;
}

interface Reply {
  readonly id: number;
  readonly type: 'success' | 'error';
  readonly result: unknown;
  readonly error?: string;
  readonly message?: string;
}

export async function connectBidi(address: string): Promise<Bidi> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const { id, type, result, error, message } = JSON.parse(data) as Reply;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (type === 'success') asked?.resolve(result);
    else asked?.reject(new Error(`${error}: ${message}`));
  };
  socket.onclose = () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser has gone'));
  };
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`${address} does not answer`));
  });
  let last = 0;
  return {
    send<R>(method: string, params: object) {
      last += 1;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(last, asked);
      socket.send(JSON.stringify({ id: last, method, params }));
      return asked.promise as Promise<R>;
    },
    close: () => socket.close(),
  };
}
