import { type Did, limits, VibeError } from '@vibe/shared';
import type { PersonContext, Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { readSealedLines } from '../../platform/sealed-lines.ts';
import { documentsToExport } from '../documents/index.ts';
import { profileOf, spendTry } from '../identity/index.ts';
import { exportManifestFor, exportText } from './export.ts';
import { Import } from './import.ts';
import type { ImportReport } from './import-report.ts';
import { onlyOwn } from './owners.ts';

const TICKET_SECONDS = 60;
const TICKET = 'ticket of an export';

/**
 * @param appId of this app alone; left out: all of it, and what is known of the person
 * @returns a path that downloads the asker's data within the next minute, for their own session alone
 * @throws {VibeError} rate_limited
 */
export async function beginExport(ctx: PersonContext, appId?: string): Promise<{ path: string; documents: number }> {
  const { did } = ctx.asker;
  await spendTry(ctx, 'exportPerAccount', did);
  const until = ctx.clock.now().getTime() + TICKET_SECONDS * 1000;
  const ticket = ctx.sealer.seal(Buffer.from(JSON.stringify({ did, until, appId })), TICKET).toString('base64url');
  return { path: `/account/export?ticket=${ticket}`, documents: await documentsToExport(ctx, did, appId) };
}

/**
 * The text of the asker's export, as fast as it is read.
 * @throws {VibeError} forbidden when the ticket is not theirs, or too old; rate_limited while another one is under way
 */
export async function ownExport(
  services: Services,
  did: Did,
  ticket: string,
): Promise<{ handle: string; appId: string | undefined; text: AsyncIterable<string> }> {
  const opened = openTicket(services, did, ticket);
  if (!opened) throw new VibeError('forbidden', 'This download is over', { hint: 'Begin it again on your account page.' });
  const profile = await profileOf(services, did);
  if (!profile) throw new VibeError('not_found', 'This account no longer exists');
  const { appId } = opened;
  const manifest = await exportManifestFor(services, {
    user: { did, handle: profile.handle },
    ...(appId !== undefined && { app: { id: appId } }),
  });
  return { handle: profile.handle, appId, text: oneAtATime(services, did, () => exportText(services, manifest)) };
}

/** @param bytes the file, as it comes in. What was taken before something is wrong stays: the same file again goes on there. */
export async function ownImport(services: Services, did: Did, bytes: AsyncIterable<Uint8Array>): Promise<ImportReport> {
  await spendTry(services, 'importPerAccount', did);
  const work = new Import(services, { strict: true, owners: onlyOwn(did) });
  for await (const block of readSealedLines(atMost(bytes, limits.importBytes))) await work.take(block);
  return work.finish();
}

async function* atMost(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > most) throw importTooLarge();
    yield chunk;
  }
}

export const importTooLarge = (): VibeError =>
  new VibeError('too_large', `A file may have ${limits.importBytes} bytes here`, { hint: 'The operator can import larger ones.' });

interface Ticket {
  readonly did: string;
  readonly until: number;
  readonly appId?: string;
}

function openTicket(services: Services, did: Did, ticket: string): Ticket | undefined {
  try {
    const opened = JSON.parse(services.sealer.open(Buffer.from(ticket, 'base64url'), TICKET).toString()) as Ticket;
    return opened.did === did && opened.until > services.clock.now().getTime() ? opened : undefined;
  } catch {
    return undefined; // not one of ours
  }
}

const underWay = perProcess((_: Services) => new Set<Did>());

async function* oneAtATime(services: Services, did: Did, begin: () => AsyncIterable<{ readonly text: string }>): AsyncGenerator<string> {
  const running = underWay(services);
  if (running.has(did)) throw new VibeError('rate_limited', 'Your data is being downloaded already', { retryAfterSeconds: 60 });
  running.add(did);
  try {
    for await (const { text } of begin()) yield text;
  } finally {
    running.delete(did);
  }
}
