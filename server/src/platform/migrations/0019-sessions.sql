-- Several accounts in one browser, sign-outs that reach the apps, and how long what an app holds lives.

alter table sessions
  -- Who is signed in has shown once more who they are.
  add column confirmed_at timestamptz,
  -- Up to when this device was told of sign-ins elsewhere.
  add column told_until timestamptz not null default now();
alter table sessions alter column told_until drop default;

alter table oauth_grants
  -- The browser it was made in, as its session's line says it; the session may be over before the grant is.
  add column device text collate "C",
  add column network text collate "C",
  add column last_used_at timestamptz not null default now(),
  -- The app gave it up itself, or somebody used what hangs on it twice: the app need not be told.
  add column ended_by_app boolean not null default false;

-- Sign-outs that an app wants to hear of (OpenID Connect Back-Channel Logout 1.0): written with the sign-out itself, and gone when the app has heard.
create table logout_notices (
  -- The logout token's jti: the same each time it is tried.
  id text collate "C" primary key,
  app_id text collate "C" not null references apps (id) on delete cascade,
  owner_did text collate "C" not null references accounts (did) on delete cascade,
  session_id text collate "C" not null,
  attempts integer not null default 0,
  -- In the past: at once.
  next_at timestamptz not null default '-infinity'
);
create index logout_notices_due on logout_notices (next_at);
create index logout_notices_owner on logout_notices (owner_did);

alter table logout_notices enable row level security;
alter table logout_notices force row level security;
create policy logout_notices_system on logout_notices to vibe_system using (true) with check (true);
grant select, insert, update, delete on logout_notices to vibe_system;

-- Whoever ends a session, through whichever door and process: what apps hold under it ends in the same transaction (docs/decisions/0029). What only grew too old is swept out,
-- and ends nothing: what apps hold has lifetimes of its own.
create function end_grants_of_session() returns trigger language plpgsql as $$
begin
  if current_setting('vibe.sweeping', true) = 'on' then return null; end if;
  with ended as (
    update oauth_grants set ended_at = now()
     where ended_at is null and (owner_did, session_id) in (select did, id from gone)
    returning id
  )
  delete from oauth_records where grant_id in (select id from ended);
  return null;
end $$;
create trigger end_grants_of_session after delete on sessions
  referencing old table as gone for each statement execute function end_grants_of_session();

-- Whatever ends a grant: its app hears of it, once for each session.
create function note_ended_grants() returns trigger language plpgsql as $$
begin
  insert into logout_notices (id, app_id, owner_did, session_id)
  select gen_random_uuid()::text, ended.app_id, ended.owner_did, ended.session_id
    from (
      select distinct after.app_id, after.owner_did, after.session_id
        from after join before using (id)
       where before.ended_at is null and after.ended_at is not null and not after.ended_by_app and after.session_id is not null
    ) ended
    join apps on apps.id = ended.app_id
    join app_manifests on app_manifests.app_id = apps.id and app_manifests.version = apps.manifest_version
    join accounts on accounts.did = ended.owner_did
   where app_manifests.manifest ? 'backchannelLogoutUri';
  return null;
end $$;
create trigger note_ended_grants after update on oauth_grants
  referencing old table as before new table as after for each statement execute function note_ended_grants();
