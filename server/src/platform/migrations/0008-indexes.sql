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

-- A page of one collection, owner by owner, from after one document on: at most so many documents and bytes, or the next 500 owners. Owners are found by
-- their counters: no index of documents begins with the collection, and one more would be paid for at every write. When the owners end the page, a last row
-- without id says the last of them and, as seq, how many there were. Rows are fetched in order as they are needed; the planner's other ways, which read all of
-- an owner's documents for each page, are closed to it.
create function vibe_collection_page(in_collection text, after_owner text, after_id text, most integer, most_bytes bigint)
  returns table (owner_did text, id text, seq bigint, deleted boolean, body jsonb) stable language plpgsql
  set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
as $$
declare
  stream record;
  document record;
  owners bigint := 0;
begin
  for stream in select s.owner_did from streams s where s.owner_did >= after_owner order by s.owner_did limit 500 loop
    owners := owners + 1;
    for document in
      select d.id, d.seq, d.bytes, d.body from documents d
       where d.owner_did = stream.owner_did and d.collection = in_collection and not d.deleted
         and d.id > case when stream.owner_did = after_owner then after_id else '' end
       order by d.id
    loop
      owner_did := stream.owner_did; id := document.id; seq := document.seq; deleted := false; body := document.body;
      return next;
      most := most - 1;
      most_bytes := most_bytes - document.bytes;
      if most <= 0 or most_bytes <= 0 then
        return;
      end if;
    end loop;
  end loop;
  owner_did := stream.owner_did; id := null; seq := owners; deleted := true; body := null;
  return next;
end $$;

-- The owner's own writes, which are nearly all, are seen to be so without a call for each row: a function with a query inside costs as much as the row.
alter policy document_index_add on document_index with check (
  owner_did = (select vibe_owner()) and (owner_did = any ((select vibe_principals())::text[]) or vibe_may_note(owner_did, collection, id)));
alter policy document_index_change on document_index using (owner_did = (select vibe_owner())) with check (
  owner_did = (select vibe_owner()) and (owner_did = any ((select vibe_principals())::text[]) or vibe_may_note(owner_did, collection, id)));
