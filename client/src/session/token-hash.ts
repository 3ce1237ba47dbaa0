let last: { readonly token: string; readonly hash: Promise<string> } | undefined;

/** SHA-256 of an access token as base64url: `ath` of a DPoP proof (RFC 9449 §4.2). The last one is kept: one token serves ten minutes of requests. */
export function hashOfToken(token: string): Promise<string> {
  if (last?.token !== token) last = { token, hash: hash(token) };
  return last.hash;
}

async function hash(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
