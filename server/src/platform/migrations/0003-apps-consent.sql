-- Apps, what they said of themselves over time, and what people allowed them.

create table apps (
  id text collate "C" primary key,
  did text collate "C" not null unique,
  client_id text collate "C" not null unique,
  owner_did text collate "C",
  manifest_version integer not null default 1,
  -- For an app known by its client-id metadata document: when it was last read, and until when that holds.
  document_read_at timestamptz,
  document_fresh_until timestamptz,
  created_at timestamptz not null default now(),
  check ((document_read_at is null) = (document_fresh_until is null))
);
comment on column apps.owner_did is 'Who may push the next manifest; null: only the operator.';

create table app_manifests (
  app_id text collate "C" not null references apps (id) on delete cascade,
  version integer not null,
  manifest jsonb not null,
  pushed_by text collate "C",
  pushed_at timestamptz not null default now(),
  primary key (app_id, version)
);

create table consents (
  owner_did text collate "C" not null,
  app_id text collate "C" not null references apps (id),
  scope text collate "C" not null,
  granted_at timestamptz not null default now(),
  primary key (owner_did, app_id, scope)
);

create table consent_events (
  id bigint generated always as identity primary key,
  owner_did text collate "C" not null,
  app_id text collate "C" not null,
  what text collate "C" not null check (what in ('granted', 'changed', 'withdrawn')),
  -- All that was allowed after it.
  scopes text[] not null,
  how text collate "C" not null check (how in ('page', 'frame', 'operator', 'account')),
  -- Which manifest's words the person was shown.
  manifest_version integer,
  at timestamptz not null default now()
);
comment on table consent_events is 'Every grant, change and withdrawal. Rows are added, never changed.';
create index consent_events_owner on consent_events (owner_did, id desc);

do $$
declare each text;
begin
  foreach each in array array['apps', 'app_manifests', 'consents', 'consent_events'] loop
    execute format('alter table %I enable row level security', each);
    execute format('alter table %I force row level security', each);
    execute format('create policy %I on %I to vibe_system using (true) with check (true)', each || '_system', each);
  end loop;
end $$;
grant select, insert, update on apps to vibe_system;
grant select, insert on app_manifests to vibe_system;
-- update only for the row locks of `select … for share`: a consent's row never changes.
grant select, insert, update, delete on consents to vibe_system;
grant select, insert on consent_events to vibe_system;
