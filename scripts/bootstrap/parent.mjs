/**
 * Calls back when the process that started this one is gone. npm passes a signal on to the shell it started, which ends without a word to us: then
 * nobody is left who would stop what we run.
 */
export function onParentGone(callback) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 250);
  timer.unref();
}
