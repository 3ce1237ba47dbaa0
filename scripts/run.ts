import { onParentGone } from './bootstrap/parent.mjs';
import { Unhappy } from './bootstrap/unhappy.mjs';
import { bench } from './tasks/bench.ts';
import { start } from './tasks/start.ts';
import { test } from './tasks/test.ts';
import { vibe } from './tasks/vibe.ts';

onParentGone(() => process.kill(process.pid, 'SIGTERM'));

const tasks: Record<string, (args: readonly string[]) => Promise<number | undefined>> = { start, test, bench, vibe };
const [name = '', ...args] = process.argv.slice(2);
const task = tasks[name];
try {
  if (!task) throw new Unhappy(`There is no "${name}". There is: ${Object.keys(tasks).join(', ')}.`);
  process.exitCode = (await task(args)) ?? process.exitCode;
} catch (error) {
  if (!(error instanceof Unhappy)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
