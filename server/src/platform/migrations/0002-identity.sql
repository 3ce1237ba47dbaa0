-- Who exists (DIDs and their keys), who may come in (passwords, passkeys, links) and who is in (sessions).
-- Only vibe_system sees any of it. Secrets are hashed (tokens, passwords) or sealed (private keys).

create table dids (
  did text collate "C" primary key,
  kind text collate "C" not null check (kind in ('user', 'app', 'server')),
  path text collate "C" not null unique,
  log jsonb not null,
  web_document jsonb not null,
  created_at timestamptz not null
);
comment on column dids.path is 'Where its files lie below the server''s origin: u/alice, apps/feeds, .well-known.';
comment on column dids.log is 'The did:webvh log, one array element per line of did.jsonl. Empty for the server''s own did:web.';

create table did_keys (
  did text collate "C" not null references dids on delete cascade,
  key_id text collate "C" not null,
  purpose text collate "C" not null check (purpose in ('update', 'sign')),
  public_key text collate "C" not null,
  sealed_private_key bytea not null,
  created_at timestamptz not null,
  primary key (did, key_id)
);
comment on table did_keys is 'Ed25519. update: may write the next log entry; sign: speaks for the DID (authentication, assertionMethod).';

create table accounts (
  did text collate "C" primary key references dids,
  handle text collate "C" not null unique,
  name text collate "C" not null,
  password_hash text collate "C",
  webauthn_user text collate "C" not null unique,
  picture_version text collate "C",
  created_at timestamptz not null
);
comment on column accounts.webauthn_user is 'What authenticators know the account by: random, so that it says nothing of the person (WebAuthn L3 §14.6.1).';

create table pictures (
  did text collate "C" primary key references accounts on delete cascade,
  media_type text collate "C" not null,
  bytes bytea not null
);

create table passkeys (
  did text collate "C" not null references accounts on delete cascade,
  id text collate "C" not null unique,
  name text collate "C" not null,
  public_key bytea not null,
  counter int8 not null,
  transports text[] collate "C" not null,
  backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (did, id)
);

create table passkey_challenges (
  challenge text collate "C" primary key,
  purpose text collate "C" not null check (purpose in ('sign_up', 'add', 'sign_in')),
  did text collate "C",
  handle text collate "C",
  name text collate "C",
  webauthn_user text collate "C",
  expires_at timestamptz not null
);
create index passkey_challenges_expiry on passkey_challenges (expires_at);
comment on table passkey_challenges is 'Deleted by the statement that uses them: a challenge works once.';

create table sessions (
  did text collate "C" not null references accounts on delete cascade,
  id text collate "C" not null,
  token_hash text collate "C" not null unique,
  frame_token_hash text collate "C" not null unique,
  how text collate "C" not null,
  device text collate "C" not null,
  network text collate "C" not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (did, id)
);
create index sessions_expiry on sessions (expires_at);

create table sign_in_links (
  token_hash text collate "C" primary key,
  did text collate "C" not null references accounts on delete cascade,
  continue_to text collate "C" not null,
  expires_at timestamptz not null
);
create index sign_in_links_expiry on sign_in_links (expires_at);
create index sign_in_links_did on sign_in_links (did);

do $$
declare each text;
begin
  foreach each in array array['dids', 'did_keys', 'accounts', 'pictures', 'passkeys', 'passkey_challenges', 'sessions', 'sign_in_links'] loop
    execute format('alter table %I enable row level security', each);
    execute format('alter table %I force row level security', each);
    execute format('create policy %I on %I to vibe_system using (true) with check (true)', each || '_system', each);
    execute format('grant select, insert, update, delete on %I to vibe_system', each);
  end loop;
end $$;
