import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

/** argon2id with OWASP's parameters: 19 MiB and some 15 ms each, on the thread pool. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** One core stays free for everybody else's requests, however many sign in at once. */
const atOnce = Math.max(1, availableParallelism() - 1);
const waiting: (() => void)[] = [];
let running = 0;

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/** NIST SP 800-63B §3.1.1.2: one form for what is typed the same way on different keyboards. */
const normal = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(normal(password), parameters));

let nobodys: Promise<string> | undefined;

/** Takes as long when there is no hash to compare with: the time of an answer does not tell whether an account exists. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  nobodys ??= hashPassword('nobody has this password');
  const known = await nobodys;
  const right = await inTurn(() => verify(passwordHash ?? known, normal(password)));
  return right && passwordHash !== undefined;
}
