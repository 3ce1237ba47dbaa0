/**
 * One consent at a time on a site: a page that is paved with frames has one that asks, the last. In storage that the browser gives to each site apart, so are
 * its locks.
 * @param lost another frame asks now
 * @returns how to leave
 */
export function takeStage(lost: () => void): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  navigator.locks.request('vibe-consent', { steal: true }, () => promise).catch(lost);
  return resolve;
}
