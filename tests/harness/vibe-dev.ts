import type { ChildProcess } from 'node:child_process';
import { startVibe } from './vibe-command.ts';

/** `vibe dev` as a process of its own, as `npm start` runs it, and what it printed. */
export interface VibeDev {
  readonly vibe: string;
  readonly feeds: string;
  /** One-time links, Ada's first. */
  readonly links: readonly string[];
  readonly child: ChildProcess;
  /** By SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
}

export async function vibeDev(dataFolder: string, env: Record<string, string> = {}): Promise<VibeDev> {
  const child = startVibe(['dev'], { VIBE_DATA: dataFolder, ...env });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        said += text;
        if (said.includes('Ctrl+C')) resolve();
      });
    child.once('exit', (code) => reject(new Error(`vibe dev ended with ${code}: ${said}`)));
  });
  const links = said.match(/http:\/\/localhost:\d+\/sign-in#link=\S+/g) ?? [];
  return {
    vibe: new URL(links[0] as string).origin,
    feeds: said.match(/http:\/\/feeds\.localhost:\d+/)?.[0] as string,
    links,
    child,
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      return ended;
    },
  };
}
