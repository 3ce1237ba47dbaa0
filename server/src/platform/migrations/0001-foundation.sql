-- Four roles, none of which logs in: every connection logs in as the owner of the database and then becomes one of them.
--   vibe_reader  reads documents and changes, bound to a reader's principals
--   vibe_writer  writes documents and changes, bound to one owner
--   vibe_feed    the process's own reader of the change feed
--   vibe_system  accounts, sessions, apps, consents, OAuth storage; no document
do $$
declare each text;
begin
  foreach each in array array['vibe_reader', 'vibe_writer', 'vibe_feed', 'vibe_system'] loop
    begin
      execute format('create role %I nologin nosuperuser nobypassrls noinherit', each);
    exception when duplicate_object or unique_violation then null; -- roles belong to the cluster: another database may have made them
    end;
    -- From 16 on whoever makes a role may grant it, but not become it before that grant.
    if not pg_has_role(current_user, each, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
      begin
        execute format('grant %I to current_user', each);
      exception when unique_violation then null; -- two servers grant at once
      end;
    end if;
  end loop;
end $$;

revoke create on schema public from public;
grant usage on schema public to vibe_reader, vibe_writer, vibe_feed, vibe_system;

create table server_state (
  name text collate "C" primary key,
  value text not null
);
comment on table server_state is 'One row per fact about this database, such as its epoch.';
-- xids start anew after a dump and restore, so a cursor carries this epoch.
insert into server_state (name, value) values ('epoch', substr(replace(gen_random_uuid()::text, '-', ''), 1, 8));

alter table server_state enable row level security;
alter table server_state force row level security;
create policy server_state_system on server_state to vibe_system using (true) with check (true);
create policy server_state_feed on server_state for select to vibe_feed using (true);
grant select, insert, update on server_state to vibe_system;
grant select on server_state to vibe_feed;

alter table migrations enable row level security;
alter table migrations force row level security;
create policy migrations_migrator on migrations to current_user using (true) with check (true);
create policy migrations_system on migrations for select to vibe_system using (true);
grant select on migrations to vibe_system;

create function vibe_principals() returns text[] stable parallel safe language sql
  return string_to_array(current_setting('vibe.principals', true), E'\x1f');
create function vibe_owner() returns text stable parallel safe language sql
  return current_setting('vibe.owner', true);
