import { createHmac, timingSafeEqual } from 'node:crypto';
import { VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { hashOf } from './adapter.ts';
import { claimOnce } from './records.store.ts';

/** What was shown to whom, and where. Whatever of it is no longer so when the answer comes was not what the person said yes to. */
export interface Displayed {
  readonly sessionId: string;
  readonly appId: string;
  /** The app's words and collections, from which the text is made. */
  readonly manifest: object;
  /** Of the page around the frame. */
  readonly origin: string;
  readonly asked: readonly string[];
  /** Those that were shown as new. */
  readonly missing: readonly string[];
}

const LEAST_MS = 500;
const MOST_MS = 10 * 60_000;

/** Says that the frame was told, now, what to show. */
export function makeDisplayToken(services: Services, displayed: Displayed): string {
  const facts = `${services.clock.now().getTime()}.${services.clock.randomText(12)}`;
  return `${facts}.${mac(services, facts, displayed)}`;
}

/**
 * A consent in the frame counts when it comes at least half a second after it could be seen, from where it was shown, once.
 * @throws {VibeError} forbidden
 */
export async function useDisplayToken(services: Services, token: string, displayed: Displayed): Promise<void> {
  const [time = '', nonce = '', given = ''] = token.split('.');
  const facts = `${time}.${nonce}`;
  const expected = Buffer.from(mac(services, facts, displayed));
  const actual = Buffer.from(given);
  const age = services.clock.now().getTime() - Number(time);
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) throw refused('was not shown here');
  if (!(age >= LEAST_MS)) throw refused('was answered before it could be read');
  if (age > MOST_MS) throw refused('was shown too long ago');
  const isFirst = await claimOnce(services.database.system, 'Display', hashOf(facts), new Date(Number(time) + MOST_MS + 60_000));
  if (!isFirst) throw refused('was answered already');
}

const mac = ({ sealer }: Services, facts: string, { sessionId, appId, manifest, origin, asked, missing }: Displayed): string =>
  createHmac('sha256', sealer.derive('consent display/2'))
    .update(JSON.stringify([facts, sessionId, appId, manifest, origin, asked.toSorted(), missing.toSorted()]))
    .digest('base64url');

const refused = (why: string) => new VibeError('forbidden', `The consent ${why}`, { hint: 'Show it again.' });
