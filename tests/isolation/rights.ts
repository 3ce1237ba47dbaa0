import { createHash } from 'node:crypto';
import type { Bound, Row } from './rows.ts';

/** The rows that a role may touch, as it is bound. */
export type Which = (row: Row, bound: Required<Bound>) => boolean;
export type Command = 'select' | 'insert' | 'update' | 'delete';
export const commands: readonly Command[] = ['select', 'insert', 'update', 'delete'];
/** What is left out is closed: not even the privilege is there. */
export type RoleRights = Partial<Record<Command, Which>>;

export interface TableRights {
  /** Rows to plant, for two people each; what is left out is made up. */
  readonly rows: (did: string, other: string) => readonly Row[];
  readonly vibe_reader?: RoleRights;
  readonly vibe_writer?: RoleRights;
  readonly vibe_feed?: RoleRights;
  readonly vibe_system?: RoleRights;
}

const list = (value: unknown): readonly string[] => (value ?? []) as string[];
const meets = (some: unknown, bound: Required<Bound>): boolean => list(some).some((each) => bound.principals.includes(each));

const all: Which = () => true;
const none: Which = () => false;
const reads = { select: all } as const;
const everything = { select: all, insert: all, update: all, delete: all } as const;

const own: Which = (row, { principals }) => principals.includes(row.owner_did as string);
const readable: Which = (row, bound) => own(row, bound) || (meets(row.readers, bound) && !meets(row.denied, bound));
const named: Which = (row, { principals }) => principals.includes(row.principal as string);
/** Of whom the transaction is bound to… */
const ofBound: Which = (row, { owner }) => row.owner_did === owner;
/** …and who writes is that one. */
const byOwner: Which = (row, bound) => ofBound(row, bound) && own(row, bound);
const writable: Which = (row, bound) =>
  ofBound(row, bound) && (own(row, bound) || (meets(row.writers, bound) && !meets(row.write_denied, bound)));
const long = (): Date => new Date(0);

const document = (did: string, id: string) => ({ owner_did: did, collection: 'feeds/posts', id });
const belongings = (did: string) =>
  ['private', 'shared', 'denied', 'public', 'writable', 'not-writable'].map((id) => ({ ...document(did, id), body: '{}' }));
/** What belongs to a document goes with it: here bob is who is not the owner. */
const isSignedIn = ({ principals }: Required<Bound>): boolean => principals.length > 1;
const ofReadable: Which = (row, bound) =>
  own(row, bound) || (isSignedIn(bound) && ['shared', 'public', 'writable'].includes(row.id as string));
const ofWritableAnywhere: Which = (row, bound) => own(row, bound) || (isSignedIn(bound) && row.id === 'writable');
const ofWritable: Which = (row, bound) => ofBound(row, bound) && ofWritableAnywhere(row, bound);

const groupId = (members: readonly string[]): string =>
  `g:${createHash('sha256')
    .update([...members].sort().join('\n'))
    .digest('hex')}`;
const group = (anchor: string, members: readonly string[]) => ({ anchor, members, gid: groupId(members) });
const honest: Which = ({ gid, anchor, members }) =>
  gid === groupId(list(members)) && list(members).includes(anchor as string) && list(members).length > 1;

/** What each role may do with each table. A table that is not here fails the test; so does a privilege that is not here. */
export const rights: Readonly<Record<string, TableRights>> = {
  migrations: { rows: () => [], vibe_system: reads },
  server_state: {
    rows: () => [],
    vibe_feed: { select: all, update: (row) => row.name === 'changes_horizon' },
    vibe_system: { select: all, insert: all, update: all },
  },

  dids: { rows: (did) => [{ did, kind: 'user' }], vibe_system: everything },
  did_keys: { rows: (did) => [{ did, purpose: 'sign' }], vibe_system: everything },
  accounts: { rows: (did) => [{ did }], vibe_system: everything },
  pictures: { rows: (did) => [{ did }], vibe_system: everything },
  passkeys: { rows: (did) => [{ did }], vibe_system: everything },
  passkey_challenges: { rows: (did) => [{ did, purpose: 'add' }], vibe_system: everything },
  sessions: { rows: (did) => [{ did }], vibe_system: everything },
  recovery_codes: { rows: (did) => [{ did }], vibe_system: everything },
  email_addresses: { rows: (did) => [{ did }], vibe_system: everything },
  email_proofs: { rows: (did) => [{ did, purpose: 'add' }], vibe_system: everything },
  email_outbox: { rows: (did) => [{ did }], vibe_system: everything },
  account_events: { rows: (did) => [{ did }], vibe_system: everything },
  rate_limits: { rows: () => [{}], vibe_system: everything },
  sign_in_links: { rows: (did) => [{ did }], vibe_system: everything },

  certificates: {
    rows: (did) => [{ subject_did: did, type: 'member' }],
    // No more than that it is there, see below.
    vibe_reader: { select: none },
    vibe_system: everything,
  },
  certificate_issuers: { rows: (did) => [{ issuer_did: did }], vibe_system: everything },
  certificate_templates: { rows: (did) => [{ issuer_did: did }], vibe_system: everything },

  apps: { rows: (did) => [{ owner_did: did }], vibe_system: { select: all, insert: all, update: all } },
  app_manifests: { rows: (did) => [{ pushed_by: did }], vibe_system: { select: all, insert: all } },
  collection_indexes: { rows: () => [{ state: 'ready' }], vibe_system: everything },
  consents: { rows: (did) => [{ owner_did: did }], vibe_system: everything },
  consent_terms: { rows: (did) => [{ owner_did: did }], vibe_system: everything },
  consent_events: {
    rows: (did) => [
      { owner_did: did, what: 'granted', how: 'page', scopes: ['openid'] },
      { owner_did: `${did}-erased`, what: 'granted', how: 'page', scopes: ['openid'] },
    ],
    // As long as there is the account, its history stays.
    vibe_system: { select: all, insert: all, delete: (row) => String(row.owner_did).endsWith('-erased') },
  },
  oauth_records: { rows: () => [{}], vibe_system: everything },
  oauth_grants: { rows: (did) => [{ owner_did: did }], vibe_system: everything },
  logout_notices: { rows: (did) => [{ owner_did: did }], vibe_system: everything },
  oauth_keys: { rows: () => [{ state: 'retired' }], vibe_system: everything },

  streams: {
    rows: (did) => [{ owner_did: did }],
    vibe_writer: { select: ofBound, insert: ofBound, update: ofBound, delete: byOwner },
    vibe_feed: reads,
  },
  leaving_owners: {
    rows: (did) => [{ owner_did: did }],
    // It locks the mark, and changes nothing.
    vibe_writer: { select: byOwner, update: none },
    vibe_system: { select: all, insert: all, delete: all },
  },
  documents: {
    rows: (did, other) => [
      { ...document(did, 'private'), body: '{}' },
      { ...document(did, 'shared'), body: '{}', readers: [other] },
      { ...document(did, 'denied'), body: '{}', readers: ['*'], denied: [other] },
      { ...document(did, 'public'), body: '{}', readers: ['*'] },
      { ...document(did, 'writable'), body: '{}', readers: [other], writers: [other] },
      { ...document(did, 'not-writable'), body: '{}', writers: ['*'], write_denied: [other] },
      { ...document(did, 'removed'), deleted: true },
      { ...document(did, 'withdrawn'), deleted: true, kept: '{}' },
    ],
    vibe_reader: { select: readable },
    vibe_writer: {
      select: writable,
      insert: byOwner,
      update: writable,
      delete: (row, bound) => byOwner(row, bound) && row.deleted === true,
    },
    vibe_feed: reads,
  },
  document_readers: {
    rows: (did, other) => [
      { owner_did: did, principal: other },
      { owner_did: did, principal: 'did:web:nobody.example' },
      { owner_did: did, principal: '*' },
    ],
    vibe_reader: { select: named },
    vibe_writer: { select: ofBound, insert: byOwner, update: byOwner, delete: ofBound },
  },
  document_index: {
    rows: (did, other) => [
      { ...document(did, 'private'), principal: did },
      { ...document(did, 'shared'), principal: other },
      { ...document(did, 'public'), principal: '*' },
      { ...document(did, 'writable'), principal: other },
    ],
    vibe_reader: { select: named },
    vibe_writer: { select: ofBound, insert: ofWritable, update: ofWritable, delete: ofBound },
  },
  document_conflicts: {
    rows: belongings,
    vibe_reader: { select: ofReadable },
    vibe_writer: { select: ofWritable, insert: ofWritable, delete: ofWritable },
  },
  document_revisions: {
    rows: belongings,
    vibe_reader: { select: ofWritableAnywhere },
    vibe_writer: { select: ofWritable, insert: ofWritable, delete: byOwner },
  },
  write_results: {
    rows: (did) => [{ owner_did: did, at: long() }],
    // A batch's results are its sender's, whosever documents it writes.
    vibe_writer: { select: own, insert: own, update: own, delete: byOwner },
    vibe_feed: { select: all, delete: all },
  },
  acl_groups: {
    rows: (did) => [
      group(did, [did, 'did:web:nobody.example']),
      group(did, ['did:web:somebody.example', 'did:web:nobody.example']),
      { ...group(did, [did, 'did:web:friend.example']), gid: groupId(['did:web:somebody.example', 'did:web:nobody.example', did]) },
    ],
    vibe_reader: { select: (row, { principals }) => principals.includes(row.anchor as string) },
    vibe_writer: { select: all, insert: honest },
  },
  collection_acls: {
    rows: (did) => [{ owner_did: did }, { owner_did: '*' }],
    vibe_reader: { select: own },
    vibe_writer: {
      select: (row, bound) => ofBound(row, bound) || row.owner_did === '*',
      insert: byOwner,
      update: byOwner,
      delete: byOwner,
    },
    vibe_system: {
      select: (row) => row.owner_did === '*',
      insert: (row) => row.owner_did === '*',
      update: (row) => row.owner_did === '*',
      delete: (row) => row.owner_did === '*',
    },
  },
  changes: {
    rows: (did, other) => [
      { owner_did: did, at: long() },
      { owner_did: did, readers: [other] },
      { owner_did: did, readers: ['*'], denied: [other] },
      { owner_did: did, lost: [other] },
      { owner_did: did, collection: '~certificates', readers: [other] },
    ],
    vibe_reader: { select: (row, bound) => readable(row, bound) || meets(row.lost, bound) },
    // It reads the few columns that say whom its own change concerns, of its own transaction alone.
    vibe_writer: { select: none, insert: ofBound },
    vibe_feed: { select: all, delete: (row) => (row.at as Date).getTime() < Date.now() - 7 * 86_400_000 },
    vibe_system: { insert: (row) => row.collection === '~certificates' },
  },
  change_readers: {
    rows: (did, other) => [
      { owner_did: did, principal: other },
      { owner_did: did, principal: '*' },
      { owner_did: did, principal: 'did:web:nobody.example' },
    ],
    vibe_reader: { select: named },
    vibe_writer: { insert: ofBound },
    vibe_feed: { select: all, delete: all },
  },
};
