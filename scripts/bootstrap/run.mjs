import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Ctrl-C comes from the terminal and once more from npm: together they are one. */
const echoMilliseconds = 400;

/**
 * Runs a program until it ends and gives its exit code (128 + number for a signal). The program is a process group of its own, so a signal
 * reaches it through here, once, wherever it came from.
 */
export function runToTheEnd(command, args, options = {}, onSpawn = () => {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', detached: process.platform !== 'win32', ...options });
    child.once('spawn', () => onSpawn(child.pid));
    const last = new Map();
    const forward = (signal) => {
      const now = performance.now();
      if (now - (last.get(signal) ?? Number.NEGATIVE_INFINITY) < echoMilliseconds) return;
      last.set(signal, now);
      child.kill(signal);
    };
    for (const signal of forwarded) process.on(signal, forward);
    const done = () => {
      for (const signal of forwarded) process.off(signal, forward);
    };
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      done();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
