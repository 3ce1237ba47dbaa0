-- Documents, who may read them, and what changed. Distributed by owner_did when there is more than one machine: no trigger, and every primary key
-- but that of changes holds owner_did.

-- One row per owner: its row lock puts the owner's writes in order, so that seq has no gap.
create table streams (
  owner_did text collate "C" primary key,
  seq bigint not null
) with (fillfactor = 50);

create table documents (
  owner_did text collate "C" not null,
  collection text collate "C" not null,
  id text collate "C" not null,
  -- Where it stands in every list: (milliseconds << 20) | 20 random bits, fixed at creation, so that an edit moves no reader row.
  ord bigint not null,
  -- The owner's counter at the last write.
  seq bigint not null,
  generation integer not null,
  hash text collate "C" not null,
  acl jsonb not null default '{}',
  -- What the ACL says of reading, in the form row level security uses. The owner is in neither.
  readers text[] not null default '{}',
  denied text[] not null default '{}',
  body jsonb,
  created_by_app text collate "C" not null,
  deleted boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (owner_did, collection, id),
  check (deleted = (body is null))
) partition by hash (owner_did);

do $$
declare part text;
begin
  for each in 0..15 loop
    part := 'documents_p' || each;
    execute format('create table %I partition of documents for values with (modulus 16, remainder %s) with (fillfactor = 85)', part, each);
    -- A partition named directly is not under its parent's policies: it has none of its own and nobody is granted it.
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
  end loop;
end $$;
create index documents_own on documents (owner_did, collection, ord desc, id desc) where not deleted;
create unique index documents_seq on documents (owner_did, seq);

-- One row per principal an ACL lets read; a private document has none. Lists are read from here.
create table document_readers (
  principal text collate "C" not null,
  collection text collate "C" not null,
  ord bigint not null,
  owner_did text collate "C" not null,
  id text collate "C" not null,
  denied text[],
  primary key (principal, collection, ord, owner_did, id)
);
create index document_readers_document on document_readers (owner_did, collection, id);

-- Read in the order (xid, n) below the snapshot's xmin: nothing can commit there any more.
create table changes (
  xid xid8 not null default pg_current_xact_id(),
  n bigint generated always as identity (cache 1),
  owner_did text collate "C" not null,
  collection text collate "C" not null,
  id text collate "C" not null,
  seq bigint not null,
  rev text collate "C" not null,
  -- c: created, u: updated, r: removed
  op "char" not null,
  ord bigint not null,
  readers text[] not null default '{}',
  denied text[] not null default '{}',
  -- Who could read it before and no longer can.
  lost text[] not null default '{}',
  at timestamptz not null default now(),
  primary key (xid, n)
);
-- A stream that resumes reads one collection from its cursor on.
create index changes_collection on changes (collection, xid, n);

do $$
declare each text;
begin
  foreach each in array array['streams', 'documents', 'document_readers', 'changes'] loop
    execute format('alter table %I enable row level security', each);
    execute format('alter table %I force row level security', each);
  end loop;
end $$;

-- Reading: the owner, and whom the ACL allows and does not deny.
create policy documents_read on documents for select to vibe_reader using (
  owner_did = any ((select vibe_principals())::text[])
  or (readers && (select vibe_principals())::text[] and not denied && (select vibe_principals())::text[])
);
-- A comparison of text alone, which is leakproof: with an OR here the planner could not use the index.
create policy document_readers_read on document_readers for select to vibe_reader using (principal = any ((select vibe_principals())::text[]));
create policy changes_read on changes for select to vibe_reader using (
  owner_did = any ((select vibe_principals())::text[])
  or (readers && (select vibe_principals())::text[] and not denied && (select vibe_principals())::text[])
  or lost && (select vibe_principals())::text[]
);

-- Writing: only what the transaction is bound to; new documents and reader rows only by the owner; an edit by the owner and whom the ACL lets write.
create function vibe_may_write(owner_did text, acl jsonb) returns boolean stable parallel safe language sql return
  owner_did = vibe_owner() and (
    owner_did = any (vibe_principals())
    or (coalesce(acl #> '{write,allow}' ?| vibe_principals(), false) and not coalesce(acl #> '{write,deny}' ?| vibe_principals(), false))
  );
create policy streams_write on streams to vibe_writer using (owner_did = (select vibe_owner())) with check (owner_did = (select vibe_owner()));
create policy documents_see on documents for select to vibe_writer using (vibe_may_write(owner_did, acl));
create policy documents_create on documents for insert to vibe_writer with check (
  owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[])
);
create policy documents_change on documents for update to vibe_writer using (vibe_may_write(owner_did, acl)) with check (vibe_may_write(owner_did, acl));
create policy document_readers_see on document_readers for select to vibe_writer using (owner_did = (select vibe_owner()));
create policy document_readers_add on document_readers for insert to vibe_writer with check (
  owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[])
);
create policy document_readers_change on document_readers for update to vibe_writer
  using (owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[]))
  with check (owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[]));
create policy document_readers_drop on document_readers for delete to vibe_writer using (owner_did = (select vibe_owner()));
create policy changes_note on changes for insert to vibe_writer with check (owner_did = (select vibe_owner()));

-- The process's own reader: it decides in memory who gets which change, and forgets what is old.
create policy documents_feed on documents for select to vibe_feed using (true);
create policy changes_feed on changes for select to vibe_feed using (true);
create policy changes_prune on changes for delete to vibe_feed using (at < now() - interval '7 days');
create policy server_state_horizon on server_state for update to vibe_feed using (name = 'changes_horizon') with check (name = 'changes_horizon');
-- A cursor below this transaction id may have missed something that was pruned.
insert into server_state (name, value) values ('changes_horizon', '0');

-- Never "on all tables": row level security of a partitioned table is not applied when a partition is named directly.
grant select on documents, document_readers, changes to vibe_reader;
grant select, insert, update on streams, documents to vibe_writer;
grant select, insert, update, delete on document_readers to vibe_writer;
grant insert on changes to vibe_writer;
grant select on documents, changes to vibe_feed;
grant delete on changes to vibe_feed;
grant update on server_state to vibe_feed;

-- Raised inside the writing statement, so that the whole of it is undone: the owner's counter keeps no gap of a write that was not.
create function vibe_written(seq bigint) returns bigint stable language plpgsql as $$
begin
  if seq is null then
    raise exception 'the document is not at the expected revision' using errcode = 'VB409';
  end if;
  return seq;
end $$;
