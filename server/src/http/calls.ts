import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { limits, VibeError } from '@vibe/shared';
import { shapeOf } from '../trpc/event-stream.ts';
import { JsonText } from '../trpc/json-text.ts';
import { transformer } from '../trpc/transformer.ts';

/** The procedures that one request calls: queries over GET, mutations over POST. */
export interface Calls {
  readonly names: readonly string[];
  readonly isBatch: boolean;
  /** Reads what they are given, as JSON. */
  readonly input: () => Promise<string | null>;
}
export interface CallsAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** JSON. */
  readonly body: string;
}
interface Asking {
  readonly requestId: string;
  /** The procedure, as tRPC calls it. */
  readonly call: (name: string, input: unknown) => Promise<unknown>;
  /** Says of the errors how they are answered. */
  readonly refused: (errors: readonly Failure[]) => Omit<CallsAnswer, 'body'>;
}
export interface Failure {
  readonly name: string;
  readonly error: unknown;
}

const kinds: Readonly<Record<string, string>> = { GET: 'query', POST: 'mutation' };

/** What a request calls, when it asks in no way that only tRPC itself knows: as a stream of lines, in another format, by another method. */
export function callsOf(request: IncomingMessage, path: string, kindOf: (name: string) => string | undefined): Calls | undefined {
  const { method = '', headers, url = '' } = request;
  const kind = kinds[method];
  if (headers['trpc-accept'] !== undefined || headers.accept?.includes('jsonl')) return undefined;
  const type = headers['content-type'];
  if (type === undefined ? kind === 'mutation' : !type.startsWith('application/json')) return undefined;
  const params = new URLSearchParams(url.slice(path.length + '/trpc/?'.length));
  const isBatch = params.get('batch') === '1';
  const names = isBatch ? path.split(',') : [path];
  if (kind === undefined || names.length > limits.batchCalls || names.some((each) => kindOf(each) !== kind)) return undefined;
  return { names, isBatch, input: kind === 'query' ? () => Promise.resolve(params.get('input')) : () => bodyOf(request) };
}

/** How much it may be was checked before (http/request-guard). */
const bodyOf = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    request
      .on('data', (part: Buffer) => parts.push(part))
      .once('end', () => resolve(Buffer.concat(parts).toString()))
      .once('error', reject);
  });

/**
 * Calls the procedures and writes their answers in tRPC's frame. tRPC's own adapter does the same through a Request, a Response and two sets of Headers:
 * a quarter of the work for a small answer. What a procedure is, its checks, its input and its errors are tRPC's.
 */
export async function answerCalls({ names, isBatch, input }: Calls, { requestId, call, refused }: Asking): Promise<CallsAnswer> {
  const inputOf = readInputs(await input(), isBatch);
  const failures: Failure[] = [];
  const answers = await Promise.all(
    names.map(async (name, at) => {
      try {
        return frameOf(await call(name, inputOf(at)));
      } catch (error) {
        failures.push({ name, error });
        return JSON.stringify({ error: transformer.output.serialize(shapeOf(error, { requestId, path: name })) });
      }
    }),
  );
  const body = isBatch ? `[${answers.join(',')}]` : (answers[0] ?? '');
  return { ...(failures.length === 0 ? { status: 200, headers: {} } : refused(failures)), body };
}

/** What is JSON already goes out as it is. */
function frameOf(data: unknown): string {
  if (data instanceof JsonText) return `{"result":{"data":{"json":${data.text}}}}`;
  return JSON.stringify({ result: { data: transformer.output.serialize(data) } });
}

type Serialized = Parameters<typeof transformer.input.deserialize>[0];

/** @returns the input of each call; throws when what was given is not JSON */
function readInputs(text: string | null, isBatch: boolean): (at: number) => unknown {
  const bad = (cause?: unknown) => new VibeError('bad_request', 'The input is not JSON', { cause });
  let given: Serialized | Record<number, Serialized | undefined> | undefined;
  let failure: VibeError | undefined;
  try {
    given = text ? JSON.parse(text) : undefined;
  } catch (cause) {
    failure = bad(cause);
  }
  return (at) => {
    if (failure) throw failure;
    if (given === undefined) return undefined;
    if (typeof given !== 'object' || given === null) throw bad();
    const one = isBatch ? (given as Record<number, Serialized | undefined>)[at] : (given as Serialized);
    try {
      return one === undefined ? undefined : transformer.input.deserialize(one);
    } catch (cause) {
      throw bad(cause);
    }
  };
}
