import { createHash, type Hash } from 'node:crypto';
import { VibeError } from '@vibe/shared';

/*
 * Lines of JSON that prove themselves: every so often a mark carries the SHA-256 of everything before it, and the last line does too. A file that
 * was cut or changed is found, and where; a file that was cut can be gone on with from its last mark.
 */

/** Where a mark stands. `lines` and `sha256` are of everything before it, newlines included; `after` is the writer's own: where to go on. */
export interface Mark {
  readonly type: 'mark';
  readonly lines: number;
  readonly sha256: string;
  readonly counts: Counts;
  readonly after?: unknown;
}
export type Counts = Readonly<Record<string, number>>;

/** Lines and bytes after which a mark is due: what a reader holds in memory until it knows that they are whole. */
export const LINES_A_MARK = 500;
const BYTES_A_MARK = 4_194_304;
/** A document, its ACL and its revisions, with every character escaped, are shorter. */
const MOST_BYTES_A_LINE = 8_388_608;
/** What a reader holds at most; a writer's blocks are far smaller. */
const MOST_BYTES_A_BLOCK = BYTES_A_MARK + 2 * MOST_BYTES_A_LINE;
const MOST_LINES_A_BLOCK = 20 * LINES_A_MARK;

const MARK = Buffer.from('{"type":"mark"');
const END = Buffer.from('{"type":"end"');
const startsWith = (line: Buffer, start: Buffer): boolean => line.subarray(0, start.length).equals(start);

export interface Progress {
  readonly hash: Hash;
  readonly lines: number;
  readonly counts: Counts;
}

/** Writes such lines. Lines of one group (a document and what belongs to it) are never parted by a mark. */
export class LineSealer {
  readonly #hash: Hash;
  #lines: number;
  readonly #counts: Record<string, number>;
  #sinceMark = { lines: 0, bytes: 0 };

  /** @param from where a file that was cut ended whole */
  constructor(from?: Progress) {
    this.#hash = from?.hash ?? createHash('sha256');
    this.#lines = from?.lines ?? 0;
    this.#counts = { ...from?.counts };
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** @param records each with its type; those that `counted` names are added up by it */
  group(lines: readonly string[], counted: Counts, after: unknown): string {
    for (const [name, count] of Object.entries(counted)) this.#counts[name] = (this.#counts[name] ?? 0) + count;
    const text = lines.map((each) => this.#take(each)).join('');
    const due = this.#sinceMark.lines >= LINES_A_MARK || this.#sinceMark.bytes >= BYTES_A_MARK;
    return due ? text + this.#mark({ type: 'mark', ...this.#seal(), after }) : text;
  }

  end(): string {
    return this.#take(JSON.stringify({ type: 'end', ...this.#seal() }));
  }

  #mark(mark: Mark): string {
    const text = this.#take(JSON.stringify(mark));
    this.#sinceMark = { lines: 0, bytes: 0 };
    return text;
  }

  #seal() {
    return { lines: this.#lines, sha256: this.#hash.copy().digest('hex'), counts: this.#counts };
  }

  #take(line: string): string {
    const text = `${line}\n`;
    this.#hash.update(text);
    this.#lines++;
    this.#sinceMark.lines++;
    this.#sinceMark.bytes += text.length;
    return text;
  }
}

/** Lines up to a mark, or to the end, which are as they were written. */
export interface Block {
  readonly records: readonly { readonly line: number; readonly value: Record<string, unknown> }[];
  /** Of the block's last line, which is its mark or the end. */
  readonly mark: Mark;
  readonly isEnd: boolean;
  /** Bytes up to and with the mark. */
  readonly offset: number;
  /** As it stands after the mark. */
  readonly hash: Hash;
}

/**
 * Gives out no line that is not known to be whole.
 * @throws {VibeError} bad_request, saying at which line; too_large
 */
export async function* readSealedLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Block> {
  const hash = createHash('sha256');
  let line = 0;
  let offset = 0;
  let ended = false;
  let whole = { line: 0, offset: 0 };
  let records: Block['records'][number][] = [];
  for await (const text of linesOf(bytes)) {
    if (ended) throw broken(`Line ${line + 1} comes after the end of the file`);
    const isEnd = startsWith(text, END);
    const isMark = isEnd || startsWith(text, MARK);
    const before = isMark ? hash.copy().digest('hex') : '';
    hash.update(text).update('\n');
    line++;
    offset += text.length + 1;
    if (!isMark) {
      records.push({ line, value: parsed(text, line) });
      if (offset - whole.offset > MOST_BYTES_A_BLOCK || line - whole.line > MOST_LINES_A_BLOCK)
        throw broken(`No mark stands between line ${whole.line + 1} and line ${line}`);
      continue;
    }
    const mark = parsed(text, line) as unknown as Mark;
    if (mark.lines !== line - 1 || mark.sha256 !== before)
      throw broken(
        `Something between line ${whole.line + 1} and line ${line} is not as it was written: the SHA-256 of line ${line} is another`,
      );
    yield { records, mark, isEnd, offset, hash: hash.copy() };
    records = [];
    whole = { line, offset };
    ended = isEnd;
  }
  if (!ended)
    throw broken(
      line === 0
        ? 'The file is empty'
        : `The file was cut: it ends after line ${line} without its last line. Up to line ${whole.line} it is whole`,
    );
}

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  let line = 1;
  for await (const chunk of bytes) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10)) {
      held.push(rest.subarray(0, at));
      yield held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
      held = [];
      size = 0;
      line++;
      rest = rest.subarray(at + 1);
    }
    size += rest.length;
    if (size > MOST_BYTES_A_LINE) throw new VibeError('too_large', `Line ${line} is longer than ${MOST_BYTES_A_LINE} bytes`);
    if (rest.length > 0) held.push(rest);
  }
  if (size > 0) throw broken(`The file was cut inside line ${line}. Up to the mark before it, it is whole`);
}

function parsed(text: Buffer, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text.toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  throw broken(`Line ${line} is not a JSON object`);
}

const broken = (message: string) => new VibeError('bad_request', message);
