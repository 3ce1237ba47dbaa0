import { appId, appManifest } from '@vibe/shared';
import { z } from 'zod';
import { forPerson } from '../../trpc/init.ts';
import { listAppsOf, pushApp } from './apps.ts';
import type { IndexStatus } from './index-status.ts';
import { listIndexesOf } from './index-work.ts';

/** What an owner sees of an app of theirs. */
export interface OwnedApp {
  readonly id: string;
  readonly did: string;
  readonly clientId: string;
  readonly name: string;
  readonly origins: readonly string[];
  readonly redirectUris: readonly string[];
  readonly manifestVersion: number;
}

export const appsProcedures = {
  push: forPerson.input(appManifest).mutation(async ({ ctx, input }): Promise<OwnedApp> => owned(await pushApp(ctx, input, ctx.asker.did))),
  indexes: forPerson
    .input(z.strictObject({ id: appId }))
    .query(({ ctx, input }): Promise<IndexStatus[]> => listIndexesOf(ctx, input.id, ctx.asker.did)),
  list: forPerson.query(async ({ ctx }): Promise<OwnedApp[]> => (await listAppsOf(ctx, ctx.asker.did)).map(owned)),
};

const owned = ({ id, did, clientId, name, origins, redirectUris, manifestVersion }: OwnedApp): OwnedApp => ({
  id,
  did,
  clientId,
  name,
  origins,
  redirectUris,
  manifestVersion,
});
