import { toVibeError } from './rpc-error.ts';

type Callable = (...inputs: unknown[]) => unknown;

/** The same client, whose promises reject with VibeError. tRPC wraps whatever a link throws, so it has to be done around it. */
export function withVibeErrors<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' || (typeof value === 'object' && value !== null) ? withVibeErrors(value) : value;
    },
    apply: (target, self, inputs: unknown[]) => {
      const answer: unknown = Reflect.apply(target as Callable, self, inputs);
      return answer instanceof Promise ? answer.catch((error: unknown) => Promise.reject(toVibeError(error))) : answer;
    },
  });
}
