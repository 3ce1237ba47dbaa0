import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * Lamport's bakery, with a file as a ticket: `<number>.<pid>.<start of that process>`, and `0.<pid>.<start>` while one draws its number. A file
 * belongs to one process, which makes it and removes it; so a file of a dead process can be removed by anybody, at any time, without a race.
 * That is what a single lock file cannot offer: two processes that find it stale may each remove what the other one has just made.
 */

/**
 * Runs `work` while no other process does, among those that name this folder. Those killed in the middle do not count. `work` gets a function
 * for the pid of a program it starts: should this process be killed, the others wait for that program.
 */
export async function withLock(folder, work, onWait = () => {}) {
  mkdirSync(folder, { recursive: true });
  const me = `${process.pid}.${startOf(process.pid)}`;
  const drawing = `0.${me}`;
  writeFileSync(join(folder, drawing), '');
  const number = 1 + Math.max(0, ...tickets(folder).map((ticket) => ticket.number));
  const held = [`${number}.${me}`];
  writeFileSync(join(folder, held[0]), '');
  rmSync(join(folder, drawing));
  const holdFor = (pid) => {
    const ticket = `${number}.${pid}.${startOf(pid)}`;
    writeFileSync(join(folder, ticket), '');
    held.push(ticket);
  };
  try {
    for (let told = false; ; ) {
      const ahead = tickets(folder).find(
        (other) => other.pid !== process.pid && (other.number < number || (other.number === number && other.pid < process.pid)),
      );
      if (!ahead) return await work(holdFor);
      if (!told && ahead.number > 0) {
        told = true;
        onWait(ahead.pid);
      }
      await sleep(20);
    }
  } finally {
    for (const ticket of held) rmSync(join(folder, ticket), { force: true });
  }
}

/** The tickets of living processes; those of others are swept away. */
function tickets(folder) {
  const found = [];
  for (const name of readdirSync(folder)) {
    const [number, pid, start] = name.split('.');
    if (startOf(Number(pid)) === start) found.push({ number: Number(number), pid: Number(pid) });
    else rmSync(join(folder, name), { force: true });
  }
  return found;
}

/** When this process began, in ticks since boot: a pid is given again, the pair is not. "x" where only its being alive is known, "" for a dead one. */
function startOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return '';
  }
  if (process.platform !== 'linux') return 'x';
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? '' : rest[18]; // a zombie holds nothing
  } catch {
    return '';
  }
}
