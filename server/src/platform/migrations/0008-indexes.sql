-- Which indexes the collections of the newest manifests declare, and how far each is built. Written with the manifest, in its transaction.

create table collection_indexes (
  collection text collate "C" not null,
  -- As in document_index: the declared name and a hash of what it is made of, so that what was declared anew does not mix with what was there.
  index_name text collate "C" not null,
  app_id text collate "C" not null references apps (id) on delete cascade,
  name text collate "C" not null,
  -- building: written, not yet read. ready. failed: not read; `problem` says why, and the next push tries again. dropping: neither; its rows go.
  state text collate "C" not null check (state in ('building', 'ready', 'failed', 'dropping')),
  asked_at timestamptz not null default now(),
  -- Counts how often it was asked for: who still works for an earlier asking has to stop.
  round integer not null default 1,
  -- Where the work stands, so that another process can go on: after this document of this owner. Changes from `since` on are looked at once more at the end.
  since xid8,
  at_owner text collate "C",
  at_id text collate "C",
  documents bigint not null default 0,
  owners bigint not null default 0,
  of_owners bigint,
  problem jsonb,
  primary key (collection, index_name)
);
create index collection_indexes_app on collection_indexes (app_id);
create index collection_indexes_work on collection_indexes (state) where state in ('building', 'dropping');

alter table collection_indexes enable row level security;
alter table collection_indexes force row level security;
create policy collection_indexes_system on collection_indexes to vibe_system using (true) with check (true);
grant select, insert, update, delete on collection_indexes to vibe_system;

-- Asked inside the statement that writes index rows: only there it is known for how many principals they are. Always true.
create function vibe_index_rows(entries bigint, principals integer, most integer) returns boolean stable language plpgsql as $$
begin
  if entries * principals > most then
    raise exception '% index entries for % principals', entries, principals using errcode = 'VB413';
  end if;
  return true;
end $$;
