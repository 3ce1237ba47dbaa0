import { lexemes, withinRows } from '../indexing/index-lexemes.store.ts';
import type { WriteShape, WriteValue } from './write-shape.ts';

/** Names a value that the statement takes. */
export type Take = (value: WriteValue) => string;

export const keyOf = ($: Take): string => `${$('owner')}, ${$('collection')}, ${$('id')}`;

/** The owner's counter: its row lock puts the owner's writes in order. */
export const stream = ({ kind }: WriteShape, $: Take): string =>
  kind === 'create' || kind === 'invite' || kind === 'place'
    ? `stream as (insert into streams as s (owner_did, seq) values (${$('owner')}, 1) on conflict (owner_did) do update set seq = s.seq + 1 returning seq)`
    : `stream as (update streams set seq = seq + 1 where owner_did = ${$('owner')} returning seq)`;

export const RETURNED = `returning documents.seq, documents.ord, documents.generation, documents.hash, documents.deleted, documents.readers as doc_readers,
  documents.denied as doc_denied, documents.acl, documents.created_at, documents.body`;

export function documentWrite({ kind, sharing, anew }: WriteShape, $: Take): string {
  const body = () => `${$('body')}::jsonb, bytes = ${$('bytes')}`;
  switch (kind) {
    case 'create':
      return `${insertion($)} on conflict (owner_did, collection, id) do update set ${revived($)} where documents.deleted and documents.tree is null`;
    case 'invite':
      return `${insertion($)} on conflict (owner_did, collection, id) do nothing`;
    case 'place':
      return `${insertion($, true)} on conflict (owner_did, collection, id) do nothing`;
    case 'edit':
      return linear($, `body = ${body()}`);
    case 'share':
      return linear($, `${shared($)}, body = ${body()}`);
    case 'remove':
      return linear($, 'body = null, bytes = 0, deleted = true');
    case 'merge':
      return `update documents set seq = stream.seq, generation = ${$('generation')}, hash = ${$('hash')}, deleted = ${$('deleted')}, body = ${body()}, ancestors = ${$('ancestors')}, tree = ${$('tree')}, updated_at = ${$('updatedAt')}${sharing ? `, ${shared($)}` : ''}${anew ? `, ${begun($)}` : ''}
        from stream where (documents.owner_did, documents.collection, documents.id) = (${keyOf($)}) and documents.seq = ${$('fromSeq')}`;
  }
}

const shared = ($: Take) =>
  `acl = ${$('acl')}, readers = ${$('readers')}, denied = ${$('denied')}, writers = ${$('writers')}, write_denied = ${$('writeDenied')}`;
const begun = ($: Take) => `ord = ${$('ord')}, created_by_app = ${$('app')}, created_by = ${$('createdBy')}, created_at = ${$('at')}`;

const insertion = ($: Take, placed = false) => `
  insert into documents (owner_did, collection, id, ord, seq, generation, hash, acl, readers, denied, writers, write_denied, body, bytes,
    created_by_app, created_by, created_at, updated_at${placed ? ', deleted, ancestors, tree' : ''})
  select ${keyOf($)}, ${$('ord')}, seq, ${$('generation')}, ${$('hash')}, ${$('acl')}, ${$('readers')}, ${$('denied')}, ${$('writers')}, ${$('writeDenied')},
    ${$('body')}::jsonb, ${$('bytes')}, ${$('app')}, ${$('createdBy')}, ${$('at')}, ${$('at')}${placed ? `, ${$('deleted')}, ${$('ancestors')}, ${$('tree')}` : ''}
    from stream`;

/** The hashes before this revision: the one it replaces, and those before that, as many as are kept. */
const ANCESTORS = ($: Take) => `ancestors = substring(decode(documents.hash, 'hex') || documents.ancestors from 1 for ${$('keptBytes')})`;

/** An edit of the newest revision. A document with more than one leaf is not written here: its tree would no longer be true. */
const linear = ($: Take, set: string) => `
  update documents set seq = stream.seq, generation = ${$('generation')}, hash = ${$('hash')}, ${ANCESTORS($)}, updated_at = ${$('at')}, ${set}
    from stream where (documents.owner_did, documents.collection, documents.id) = (${keyOf($)})
     and documents.generation = ${$('fromGeneration')} and documents.hash = ${$('fromHash')} and not documents.deleted and documents.tree is null`;

/** What was removed comes back under its id, one generation on, by the rule of `nextRevision`. */
const revived = ($: Take) => `
  seq = excluded.seq, generation = documents.generation + 1,
  hash = md5('[false,"' || documents.generation || '-' || documents.hash || '",' || ${$('body')} || ']'), ${ANCESTORS($)}, deleted = false,
  ord = excluded.ord, acl = excluded.acl, readers = excluded.readers, denied = excluded.denied, writers = excluded.writers, write_denied = excluded.write_denied,
  body = excluded.body, bytes = excluded.bytes, created_by_app = excluded.created_by_app, created_by = excluded.created_by,
  created_at = excluded.created_at, updated_at = excluded.updated_at`;

/** One row for each principal who may read. An edit of a body touches none. */
export function readerRows({ kind, sharing, moving }: WriteShape, $: Take): string[] {
  const dropped = (which: string) => `dropped as (
    delete from document_readers r using document d where (r.owner_did, r.collection, r.id) = (${keyOf($)})${which})`;
  const added = (how: string) => `added as (
    insert into document_readers (owner_did, collection, id, ord, principal, denied)
    select ${keyOf($)}, ord, principal, nullif(doc_denied, '{}') from document, unnest(doc_readers) as principal where not deleted ${how})`;
  const update = 'on conflict (principal, collection, ord, owner_did, id) do update set denied = excluded.denied';
  const gone = ' and (d.deleted or not r.principal = any (d.doc_readers))';
  if (kind === 'edit') return [];
  if (kind === 'remove') return [dropped('')];
  if (kind === 'share' || (kind === 'merge' && sharing)) return [dropped(gone), added(update)];
  if (kind === 'merge') return moving ? [dropped(gone), added('')] : [];
  return [added('')];
}

/**
 * Who could read it before and may not now. Someone who is denied now lost it only if it was theirs to read: two people are never one, but whoever
 * holds a certificate or is in a group may be anybody.
 */
export const LOST = `array(
    select p from unnest(before.readers) as p where p <> all (doc_readers)
    union select p from unnest(doc_denied) as p
     where p <> all (before.denied)
       and exists (select from unnest(before.readers) as r where r = p or not (r like 'did:%' and p like 'did:%'))) as lost`;

/** One row for each entry and each principal who may read, the owner first among them. */
export function placesIndexed({ kind, indexed, searched, sharing, moving }: WriteShape, $: Take): string[] {
  if (!indexed && !searched) return [];
  const dropped = (condition: string) => `unindexed as (
    delete from document_index x using document d where (x.owner_did, x.collection, x.id) = (${keyOf($)})${condition})`;
  if (kind === 'remove') return [dropped('')];
  const sources = [
    ...(indexed
      ? [
          `select index_name, key, is_unique from unnest(${$('entryIndexes')}, ${$('entryKeys')}, ${$('entryUniques')}) as e (index_name, key, is_unique)`,
        ]
      : []),
    ...(searched
      ? [
          `select ${$('searchIndex')} as index_name, words.* from (${lexemes($('searchLanguages'), $('searchTexts'), '(select doc_readers from document)')}) as words`,
        ]
      : []),
  ];
  const fresh = kind === 'create' || kind === 'invite' || kind === 'place';
  const known = kind === 'share' || sharing || moving ? 'do update set denied = excluded.denied' : 'do nothing';
  return [
    `entries as materialized (${sources.join(' union ')})`,
    ...(fresh
      ? []
      : [
          dropped(` and (d.deleted or not x.principal = any (d.doc_readers || ${$('owner')})
             or not exists (select from entries e where e.index_name = x.index_name and e.key = x.key))`),
        ]),
    `indexed as (
      insert into document_index (owner_did, collection, id, principal, index_name, key, ord, denied, is_unique)
      select ${keyOf($)}, principal, index_name, key, ord, nullif(doc_denied, '{}'), is_unique and principal = ${$('owner')}
        from document, entries, unnest(doc_readers || ${$('owner')}) as principal
       where not document.deleted${indexed ? ` and ${withinRows(`cardinality(${$('entryKeys')})`, 'doc_readers')}` : ''}
      on conflict (principal, collection, index_name, key, ord, owner_did, id) ${known})`,
  ];
}

/** A group that nobody had named before is told of, so that those in it know. */
export const groupsNamed = ($: Take): string[] => [
  `named as (
    insert into acl_groups (anchor, gid, members)
    select g.* from document, vibe_new_groups(${$('groupIds')}, ${$('groupMembers')}) as g
    on conflict do nothing returning anchor, gid)`,
  `groups_noted as (
    insert into changes (owner_did, collection, id, seq, rev, op, ord, readers)
    select ${$('owner')}, '~groups', gid, 0, '', 'c', 0, array[anchor] from named)`,
];

/** The leaves that lost from now on, with their bodies, and those that no longer do. */
export const lostLeaves = ($: Take): string[] => [
  `ended as (
    delete from document_conflicts c using document
     where (c.owner_did, c.collection, c.id) = (${keyOf($)}) and c.generation || '-' || c.hash = any (${$('endedConflicts')}))`,
  `lost_leaves as (
    insert into document_conflicts (owner_did, collection, id, generation, hash, deleted, body, updated_at)
    select ${keyOf($)}, g, h, false, b::jsonb, t
      from document, unnest(${$('lostGenerations')}, ${$('lostHashes')}, ${$('lostBodies')}, ${$('lostTimes')}) as l (g, h, b, t))`,
];

export const revisions = ({ kind }: WriteShape, $: Take): string => {
  const said =
    kind === 'merge' || kind === 'place'
      ? `g, h, b is null, b::jsonb, acl, ${$('writer')}, ${$('at')} from document, unnest(${$('keptGenerations')}, ${$('keptHashes')}, ${$('keptBodies')}) as k (g, h, b)`
      : `generation, hash, deleted, body, acl, ${$('writer')}, ${$('at')} from document`;
  return `revision as (
    insert into document_revisions (owner_did, collection, id, generation, hash, deleted, body, acl, written_by, at)
    select ${keyOf($)}, ${said} on conflict do nothing)`;
};

const operations = { create: 'c', invite: 'c', edit: 'u', share: 'u', remove: 'r' } as const;

/** The change, and whom it concerns. */
export function noted({ kind }: WriteShape, $: Take): string[] {
  const op = kind === 'merge' || kind === 'place' ? $('op') : `'${operations[kind]}'`;
  return [
    `noted as (
      insert into changes (owner_did, collection, id, seq, rev, op, ord, readers, denied, lost)
      select ${keyOf($)}, seq, generation || '-' || hash, ${op}, ord, doc_readers, doc_denied, lost from told
      returning xid, n, readers || lost as concerned)`,
    `concerned as (
      insert into change_readers (principal, collection, xid, n, owner_did)
      select distinct principal, ${$('collection')}, xid, n, ${$('owner')} from noted, unnest(concerned) as principal)`,
  ];
}
