/** How long the process serves: rooms hang what they keep in memory on it, and what must be closed with it. */
export interface Lifetime {
  /** Aborted when the process begins to stop: streams end, timers stop. */
  readonly signal: AbortSignal;
  /** Runs at the end, last registered first. */
  onClose(close: () => Promise<void> | void): void;
  close(): Promise<void>;
}

export function createLifetime(): Lifetime {
  const controller = new AbortController();
  const closers: (() => Promise<void> | void)[] = [];
  return {
    signal: controller.signal,
    onClose: (close) => void closers.push(close),
    async close() {
      controller.abort();
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

/** One `Value` per process, made when first asked for: the authorization server, the change feed, caches. */
export function perProcess<Services extends { readonly lifetime: Lifetime }, Value>(
  create: (services: Services) => Value,
): (services: Services) => Value {
  const made = new WeakMap<Lifetime, { value: Value }>();
  return (services) => {
    const found = made.get(services.lifetime);
    if (found) return found.value;
    const value = create(services);
    made.set(services.lifetime, { value });
    return value;
  };
}
