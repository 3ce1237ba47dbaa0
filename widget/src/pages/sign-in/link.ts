/** The one-time token of a sign-in link. It stands behind the #, which is sent to no server, and is taken out of the address bar at once. */
export function takeLinkToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('link') ?? undefined;
  if (token !== undefined) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}
