import { appOfCollection, type Did, nameOfCollection, type QualifiedCollection } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { perProcess } from '../../platform/lifetime.ts';
import { findApp } from '../apps/index.ts';
import { onSpaceAsked } from '../consent/index.ts';
import { spaceOf, spaceOfApp } from '../documents/index.ts';

/** Consents say how much of somebody's space an app uses. */
export const tellSpace = perProcess((services: Services): void =>
  onSpaceAsked(services, async (did, appId) => {
    const { bytes, documents, atLeast } = await spaceOfApp(services, did, appId);
    return { bytes, documents, ...(atLeast && { atLeast }) };
  }),
);

/** What somebody keeps, by app; the largest first. */
export interface OwnSpace {
  readonly apps: readonly {
    readonly app: { readonly id: string; readonly name: string; readonly origin?: string };
    readonly bytes: number;
    readonly documents: number;
    readonly collections: readonly { readonly name: string; readonly bytes: number; readonly documents: number }[];
  }[];
  readonly bytes: number;
  readonly documents: number;
  /** There is more than could be counted. */
  readonly atLeast: boolean;
}

export async function ownSpace(services: Services, did: Did): Promise<OwnSpace> {
  const { collections, ...total } = await spaceOf(services, did);
  const byApp = Map.groupBy(collections, ({ collection }) => appOfCollection(collection as QualifiedCollection));
  const apps = await Promise.all(
    [...byApp].map(async ([id, rows]) => {
      const app = await findApp(services, id);
      const [origin] = app?.origins ?? [];
      return {
        app: { id, name: app?.name ?? id, ...(origin !== undefined && { origin }) },
        bytes: rows.reduce((sum, row) => sum + row.bytes, 0),
        documents: rows.reduce((sum, row) => sum + row.documents, 0),
        collections: rows.map(({ collection, bytes, documents }) => ({
          name: nameOfCollection(collection as QualifiedCollection),
          bytes,
          documents,
        })),
      };
    }),
  );
  return { apps: apps.sort((a, b) => b.bytes - a.bytes), ...total };
}
