import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Clone, ended, installs } from './clone.ts';

test('a fresh clone is installed once, then what was asked for runs, with its arguments', async () => {
  await using clone = await Clone.make();
  expect(await clone.run('test', '--project', 'unit')).toEqual({
    code: 0,
    output: expect.stringMatching(/Installing[\s\S]*ran test --project unit/),
  });
  expect(await clone.run('start')).toEqual({ code: 0, output: 'ran start\n' });
  expect(await clone.npmCalls()).toEqual([expect.stringMatching(/^\d+ ci /)]);
});

test('what is missing or of another version is installed again', async () => {
  await using clone = await Clone.make();
  await clone.run('start');
  await clone.lock('1.0.1');
  await clone.run('start');
  expect(await clone.npmCalls()).toHaveLength(2);
  await rm(clone.path('node_modules/leftpad'), { recursive: true });
  await clone.run('start');
  expect(await clone.npmCalls()).toHaveLength(3);
  await rm(clone.path('node_modules'), { recursive: true });
  await clone.run('start');
  expect(await clone.npmCalls()).toHaveLength(4);
});

test('of several at once in one clone, one installs and the others wait for it', async () => {
  await using clone = await Clone.make();
  const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => clone.run(name)));
  expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(all.map(({ output }) => output.trim().split('\n').at(-1))).toEqual(['ran a', 'ran b', 'ran c', 'ran d']);
  expect(await clone.npmCalls()).toHaveLength(1);
  expect(await readdir(clone.path('.vibe/lock-install'))).toEqual([]);
});

test('one that was killed while it installed keeps nobody waiting, once its npm has ended too', async () => {
  await using clone = await Clone.make();
  await clone.npm('exec sleep 30');
  const killed = clone.spawn('start');
  while ((await clone.npmCalls()).length === 0) await sleep(10);
  // Its own ticket, and that of its npm, which may be heard of a moment before.
  while ((await readdir(clone.path('.vibe/lock-install'))).length < 2) await sleep(10);
  const exit = once(killed, 'exit');
  killed.kill('SIGKILL');
  await exit;
  await rm(clone.path('installing'));
  await clone.npm(installs);
  const next = clone.run('start');
  await sleep(400);
  expect(await clone.npmCalls()).toHaveLength(1); // two npm at once would ruin node_modules
  process.kill(Number((await clone.npmCalls())[0]?.split(' ')[0]), 'SIGKILL');
  expect((await next).output).toMatch(/Waiting for process \d+, which installs[\s\S]*ran start/);
  expect(await clone.npmCalls()).toHaveLength(2);
});

test('a lock of a process that is gone, or of another that got its pid, counts for nothing', async () => {
  await using clone = await Clone.make();
  await clone.write('.vibe/lock-install/1.999999999.1', '');
  await clone.write(`.vibe/lock-install/2.${process.pid}.1`, '');
  expect((await clone.run('start')).code).toBe(0);
  expect(await readdir(clone.path('.vibe/lock-install'))).toEqual([]);
});

test('a failed installation starts nothing and ends in one sentence', async () => {
  await using clone = await Clone.make();
  await clone.npm('echo "npm error network" >&2; exit 7');
  const { code, output } = await clone.run('start');
  expect(code).toBe(1);
  expect(output).toMatch(/npm error network\nThe installation failed: npm ci ended with 7, .*\n$/);
});

test('the exit code passes through, that of a signal too', async () => {
  await using clone = await Clone.make();
  await clone.write('scripts/run.ts', 'process.exit(Number(process.argv[2]))');
  expect((await clone.run('5')).code).toBe(5);
  await clone.write('scripts/run.ts', "process.kill(process.pid, 'SIGKILL')");
  expect((await clone.run('start')).code).toBe(137);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s reaches the program once, also when npm and the terminal both send it', async (signal) => {
  await using clone = await Clone.make();
  await clone.run('start');
  await clone.write(
    'scripts/run.ts',
    `let seen = 0;
     process.on('${signal}', () => { if (seen++ === 0) setTimeout(() => { console.log('seen', seen); process.exit(3); }, 250); });
     setInterval(() => {}, 1000); console.log('up');`,
  );
  const child = clone.spawn('start');
  const end = ended(child);
  await once(child.stdout, 'data');
  child.kill(signal);
  await sleep(30);
  child.kill(signal);
  expect(await end).toEqual({ code: 3, output: 'up\nseen 1\n' });
});

test('when npm stops the shell that it started, the program is stopped too', async () => {
  await using clone = await Clone.make();
  await clone.run('start');
  await clone.write(
    'scripts/run.ts',
    "process.on('SIGTERM', () => { console.log('stopped'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up');",
  );
  const program = `"${process.execPath}" "${clone.path('scripts/bootstrap.mjs')}" start; true`;
  const shell = spawn('/bin/sh', ['-c', program], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(shell.stdout, 'data');
  shell.kill('SIGTERM');
  expect((await shell.stdout.toArray()).join('')).toBe('stopped\n');
});

test('an unwritable clone is told in one sentence', async () => {
  await using clone = await Clone.make();
  await writeFile(clone.path('.vibe'), 'a file in the way');
  const { code, output } = await clone.run('start');
  expect(code).toBe(1);
  expect(output).toMatch(/^\S+ cannot be written.*\n$/);
});
