import type { Did } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { type Counts, LineSealer, type Progress } from '../../platform/sealed-lines.ts';
import { readServerFact } from '../../platform/server-state.ts';
import { documentsToExport, type ExportPlace, exportDocuments, exportOwners } from '../documents/index.ts';
import { appLine, personLines } from './export-lines.ts';
import { type ExportManifest, FORMAT, type What } from './manifest.ts';

/** Where to go on: everything up to this owner, and of this owner what stands before `place`. */
interface Position {
  readonly owner: Did;
  readonly place?: ExportPlace;
}
/** What a file that was cut says at its last mark. */
export interface Resume extends Progress {
  readonly after: unknown;
}

export interface Chunk {
  readonly text: string;
  readonly counts: Counts;
}

export async function exportManifestFor(services: Services, what: What): Promise<ExportManifest> {
  const owner = 'user' in what ? (what.user.did as Did) : undefined;
  const documents = await documentsToExport(services, owner, 'app' in what ? what.app?.id : undefined);
  return {
    ...{ type: 'manifest', format: FORMAT, what: what as ExportManifest['what'], at: services.clock.now().toISOString() },
    ...{ server: services.publicUrl, epoch: (await readServerFact(services.database, 'epoch')) ?? '', counts: { documents } },
  };
}

/**
 * The text of an export, piece by piece: owners by DID, each with what is known of the person (unless it is one app's data), then documents by collection
 * and id, then their history. Holds one page in memory.
 * @param resume goes on behind the last mark of a file that was cut
 */
export async function* exportText(services: Services, manifest: ExportManifest, resume?: Resume): AsyncGenerator<Chunk> {
  const sealer = new LineSealer(resume);
  const { what } = manifest;
  const appId = 'app' in what ? what.app?.id : undefined;
  const after = resume?.after as Position | undefined;
  const chunk = (text: string): Chunk => ({ text, counts: sealer.counts });
  if (!resume) yield chunk(sealer.group([JSON.stringify(manifest), ...(await appLine(services, appId))], {}, undefined));
  for await (const owner of ownersOf(services, what, after?.owner)) {
    const goesOn = after?.owner === owner;
    // Its own lines stand before its documents, in one group: a file that goes on at this owner has them.
    if (!goesOn) yield chunk(sealer.group(await personLines(services, owner, appId), { owners: 1 }, { owner }));
    for await (const { lines, counted, after: place } of exportDocuments(services, owner, appId, goesOn ? after?.place : undefined))
      yield chunk(sealer.group(lines, counted, { owner, place }));
  }
  yield chunk(sealer.end());
}

const OWNERS_A_PAGE = 200;

/** From the owner at which a file was cut, that one included. */
async function* ownersOf(services: Services, what: What, from: Did | undefined): AsyncGenerator<Did> {
  if ('user' in what) return void (yield what.user.did as Did);
  if (from !== undefined) yield from;
  for (let after: string = from ?? ''; ; ) {
    const owners = await exportOwners(services, after, OWNERS_A_PAGE);
    yield* owners;
    const last = owners.at(-1);
    if (last === undefined) return;
    after = last;
  }
}
