import { hash, verify } from '@node-rs/argon2';

/** argon2id with OWASP's parameters; runs on the thread pool, off the event loop. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** NIST SP 800-63B §3.1.1.2: one form for what is typed the same way on different keyboards. */
const normal = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(normal(password), parameters);

let nobodys: Promise<string> | undefined;

/** Takes as long when there is no hash to compare with: the time of an answer does not tell whether an account exists. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  nobodys ??= hashPassword('nobody has this password');
  const known = await nobodys;
  const right = await verify(passwordHash ?? known, normal(password));
  return right && passwordHash !== undefined;
}
