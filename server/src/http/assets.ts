import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

/** A file in memory. Compressed on first use, then kept: they are few and small. */
export interface Asset {
  readonly body: Buffer;
  readonly type: string;
  /** Weak: the same for every encoding (RFC 9110 §8.8.1). */
  readonly etag: string;
  encoded(encoding: Encoding): Promise<Buffer>;
}

const compress = { br: promisify<Buffer, Buffer>(brotliCompress), gzip: promisify<Buffer, Buffer>(gzip) };
type Encoding = keyof typeof compress;
/** Below this, compressing costs more than it saves. */
const worthCompressingBytes = 512;

export function makeAsset(body: Buffer, type: string): Asset {
  const kept = new Map<Encoding, Promise<Buffer>>();
  return {
    body,
    type,
    etag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    encoded(encoding) {
      const made = kept.get(encoding) ?? compress[encoding](body);
      kept.set(encoding, made);
      return made;
    },
  };
}

/** Answers with the asset in the best encoding the browser takes, or with 304 when it has it already (RFC 9110 §12.5.3, §13.1.2). */
export async function assetResponse(asset: Asset, request: Request, headers: Record<string, string>): Promise<Response> {
  const common = { ...headers, etag: asset.etag, vary: 'accept-encoding' };
  if (matches(request.headers.get('if-none-match'), asset.etag)) return new Response(null, { status: 304, headers: common });
  const encoding = asset.body.length < worthCompressingBytes ? undefined : acceptedEncoding(request.headers.get('accept-encoding'));
  const body = encoding ? await asset.encoded(encoding) : asset.body;
  return new Response(new Uint8Array(body), {
    headers: {
      ...common,
      'content-type': asset.type,
      'content-length': String(body.length),
      ...(encoding && { 'content-encoding': encoding }),
    },
  });
}

const matches = (ifNoneMatch: string | null, etag: string): boolean =>
  ifNoneMatch?.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag.replace(/^W\//, '')) ?? false;

function acceptedEncoding(header: string | null): Encoding | undefined {
  const accepted = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((each) => each.trim().split(/\s*;\s*/))
    .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
    .map(([name]) => name);
  return (['br', 'gzip'] as const).find((name) => accepted.includes(name));
}
