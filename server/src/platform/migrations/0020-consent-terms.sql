-- How long a consent lasts, what each change was, and since when an app has been asking for what it asks.

-- One row per person and app; its lock puts all that happens to their consent in order. A consent counts until `ends_at`, whoever looks, and no longer.
create table consent_terms (
  owner_did text collate "C" not null,
  app_id text collate "C" not null references apps (id),
  since timestamptz not null,
  renewed_at timestamptz not null,
  ends_at timestamptz not null,
  -- To the hour.
  used_at timestamptz,
  primary key (owner_did, app_id)
);
create index consent_terms_end on consent_terms (ends_at);
insert into consent_terms (owner_did, app_id, since, renewed_at, ends_at)
  select owner_did, app_id, min(granted_at), now(), now() + interval '365 days' from consents group by owner_did, app_id;

alter table consent_terms enable row level security;
alter table consent_terms force row level security;
create policy consent_terms_system on consent_terms to vibe_system using (true) with check (true);
grant select, insert, update, delete on consent_terms to vibe_system;

-- A grant ends with the consent it stands on. Null: an operator's token, which stands on none.
alter table oauth_grants add column consent_ends_at timestamptz;
update oauth_grants g set consent_ends_at = t.ends_at from consent_terms t
  where (t.owner_did, t.app_id) = (g.owner_did, g.app_id) and g.ended_at is null and g.session_id is not null;
create function bound_grant() returns trigger language plpgsql as $$
begin
  select ends_at into new.consent_ends_at from consent_terms where owner_did = new.owner_did and app_id = new.app_id;
  return new;
end $$;
create trigger bound_grant before insert on oauth_grants for each row when (new.session_id is not null) execute function bound_grant();
create function prolong_grants() returns trigger language plpgsql as $$
begin
  update oauth_grants set consent_ends_at = new.ends_at
    where owner_did = new.owner_did and app_id = new.app_id and ended_at is null and consent_ends_at is not null;
  return null;
end $$;
create trigger prolong_grants after update of ends_at on consent_terms
  for each row when (new.ends_at <> old.ends_at) execute function prolong_grants();

-- renewed: by the person's yes, or by use. expired: by time alone.
alter table consent_events drop constraint consent_events_what_check;
alter table consent_events add constraint consent_events_what_check check (what in ('granted', 'changed', 'renewed', 'expired', 'withdrawn'));
alter table consent_events drop constraint consent_events_how_check;
alter table consent_events add constraint consent_events_how_check
  check (how in ('page', 'frame', 'fedcm', 'operator', 'account', 'use', 'time'));
alter table consent_events
  add column added text[] not null default '{}',
  add column removed text[] not null default '{}',
  -- Until when it lasted then; null where nothing was allowed any more.
  add column ends_at timestamptz;
update consent_events e set
  added = array(select unnest(e.scopes) except select unnest(b.scopes) order by 1),
  removed = array(select unnest(b.scopes) except select unnest(e.scopes) order by 1)
  from (select id, coalesce(lag(scopes) over (partition by owner_did, app_id order by id), '{}') as scopes from consent_events) as b
  where b.id = e.id;
create index consent_events_app on consent_events (owner_did, app_id, id desc);

-- Scopes that an app began to ask for after its first manifest, or again: a consent from before does not cover them. What is not here was always asked for.
alter table apps add column scopes_since jsonb not null default '{}';
