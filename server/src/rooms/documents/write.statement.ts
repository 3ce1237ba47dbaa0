import type { Statement } from '../../platform/statement.ts';

export type WriteKind = 'create' | 'revive' | 'edit' | 'share' | 'remove';

/** What a write takes along besides the document. Each combination is a statement of its own, so that nothing is paid for what is not asked. */
export interface WriteShape {
  readonly kind: WriteKind;
  /** The collection has declared indexes. */
  readonly indexed: boolean;
  /** The collection is searched: texts become lexemes in the statement itself. */
  readonly searched: boolean;
  /** The ACL names groups. */
  readonly grouped: boolean;
  /** Every revision is kept. */
  readonly history: boolean;
}

const casts = {
  owner: 'text',
  collection: 'text',
  id: 'text',
  fromGeneration: 'integer',
  fromHash: 'text',
  generation: 'integer',
  hash: 'text',
  ord: 'bigint',
  acl: 'jsonb',
  readers: 'text[]',
  denied: 'text[]',
  writers: 'text[]',
  writeDenied: 'text[]',
  body: 'jsonb',
  app: 'text',
  createdBy: 'text',
  writer: 'text',
  at: 'timestamptz',
  keptBytes: 'integer',
  entryIndexes: 'text[]',
  entryKeys: 'bytea[]',
  entryUniques: 'boolean[]',
  searchLanguages: 'text[]',
  searchTexts: 'text[]',
  groupAnchors: 'text[]',
  groupIds: 'text[]',
  groupMembers: 'text[]',
} as const;
export type WriteValue = keyof typeof casts;
export type WriteValues = { readonly [Value in WriteValue]?: unknown };

/*
 * A write is one statement: the owner's counter (whose row lock puts the owner's writes in order), the document, its reader rows, its index rows, the
 * change and whom it concerns. A document that is not at the expected revision makes vibe_written() raise, which undoes all of it.
 * Under READ COMMITTED a write that waited for the counter sees documents as they were before it waited; the revision in the UPDATE's condition is
 * checked again on the newest row, so a stale write never gets through.
 */
export function writeStatement(shape: WriteShape, values: WriteValues): Statement {
  const name = `documents.${shape.kind}${shape.indexed ? ' indexed' : ''}${shape.searched ? ' searched' : ''}${shape.grouped ? ' grouped' : ''}${shape.history ? ' kept' : ''}`;
  const { text, takes } = composed.get(name) ?? remember(name, compose(shape));
  return { name, text, values: takes.map((each) => values[each]) };
}

interface Composed {
  readonly text: string;
  readonly takes: readonly WriteValue[];
}
const composed = new Map<string, Composed>();
function remember(name: string, made: Composed): Composed {
  composed.set(name, made);
  return made;
}

function compose({ kind, indexed, searched, grouped, history }: WriteShape): Composed {
  const takes: WriteValue[] = [];
  const $ = (value: WriteValue): string => {
    if (!takes.includes(value)) takes.push(value);
    return `$${takes.indexOf(value) + 1}::${casts[value]}`;
  };
  const key = `${$('owner')}, ${$('collection')}, ${$('id')}`;
  const entries = indexed || searched;
  const sharing = kind === 'create' || kind === 'revive' || kind === 'share';
  const steps = [
    `stream as (${kind === 'create' ? firstSeq($) : `update streams set seq = seq + 1 where owner_did = ${$('owner')} returning seq`})`,
    ...(kind === 'share' ? [`before as (select readers, denied from documents where ${atRevision($)})`] : []),
    `document as (${documentWrite(kind, $)} ${RETURNING})`,
    ...(kind === 'share' || kind === 'remove' ? [droppedReaders(kind, key)] : []),
    ...(sharing ? [addedReaders(key)] : []),
    ...(entries ? indexRows(kind, indexed, searched, $, key) : []),
    ...(sharing && grouped ? groups($, key) : []),
    ...(history ? [revision(kind, $, key)] : []),
    `told as (select *, ${kind === 'share' ? LOST : "'{}'::text[] as lost"} from document${kind === 'share' ? ', before' : ''})`,
    `noted as (
      insert into changes (owner_did, collection, id, seq, rev, op, ord, readers, denied, lost)
      select ${key}, seq, generation || '-' || hash, '${operations[kind]}', ord, doc_readers, doc_denied, lost from told
      returning xid, n, readers || lost as concerned)`,
    `concerned as (
      insert into change_readers (principal, collection, xid, n, owner_did)
      select distinct principal, ${$('collection')}, xid, n, ${$('owner')} from noted, unnest(concerned) as principal)`,
  ];
  const text = `with ${steps.join(',\n')}
    select vibe_written(seq) as seq, acl, created_at from (select) as one left join document on true`;
  return { text, takes };
}

type Take = (value: WriteValue) => string;
const operations: Record<WriteKind, string> = { create: 'c', revive: 'c', edit: 'u', share: 'u', remove: 'r' };

const RETURNING = `returning documents.seq, documents.ord, documents.generation, documents.hash, documents.readers as doc_readers,
  documents.denied as doc_denied, documents.acl, documents.created_at, documents.body`;

const firstSeq = ($: Take) =>
  `insert into streams as s (owner_did, seq) values (${$('owner')}, 1) on conflict (owner_did) do update set seq = s.seq + 1 returning seq`;

const atRevision = ($: Take) =>
  `owner_did = ${$('owner')} and collection = ${$('collection')} and id = ${$('id')} and generation = ${$('fromGeneration')} and hash = ${$('fromHash')}`;

/** The hashes before this revision: the one it replaces, and those before that, as many as are kept. */
const linear = ($: Take) =>
  `seq = stream.seq, generation = ${$('generation')}, hash = ${$('hash')},
   ancestors = substring(decode(documents.hash, 'hex') || documents.ancestors from 1 for ${$('keptBytes')}), updated_at = ${$('at')}`;

const shared = ($: Take) =>
  `acl = ${$('acl')}, readers = ${$('readers')}, denied = ${$('denied')}, writers = ${$('writers')}, write_denied = ${$('writeDenied')}`;

function documentWrite(kind: WriteKind, $: Take): string {
  // A document with more than one leaf is not written here: its tree would no longer be true.
  const update = (set: string, condition: string) =>
    `update documents set ${linear($)}, ${set} from stream where ${atRevision($)} and ${condition} and tree is null`;
  switch (kind) {
    case 'create':
      return `insert into documents (owner_did, collection, id, ord, seq, generation, hash, acl, readers, denied, writers, write_denied,
                body, created_by_app, created_by, created_at, updated_at)
              select ${$('owner')}, ${$('collection')}, ${$('id')}, ${$('ord')}, seq, ${$('generation')}, ${$('hash')}, ${$('acl')},
                ${$('readers')}, ${$('denied')}, ${$('writers')}, ${$('writeDenied')}, ${$('body')}, ${$('app')}, ${$('createdBy')}, ${$('at')}, ${$('at')}
                from stream on conflict (owner_did, collection, id) do nothing`;
    case 'revive':
      return update(
        `${shared($)}, ord = ${$('ord')}, body = ${$('body')}, created_by_app = ${$('app')}, created_by = ${$('createdBy')}, deleted = false, created_at = ${$('at')}`,
        'deleted',
      );
    case 'edit':
      return update(`body = ${$('body')}`, 'not deleted');
    case 'share':
      return update(`${shared($)}, body = ${$('body')}`, 'not deleted');
    case 'remove':
      return update('body = null, deleted = true', 'not deleted');
  }
}

const droppedReaders = (kind: 'share' | 'remove', key: string) => `dropped as (
  delete from document_readers r using document d
   where (r.owner_did, r.collection, r.id) = (${key})${kind === 'share' ? ' and not r.principal = any (d.doc_readers)' : ''})`;

const addedReaders = (key: string) => `added as (
  insert into document_readers (owner_did, collection, id, ord, principal, denied)
  select ${key}, ord, principal, nullif(doc_denied, '{}') from document, unnest(doc_readers) as principal
  on conflict (principal, collection, ord, owner_did, id) do update set denied = excluded.denied)`;

/** Who could read it before and may not now. Someone who is denied now lost it only if it was theirs to read. */
const LOST = `array(
    select p from unnest(before.readers) as p where p <> all (doc_readers)
    union select p from unnest(doc_denied) as p
     where p <> all (before.denied) and (p = any (before.readers) or '*' = any (before.readers) or p like 'c:%' or p like 'g:%')) as lost`;

/** One row for each entry and each principal who may read, the owner first among them. */
function indexRows(kind: WriteKind, indexed: boolean, searched: boolean, $: Take, key: string): string[] {
  const dropped = (condition: string) => `unindexed as (
    delete from document_index x using document d where (x.owner_did, x.collection, x.id) = (${key})${condition})`;
  if (kind === 'remove') return [dropped('')];
  const sources = [
    ...(indexed
      ? [
          `select index_name, key, is_unique from unnest(${$('entryIndexes')}, ${$('entryKeys')}, ${$('entryUniques')}) as e (index_name, key, is_unique)`,
        ]
      : []),
    ...(searched
      ? [
          `select '~search', convert_to(lexeme, 'UTF8'), false
             from unnest(${$('searchLanguages')}, ${$('searchTexts')}) as s (language, content), unnest(to_tsvector(language::regconfig, content))`,
        ]
      : []),
  ];
  const fresh = kind === 'create' || kind === 'revive';
  const known = kind === 'share' ? 'do update set denied = excluded.denied' : 'do nothing';
  return [
    `entries as materialized (${sources.join(' union ')})`,
    ...(fresh
      ? []
      : [
          dropped(` and (not x.principal = any (d.doc_readers || ${$('owner')})
             or not exists (select from entries e where e.index_name = x.index_name and e.key = x.key))`),
        ]),
    `indexed as (
      insert into document_index (owner_did, collection, id, principal, index_name, key, ord, denied, is_unique)
      select ${key}, principal, index_name, key, ord, nullif(doc_denied, '{}'), is_unique and principal = ${$('owner')}
        from document, entries, unnest(doc_readers || ${$('owner')}) as principal
      on conflict (principal, collection, index_name, key, ord, owner_did, id) ${known})`,
  ];
}

/** A group that nobody had named before is told of, so that those in it know. */
const groups = ($: Take, key: string) => [
  `named as (
    insert into acl_groups (anchor, gid, members)
    select anchor, gid, string_to_array(members, E'\\n') from document, unnest(${$('groupAnchors')}, ${$('groupIds')}, ${$('groupMembers')}) as g (anchor, gid, members)
    on conflict do nothing returning anchor, gid)`,
  `groups_noted as (
    insert into changes (owner_did, collection, id, seq, rev, op, ord, readers)
    select ${$('owner')}, '~groups', gid, 0, '', 'c', 0, array[anchor] from named)`,
];

const revision = (kind: WriteKind, $: Take, key: string) => `revision as (
  insert into document_revisions (owner_did, collection, id, generation, hash, deleted, body, acl, written_by, at)
  select ${key}, generation, hash, ${kind === 'remove'}, body, acl, ${$('writer')}, ${$('at')} from document
  on conflict do nothing)`;
