import { expect, test } from 'vitest';
import { LINES_A_MARK, LineSealer, readSealedLines } from './sealed-lines.ts';

const record = (n: number) => JSON.stringify({ type: 'thing', n, text: 'grün 🌿' });

function file(count: number): string {
  const sealer = new LineSealer();
  let text = '';
  for (let n = 0; n < count; n++) text += sealer.group([record(n)], { things: 1 }, n);
  return text + sealer.end();
}

/** In pieces of an awkward size, so that lines and characters are cut everywhere. */
async function* pieces(text: string, size = 777): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string) {
  const blocks = [];
  for await (const { records, mark, isEnd, offset, hash } of readSealedLines(pieces(text)))
    blocks.push({ records, mark, isEnd, offset, hash });
  return blocks;
}

test('what was written is read, in blocks that are known to be whole', async () => {
  const blocks = await read(file(LINES_A_MARK * 2 + 3));
  expect(blocks.flatMap(({ records }) => records.map(({ value }) => value.n))).toEqual(
    Array.from({ length: LINES_A_MARK * 2 + 3 }, (_, n) => n),
  );
  expect(blocks.map(({ isEnd }) => isEnd)).toEqual([false, false, true]);
  expect(blocks.at(-1)?.mark.counts).toEqual({ things: LINES_A_MARK * 2 + 3 });
  expect(blocks[1]?.records[0]?.line).toBe(LINES_A_MARK + 2);
});

test('a group is not parted by a mark', async () => {
  const sealer = new LineSealer();
  const lines = Array.from({ length: LINES_A_MARK + 10 }, (_, n) => record(n));
  const blocks = await read(sealer.group(lines, { things: lines.length }, 'here') + sealer.end());
  expect(blocks.map(({ records }) => records.length)).toEqual([LINES_A_MARK + 10, 0]);
  expect(blocks[0]?.mark.after).toBe('here');
});

test('a file that was cut is found at every byte, and nothing after its last mark is given out', async () => {
  const text = Buffer.from(file(LINES_A_MARK + 5));
  const marked = text.indexOf('\n', text.indexOf('{"type":"mark"')) + 1;
  for (const at of [0, 1, marked - 1, marked, marked + 1, text.length - 200, text.length - 2, text.length - 1]) {
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const { records } of readSealedLines(pieces(text.subarray(0, at).toString('latin1')))) seen.push(...records);
    })();
    await expect(reading, `cut at ${at}`).rejects.toMatchObject({ code: 'bad_request' });
    expect(seen.length % LINES_A_MARK).toBe(0);
  }
});

test.each<[string, (text: string) => string, RegExp]>([
  ['a changed character', (text) => text.replace('"n":7,', '"n":8,'), /between line 1 and line 501 is not as it was written/],
  ['a line that is gone', (text) => text.replace(`${record(600)}\n`, ''), /between line 502 and line 506 is not|SHA-256/],
  [
    'two lines in the other order',
    (text) => text.replace(`${record(1)}\n${record(2)}`, `${record(2)}\n${record(1)}`),
    /not as it was written/,
  ],
  ['a line that is not JSON', (text) => text.replace(record(3), '{"type":'), /Line 4 is not a JSON object/],
  ['a line after the end', (text) => `${text}{}\n`, /comes after the end/],
  ['no line at all', () => '', /empty/],
  ['marks that were taken away', (text) => text.replaceAll(/^\{"type":"mark".*\n/gm, ''), /not as it was written/],
])('%s is found', async (_, harm, says) => {
  await expect(read(harm(file(LINES_A_MARK + 105)))).rejects.toThrow(says);
});

test('a line that never ends is refused before it fills the memory', async () => {
  async function* endless() {
    for (;;) yield Buffer.alloc(1_048_576, 0x61);
  }
  const reading = readSealedLines(endless()).next();
  await expect(reading).rejects.toMatchObject({ code: 'too_large' });
});

test('a file that was cut can be gone on with from its last mark, and is then the same file', async () => {
  const whole = file(LINES_A_MARK * 2 + 20);
  const cut = whole.slice(0, whole.indexOf('"n":700'));
  let last: Awaited<ReturnType<typeof read>>[number] | undefined;
  await expect(
    (async () => {
      for await (const block of readSealedLines(pieces(cut))) last = block;
    })(),
  ).rejects.toThrow(/cut inside line 702/);
  if (!last) throw new Error('no block');
  const { hash, mark, offset } = last;
  const sealer = new LineSealer({ hash, lines: mark.lines + 1, counts: mark.counts });
  let text = Buffer.from(cut).subarray(0, offset).toString();
  for (let n = (mark.after as number) + 1; n < LINES_A_MARK * 2 + 20; n++) text += sealer.group([record(n)], { things: 1 }, n);
  expect(text + sealer.end()).toBe(whole);
});
