import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { VibeError } from '@vibe/shared';
import { shapeOf } from '../trpc/event-stream.ts';
import type { JsonText } from '../trpc/json-text.ts';
import { transformer } from '../trpc/transformer.ts';

interface TextExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly path: string;
  readonly requestId: string;
  /** The procedure, as tRPC calls it. */
  readonly call: (input: unknown) => Promise<unknown>;
  /** Says of an error how it is answered. */
  readonly refused: (error: unknown) => { readonly status: number | undefined; readonly headers: OutgoingHttpHeaders };
}

/**
 * One query whose answer is JSON already, alone in its request: sent in tRPC's frame without being parsed and written out again. tRPC's clients put
 * a call that is alone into a batch of one as well.
 */
export async function answerText({ incoming, outgoing, path, requestId, call, refused }: TextExchange): Promise<void> {
  const { searchParams } = new URL(incoming.url ?? '', 'http://localhost');
  const isBatch = searchParams.get('batch') === '1';
  let status = 200;
  let headers: OutgoingHttpHeaders = {};
  let answer: string;
  try {
    const { text } = (await call(inputOf(searchParams.get('input'), isBatch))) as JsonText;
    answer = `{"result":{"data":{"json":${text}}}}`;
  } catch (error) {
    ({ status = 500, headers } = refused(error));
    answer = JSON.stringify({ error: transformer.output.serialize(shapeOf(error, { requestId, path })) });
  }
  const bytes = Buffer.from(isBatch ? `[${answer}]` : answer);
  outgoing.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}

type Serialized = Parameters<typeof transformer.input.deserialize>[0];

function inputOf(text: string | null, isBatch: boolean): unknown {
  try {
    const given = JSON.parse(text ?? '') as Serialized & { readonly 0?: Serialized };
    return transformer.input.deserialize(isBatch ? (given[0] as Serialized) : given);
  } catch (cause) {
    throw new VibeError('bad_request', 'The input is not JSON', { cause });
  }
}
