// Generated from the migrated database by scripts/generate-tables.ts. Do not edit.
import type { ColumnType } from 'kysely';

export interface Tables {
  account_events: {
    did: string;
    id: string;
    at: ColumnType<Date, Date | string, Date | string>;
    what: string;
    detail: ColumnType<string | null, string | null | undefined, string | null>;
    device: string;
    network: string;
  };
  accounts: {
    did: string;
    handle: string;
    name: string;
    password_hash: ColumnType<string | null, string | null | undefined, string | null>;
    webauthn_user: string;
    picture_version: ColumnType<string | null, string | null | undefined, string | null>;
    created_at: ColumnType<Date, Date | string, Date | string>;
    departure: ColumnType<string | null, string | null | undefined, string | null>;
    erase_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  acl_groups: {
    anchor: string;
    gid: string;
    members: string[];
  };
  app_manifests: {
    app_id: string;
    version: number;
    manifest: ColumnType<unknown, string, string>;
    pushed_by: ColumnType<string | null, string | null | undefined, string | null>;
    pushed_at: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  apps: {
    id: string;
    did: string;
    client_id: string;
    owner_did: ColumnType<string | null, string | null | undefined, string | null>;
    manifest_version: ColumnType<number, number | undefined, number>;
    document_read_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    document_fresh_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    created_at: ColumnType<Date, Date | string | undefined, Date | string>;
    scopes_since: ColumnType<unknown, string | undefined, string>;
  };
  certificate_issuers: {
    issuer_did: string;
    status_list: string;
    listed: number;
  };
  certificate_templates: {
    issuer_did: string;
    type: string;
    title: string;
    fields: ColumnType<unknown, string, string>;
    updated_at: ColumnType<Date, Date | string, Date | string>;
  };
  certificates: {
    subject_did: string;
    id: string;
    issuer_did: string;
    type: string;
    claims: ColumnType<unknown, string, string>;
    jwt: string;
    issued_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    revoked_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    revoked_because: ColumnType<string | null, string | null | undefined, string | null>;
    status_list: string;
    status_index: number;
  };
  change_readers: {
    principal: string;
    collection: string;
    xid: string;
    n: ColumnType<string, string | number | bigint, string | number | bigint>;
    owner_did: string;
  };
  changes: {
    xid: ColumnType<string, string | undefined, string>;
    n: ColumnType<string, never, never>;
    owner_did: string;
    collection: string;
    id: string;
    seq: ColumnType<string, string | number | bigint, string | number | bigint>;
    rev: string;
    op: string;
    ord: ColumnType<string, string | number | bigint, string | number | bigint>;
    readers: ColumnType<string[], string[] | undefined, string[]>;
    denied: ColumnType<string[], string[] | undefined, string[]>;
    lost: ColumnType<string[], string[] | undefined, string[]>;
    at: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  collection_acls: {
    owner_did: string;
    collection: string;
    acl: ColumnType<unknown, string, string>;
    creators: ColumnType<string[], string[] | undefined, string[]>;
    creators_denied: ColumnType<string[], string[] | undefined, string[]>;
    updated_at: ColumnType<Date, Date | string | undefined, Date | string>;
    manifest_version: ColumnType<number | null, number | null | undefined, number | null>;
  };
  collection_indexes: {
    collection: string;
    index_name: string;
    app_id: string;
    name: string;
    state: string;
    asked_at: ColumnType<Date, Date | string | undefined, Date | string>;
    round: ColumnType<number, number | undefined, number>;
    since: ColumnType<string | null, string | null | undefined, string | null>;
    at_owner: ColumnType<string | null, string | null | undefined, string | null>;
    at_id: ColumnType<string | null, string | null | undefined, string | null>;
    documents: ColumnType<string, string | number | bigint | undefined, string | number | bigint>;
    owners: ColumnType<string, string | number | bigint | undefined, string | number | bigint>;
    of_owners: ColumnType<string | null, string | number | bigint | null | undefined, string | number | bigint | null>;
    problem: ColumnType<unknown | null, string | null | undefined, string | null>;
  };
  consent_events: {
    id: ColumnType<string, never, never>;
    owner_did: string;
    app_id: string;
    what: string;
    scopes: string[];
    how: string;
    manifest_version: ColumnType<number | null, number | null | undefined, number | null>;
    at: ColumnType<Date, Date | string | undefined, Date | string>;
    added: ColumnType<string[], string[] | undefined, string[]>;
    removed: ColumnType<string[], string[] | undefined, string[]>;
    ends_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  consent_terms: {
    owner_did: string;
    app_id: string;
    since: ColumnType<Date, Date | string, Date | string>;
    renewed_at: ColumnType<Date, Date | string, Date | string>;
    ends_at: ColumnType<Date, Date | string, Date | string>;
    used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  consents: {
    owner_did: string;
    app_id: string;
    scope: string;
    granted_at: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  did_keys: {
    did: string;
    key_id: string;
    purpose: string;
    public_key: string;
    sealed_private_key: Buffer;
    created_at: ColumnType<Date, Date | string, Date | string>;
  };
  dids: {
    did: string;
    kind: string;
    path: string;
    log: ColumnType<unknown, string, string>;
    web_document: ColumnType<unknown, string, string>;
    created_at: ColumnType<Date, Date | string, Date | string>;
  };
  document_conflicts: {
    owner_did: string;
    collection: string;
    id: string;
    generation: number;
    hash: string;
    deleted: boolean;
    body: ColumnType<unknown | null, string | null | undefined, string | null>;
    updated_at: ColumnType<Date, Date | string, Date | string>;
  };
  document_index: {
    principal: string;
    collection: string;
    index_name: string;
    key: Buffer;
    ord: ColumnType<string, string | number | bigint, string | number | bigint>;
    owner_did: string;
    id: string;
    denied: ColumnType<string[] | null, string[] | null | undefined, string[] | null>;
    is_unique: ColumnType<boolean, boolean | undefined, boolean>;
  };
  document_readers: {
    principal: string;
    collection: string;
    ord: ColumnType<string, string | number | bigint, string | number | bigint>;
    owner_did: string;
    id: string;
    denied: ColumnType<string[] | null, string[] | null | undefined, string[] | null>;
    walk: ColumnType<string, never, never>;
    is_denied: ColumnType<boolean, never, never>;
  };
  document_revisions: {
    owner_did: string;
    collection: string;
    id: string;
    generation: number;
    hash: string;
    deleted: boolean;
    body: ColumnType<unknown | null, string | null | undefined, string | null>;
    acl: ColumnType<unknown, string, string>;
    written_by: string;
    at: ColumnType<Date, Date | string, Date | string>;
  };
  documents: {
    owner_did: string;
    collection: string;
    id: string;
    ord: ColumnType<string, string | number | bigint, string | number | bigint>;
    seq: ColumnType<string, string | number | bigint, string | number | bigint>;
    generation: number;
    hash: string;
    acl: ColumnType<unknown, string | undefined, string>;
    readers: ColumnType<string[], string[] | undefined, string[]>;
    denied: ColumnType<string[], string[] | undefined, string[]>;
    body: ColumnType<unknown | null, string | null | undefined, string | null>;
    created_by_app: string;
    deleted: ColumnType<boolean, boolean | undefined, boolean>;
    created_at: ColumnType<Date, Date | string, Date | string>;
    updated_at: ColumnType<Date, Date | string, Date | string>;
    writers: ColumnType<string[], string[] | undefined, string[]>;
    write_denied: ColumnType<string[], string[] | undefined, string[]>;
    created_by: ColumnType<string | null, string | null | undefined, string | null>;
    ancestors: ColumnType<Buffer, Buffer | undefined, Buffer>;
    tree: ColumnType<unknown | null, string | null | undefined, string | null>;
    kept: ColumnType<unknown | null, string | null | undefined, string | null>;
    bytes: ColumnType<number, number | undefined, number>;
  };
  email_addresses: {
    did: string;
    key: string;
    address: string;
    signs_in: ColumnType<boolean, boolean | undefined, boolean>;
    verified_at: ColumnType<Date, Date | string, Date | string>;
    ended_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    undo_hash: ColumnType<string | null, string | null | undefined, string | null>;
  };
  email_outbox: {
    id: string;
    did: ColumnType<string | null, string | null | undefined, string | null>;
    sealed: Buffer;
    tries: ColumnType<number, number | undefined, number>;
    next_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
  };
  email_proofs: {
    id: string;
    purpose: string;
    did: ColumnType<string | null, string | null | undefined, string | null>;
    key: string;
    address: string;
    browser_hash: string;
    token_hash: string;
    stop_hash: ColumnType<string | null, string | null | undefined, string | null>;
    tries: ColumnType<number, number | undefined, number>;
    continue_to: ColumnType<string | null, string | null | undefined, string | null>;
    opens_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    proved_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  leaving_owners: {
    owner_did: string;
    since: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  logout_notices: {
    id: string;
    app_id: string;
    owner_did: string;
    session_id: string;
    attempts: ColumnType<number, number | undefined, number>;
    next_at: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  migrations: {
    name: string;
    applied_at: ColumnType<Date, Date | string | undefined, Date | string>;
  };
  oauth_grants: {
    id: string;
    owner_did: string;
    app_id: string;
    session_id: ColumnType<string | null, string | null | undefined, string | null>;
    created_at: ColumnType<Date, Date | string | undefined, Date | string>;
    ended_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    device: ColumnType<string | null, string | null | undefined, string | null>;
    network: ColumnType<string | null, string | null | undefined, string | null>;
    last_used_at: ColumnType<Date, Date | string | undefined, Date | string>;
    ended_by_app: ColumnType<boolean, boolean | undefined, boolean>;
    consent_ends_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  oauth_keys: {
    id: string;
    state: string;
    public_jwk: ColumnType<unknown, string, string>;
    sealed_private_jwk: Buffer;
    created_at: ColumnType<Date, Date | string, Date | string>;
    state_since: ColumnType<Date, Date | string, Date | string>;
  };
  oauth_records: {
    model: string;
    id_hash: string;
    payload: ColumnType<unknown, string, string>;
    grant_id: ColumnType<string | null, string | null | undefined, string | null>;
    uid: ColumnType<string | null, string | null | undefined, string | null>;
    expires_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    consumed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  passkey_challenges: {
    challenge: string;
    purpose: string;
    did: ColumnType<string | null, string | null | undefined, string | null>;
    handle: ColumnType<string | null, string | null | undefined, string | null>;
    name: ColumnType<string | null, string | null | undefined, string | null>;
    webauthn_user: ColumnType<string | null, string | null | undefined, string | null>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
  };
  passkeys: {
    did: string;
    id: string;
    name: string;
    public_key: Buffer;
    counter: ColumnType<string, string | number | bigint, string | number | bigint>;
    transports: string[];
    backed_up: boolean;
    created_at: ColumnType<Date, Date | string, Date | string>;
    last_used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  pictures: {
    did: string;
    media_type: string;
    bytes: Buffer;
  };
  rate_limits: {
    kind: string;
    subject: Buffer;
    spent_until: number;
  };
  recovery_codes: {
    did: string;
    code_hash: string;
    created_at: ColumnType<Date, Date | string, Date | string>;
    used_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  };
  server_state: {
    name: string;
    value: string;
  };
  sessions: {
    did: string;
    id: string;
    token_hash: string;
    frame_token_hash: string;
    how: string;
    device: string;
    network: string;
    created_at: ColumnType<Date, Date | string, Date | string>;
    last_seen_at: ColumnType<Date, Date | string, Date | string>;
    expires_at: ColumnType<Date, Date | string, Date | string>;
    confirmed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    told_until: ColumnType<Date, Date | string, Date | string>;
  };
  sign_in_links: {
    token_hash: string;
    did: string;
    continue_to: string;
    expires_at: ColumnType<Date, Date | string, Date | string>;
  };
  streams: {
    owner_did: string;
    seq: ColumnType<string, string | number | bigint, string | number | bigint>;
  };
  write_results: {
    owner_did: string;
    app_id: string;
    key: string;
    item: number;
    result: ColumnType<unknown, string, string>;
    at: ColumnType<Date, Date | string | undefined, Date | string>;
  };
}
