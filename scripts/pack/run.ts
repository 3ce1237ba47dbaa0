import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { Unhappy } from '../bootstrap/unhappy.mjs';
import { root } from '../root.ts';

/** Runs a program of node_modules/.bin or of the system, gives what it wrote to stdout; what it said is the error when it ends badly. */
export function run(program: string, args: readonly string[], options: { cwd: string }): Promise<string> {
  const env = { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter) };
  return new Promise((resolve, reject) => {
    execFile(program, args, { ...options, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const parts = [`${program} ${args.join(' ')} (in ${options.cwd}) ended with ${error.code}`, stdout, stderr];
      reject(new Unhappy(parts.filter((part) => part !== '').join('\n')));
    });
  });
}
