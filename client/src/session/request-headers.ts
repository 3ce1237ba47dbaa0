import type { FrameAccessToken } from '@vibe/shared';
import type { FrameLink } from './frame-link.ts';
import { hashOfToken } from './token-hash.ts';

/** What lets one request through (RFC 6750 §2.1); with a proof of the frame's for this method and address where the token is bound to a key (RFC 9449 §7.1). */
export async function requestHeaders(
  link: FrameLink,
  { token_type, access_token }: FrameAccessToken,
  { method, url }: { method: string; url: URL },
): Promise<Record<string, string>> {
  const authorization = `${token_type} ${access_token}`;
  if (token_type === 'Bearer') return { authorization };
  const ath = await hashOfToken(access_token);
  const { proof } = await link.request({ type: 'sign', htm: method, htu: url.origin + url.pathname, ath });
  return { authorization, dpop: proof };
}
