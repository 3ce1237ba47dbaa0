/** A line on standard error that says how far it is: in place on a terminal, every ten seconds elsewhere. */
export function showProgress(total: number) {
  const began = performance.now();
  const isTerminal = process.stderr.isTTY === true;
  const everyMs = isTerminal ? 200 : 10_000;
  let last = began;
  const say = (done: number, now: number): void => {
    const rate = Math.round(done / Math.max(0.001, (now - began) / 1000));
    const of = total > 0 ? ` of ${total} (${Math.min(100, Math.floor((done / total) * 100))} %)` : '';
    process.stderr.write(`${isTerminal ? '\r\x1b[K' : ''}${done} documents${of}, ${rate} a second${isTerminal ? '' : '\n'}`);
  };
  return {
    at(done: number): void {
      const now = performance.now();
      if (now - last < everyMs) return;
      last = now;
      say(done, now);
    },
    end(done: number): void {
      say(done, performance.now());
      if (isTerminal) process.stderr.write('\n');
    },
  };
}
