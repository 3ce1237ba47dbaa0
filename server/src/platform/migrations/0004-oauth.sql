-- The authorization server's storage.

create table oauth_records (
  model text collate "C" not null,
  -- SHA-256 of the record's id: ids of codes and tokens are the secrets themselves.
  id_hash text collate "C" not null,
  payload jsonb not null,
  grant_id text collate "C",
  -- Interaction and Session are also found by this.
  uid text collate "C",
  expires_at timestamptz,
  consumed_at timestamptz,
  primary key (model, id_hash)
);
create index oauth_records_grant on oauth_records (grant_id) where grant_id is not null;
create unique index oauth_records_uid on oauth_records (model, uid) where uid is not null;
create index oauth_records_expiry on oauth_records (expires_at) where expires_at is not null;

create table oauth_grants (
  id text collate "C" primary key,
  owner_did text collate "C" not null,
  app_id text collate "C" not null references apps (id),
  -- Under which of the owner's sessions it was made; ending that session ends it. Null: an operator's token.
  session_id text collate "C",
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
comment on table oauth_grants is 'One per authorization (a device and an app). Tokens live as long as it does.';
create index oauth_grants_owner on oauth_grants (owner_did, app_id) where ended_at is null;

create table oauth_keys (
  id text collate "C" primary key,
  -- next: published, does not sign yet. current: signs. retired: verifies what it has signed.
  state text collate "C" not null check (state in ('next', 'current', 'retired')),
  public_jwk jsonb not null,
  sealed_private_jwk bytea not null,
  created_at timestamptz not null,
  state_since timestamptz not null
);
create unique index oauth_keys_one_current on oauth_keys (state) where state in ('next', 'current');

do $$
declare each text;
begin
  foreach each in array array['oauth_records', 'oauth_grants', 'oauth_keys'] loop
    execute format('alter table %I enable row level security', each);
    execute format('alter table %I force row level security', each);
    execute format('create policy %I on %I to vibe_system using (true) with check (true)', each || '_system', each);
    execute format('grant select, insert, update, delete on %I to vibe_system', each);
  end loop;
end $$;

-- Whoever takes a consent away, through whichever door and process: what was built on it ends in the same transaction.
create function end_grants_without_consent() returns trigger language plpgsql as $$
begin
  with ended as (
    update oauth_grants set ended_at = now()
     where ended_at is null and (owner_did, app_id) in (select owner_did, app_id from gone)
    returning id
  )
  delete from oauth_records where grant_id in (select id from ended);
  return null;
end $$;
create trigger end_grants_without_consent after delete on consents
  referencing old table as gone for each statement execute function end_grants_without_consent();
