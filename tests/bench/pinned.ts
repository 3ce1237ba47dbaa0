import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** The measured server has core 0 for itself; the load, and the database with it, run on the others. Without taskset (not Linux) nothing is pinned. */
const SERVER_CORE = '0';
const canPin = spawnSync('taskset', ['--version']).status === 0;

/** Moves this process, and all it starts, off the server's core. */
export function pinSelf(): void {
  if (canPin) spawnSync('taskset', ['-apc', '1-63', String(process.pid)]);
}

/** Microseconds of CPU since the process began, and its memory. */
export interface Usage {
  readonly cpuMicros: number;
  readonly rssMb: number;
}

/** A server in a process of its own, alone on a core. It says one message when it stands, and its usage when asked. */
export interface Subject<Ready> extends AsyncDisposable {
  readonly ready: Ready;
  usage(): Promise<Usage>;
  /** Whatever the program answers with; one question at a time. */
  ask(question: object): Promise<unknown>;
}

/** @param program a TypeScript file that calls `stand()` */
export async function startSubject<Ready>(program: string, args: readonly string[]): Promise<Subject<Ready>> {
  const command = [process.execPath, '--conditions=@vibe/source', program, ...args];
  const [first = '', ...rest] = canPin ? ['taskset', '-c', SERVER_CORE, ...command] : command;
  const child = spawn(first, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  const ready = (await nextMessage(child)) as Ready;
  return {
    ready,
    usage: () => {
      child.send('usage');
      return nextMessage(child) as Promise<Usage>;
    },
    ask: (question) => {
      child.send(question);
      return nextMessage(child);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const asked = new AbortController();
  try {
    const gone = once(child, 'exit', asked).then(() => {
      throw new Error('the measured process ended');
    });
    const [message] = (await Promise.race([once(child, 'message', asked), gone])) as unknown[];
    gone.catch(() => {});
    return message;
  } finally {
    asked.abort();
  }
}

/** In the measured process: says that it stands, and answers for its usage and to questions from then on. */
export function stand<Question extends object>(ready: object, answer?: (question: Question) => Promise<object>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (message) => {
    if (message !== 'usage') return void answer?.(message as Question).then((each) => process.send?.(each));
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicros: user + system, rssMb: process.memoryUsage.rss() / 1_048_576 } satisfies Usage);
  });
  process.send?.(ready);
}

/** Resident memory of any process, in MB; Linux only. */
export function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1_024;
}
