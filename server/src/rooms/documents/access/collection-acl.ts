import type { CollectionAcl, CollectionAclInForce, Did, QualifiedCollection, SetCollectionAclInput } from '@vibe/shared';
import { LRUCache } from 'lru-cache';
import type { Context, Services } from '../../../platform/context.ts';
import { perProcess } from '../../../platform/lifetime.ts';
import { changeFeed } from '../../changes/index.ts';
import { type Writer, writerOf } from '../reader.ts';
import type { Group } from '../write/write.store.ts';
import {
  COLLECTION_RULES,
  type CollectionRules,
  dropOwnRules,
  findOwnRules,
  nameGroups,
  saveManifestRules,
  saveOwnRules,
} from './collection-acl.store.ts';
import { groupsNamed } from './memberships.ts';
import { aclCreators, aclReaders } from './principals.ts';
import { Remembered } from './remembered.ts';

/**
 * The asker's own rules stand in place of the manifest's, for what is created from now on; `null` takes them back.
 * @throws {VibeError} unknown_collection, not_signed_in, insufficient_scope
 */
export async function setCollectionAcl(ctx: Context, { collection, acl }: SetCollectionAclInput): Promise<CollectionAclInForce> {
  const writer = await writerOf(ctx, collection);
  const bound = { owner: writer.did, principals: writer.principals };
  if (acl === null) {
    await dropOwnRules(ctx.database, bound, collection);
    told(ctx, writer.did, collection);
    return { acl: writer.collection.defaultAcl ?? {}, from: 'manifest' };
  }
  const { rules, groups } = rulesOf(acl);
  await name(ctx, writer.did, groups);
  await saveOwnRules(ctx.database, bound, collection, rules);
  told(ctx, writer.did, collection);
  return { acl, from: 'owner' };
}

/** The rules in the asker's own collection. */
export async function collectionAclOf(ctx: Context, { collection }: { collection: QualifiedCollection }): Promise<CollectionAclInForce> {
  const writer = await writerOf(ctx, collection);
  return rulesInForce(ctx, writer, collection, writer.did);
}

export async function rulesInForce(
  services: Services,
  writer: Pick<Writer, 'collection'>,
  collection: QualifiedCollection,
  owner: Did,
): Promise<CollectionAclInForce> {
  const own = await ownRules(services).of(`${owner} ${collection}`);
  return own ? { acl: own, from: 'owner' } : { acl: writer.collection.defaultAcl ?? {}, from: 'manifest' };
}

type OwnersCollection = `${Did} ${QualifiedCollection}`;

/** Every create without an ACL asks. */
const ownRules = perProcess((services: Services) => {
  const rules = new Remembered<OwnersCollection, CollectionAcl | undefined>(services, {
    max: 20_000,
    ask(key) {
      const [owner = '', collection = ''] = key.split(' ');
      return findOwnRules(services.database, owner, collection);
    },
  });
  // The change's id is the collection.
  changeFeed(services).watch(COLLECTION_RULES, ({ owner, id }) => rules.forget(`${owner} ${id as QualifiedCollection}`));
  return rules;
});

function told(services: Services, owner: Did, collection: QualifiedCollection): void {
  ownRules(services).forget(`${owner} ${collection}`);
  changeFeed(services).poke();
}

const written = perProcess((_: Services) => new LRUCache<string, Promise<void>>({ max: 2_000 }));

/**
 * Row level security reads the manifest's rules from the database. They are written down before somebody else's collection is first created in, once per
 * process and version.
 */
export function writeDownManifestRules(services: Services, { collection, did }: Writer, qualified: QualifiedCollection): Promise<void> {
  const version = collection.app.manifestVersion;
  const key = `${version} ${qualified}`;
  const known = written(services).get(key);
  if (known) return known;
  const { rules, groups } = rulesOf(collection.defaultAcl ?? {});
  const writing = name(services, did, groups).then(() => saveManifestRules(services.database, qualified, version, rules));
  written(services).set(key, writing);
  writing.catch(() => written(services).delete(key)); // the caller sees the error itself
  return writing;
}

function rulesOf(acl: CollectionAcl): { rules: CollectionRules; groups: readonly Group[] } {
  const { creators, denied, groups } = aclCreators(acl);
  return { rules: { acl, creators, creatorsDenied: denied }, groups: [...aclReaders(acl).groups, ...groups] };
}

async function name(services: Services, owner: Did, groups: readonly Group[]): Promise<void> {
  if (groups.length === 0) return;
  await nameGroups(services.database, { owner, principals: [owner] }, [...new Map(groups.map((each) => [each.gid, each])).values()]);
  groupsNamed(services, groups);
  changeFeed(services).poke();
}
