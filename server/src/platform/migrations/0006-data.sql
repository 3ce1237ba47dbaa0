-- The whole data plane: who may write and create, declared indexes, revision trees, history, batches, and the feed in the order of each reader.

alter table documents
  -- What the ACL says of writing, as principals, in the form row level security uses. The owner is in neither.
  add column writers text[] not null default '{}',
  add column write_denied text[] not null default '{}',
  -- Who created it, when it was not the owner.
  add column created_by text collate "C",
  -- Hashes of the revisions before this one, newest first, 16 bytes each.
  add column ancestors bytea not null default '',
  -- pouchdb-merge's revision tree; null as long as there is one leaf, which hash and ancestors say whole.
  add column tree jsonb;
update documents set
  writers = coalesce((select array_agg(each #>> '{}') from jsonb_array_elements(acl #> '{write,allow}') as each), '{}'),
  write_denied = coalesce((select array_agg(each #>> '{}') from jsonb_array_elements(acl #> '{write,deny}') as each), '{}')
  where acl ? 'write';

-- Declared fields only. One row per entry and principal, the owner being one of them, so that every list is an ordered scan whoever reads.
create table document_index (
  principal text collate "C" not null,
  collection text collate "C" not null,
  index_name text collate "C" not null,
  -- Values in an encoding whose bytes are in the order of the values.
  key bytea not null,
  ord bigint not null,
  owner_did text collate "C" not null,
  id text collate "C" not null,
  denied text[],
  -- Only on the owner's own row of an index that is unique for each owner.
  is_unique boolean not null default false,
  primary key (principal, collection, index_name, key, ord, owner_did, id)
);
create unique index document_index_unique on document_index (owner_did, collection, index_name, key) where is_unique;
create index document_index_document on document_index (owner_did, collection, id);

-- Leaves of the revision tree that lost.
create table document_conflicts (
  owner_did text collate "C" not null,
  collection text collate "C" not null,
  id text collate "C" not null,
  generation integer not null,
  hash text collate "C" not null,
  deleted boolean not null,
  body jsonb,
  updated_at timestamptz not null,
  primary key (owner_did, collection, id, generation, hash),
  check (deleted = (body is null))
);

-- Every revision of documents whose collection keeps them.
create table document_revisions (
  owner_did text collate "C" not null,
  collection text collate "C" not null,
  id text collate "C" not null,
  generation integer not null,
  hash text collate "C" not null,
  deleted boolean not null,
  body jsonb,
  acl jsonb not null,
  written_by text collate "C" not null,
  at timestamptz not null,
  primary key (owner_did, collection, id, generation, hash)
);

-- What a batch's items came to, so that the same batch sent again has no second effect. Its owner is who sent it.
create table write_results (
  owner_did text collate "C" not null,
  app_id text collate "C" not null,
  key text collate "C" not null,
  item integer not null,
  result jsonb not null,
  at timestamptz not null default now(),
  primary key (owner_did, app_id, key, item)
);
create index write_results_at on write_results (at);

-- Lists of principals who must all hold, for which an ACL names one principal. A reader looks them up by what they are themselves. A reference table.
create table acl_groups (
  anchor text collate "C" not null,
  gid text collate "C" not null,
  members text[] not null,
  primary key (anchor, gid)
);

-- Who besides the owner may create, and the ACL of what is created without one. The owner '*': what the manifest says for everybody.
create table collection_acls (
  owner_did text collate "C" not null,
  collection text collate "C" not null,
  acl jsonb not null,
  creators text[] not null default '{}',
  creators_denied text[] not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (owner_did, collection)
);

-- Whom a change concerns, in the feed's order: who comes back reads what concerns them, not what happened to all.
create table change_readers (
  principal text collate "C" not null,
  collection text collate "C" not null,
  xid xid8 not null,
  n bigint not null,
  owner_did text collate "C" not null,
  primary key (principal, collection, xid, n)
);
insert into change_readers (principal, collection, xid, n, owner_did)
  select distinct principal, collection, xid, n, owner_did from changes, unnest(readers || lost) as principal;
create index change_readers_age on change_readers (xid, n);
create index changes_owner on changes (owner_did, collection, xid, n);
drop index changes_collection;

do $$
declare each text;
begin
  foreach each in array array['document_index', 'document_conflicts', 'document_revisions', 'write_results', 'acl_groups', 'collection_acls', 'change_readers'] loop
    execute format('alter table %I enable row level security', each);
    execute format('alter table %I force row level security', each);
  end loop;
end $$;

-- Writing goes by principals: certificates and groups among them, which the ACL's own text is not made of.
drop policy documents_see on documents;
drop policy documents_create on documents;
drop policy documents_change on documents;
drop policy document_readers_add on document_readers;
drop policy document_readers_change on document_readers;
drop function vibe_may_write(text, jsonb);

create function vibe_may_write(owner_did text, writers text[], write_denied text[]) returns boolean stable parallel safe language sql return
  owner_did = vibe_owner() and (owner_did = any (vibe_principals()) or (writers && vibe_principals() and not write_denied && vibe_principals()));
-- An owner's own rule stands in place of the manifest's.
create function vibe_may_create(owner text, into_collection text) returns boolean stable parallel safe language sql as $$
  select owner = vibe_owner() and (owner = any (vibe_principals()) or coalesce(
    (select creators && vibe_principals() and not creators_denied && vibe_principals() from collection_acls where owner_did = owner and collection = into_collection),
    (select creators && vibe_principals() and not creators_denied && vibe_principals() from collection_acls where owner_did = '*' and collection = into_collection),
    false))
$$;
-- What belongs to a document goes with the right to write or create it.
create function vibe_may_note(owner text, in_collection text, document_id text) returns boolean stable parallel safe language sql as $$
  select owner = vibe_owner() and (owner = any (vibe_principals())
    or exists (select from documents d where d.owner_did = owner and d.collection = in_collection and d.id = document_id
                  and vibe_may_write(d.owner_did, d.writers, d.write_denied))
    or vibe_may_create(owner, in_collection))
$$;

create policy documents_see on documents for select to vibe_writer using (vibe_may_write(owner_did, writers, write_denied));
create policy documents_create on documents for insert to vibe_writer with check (vibe_may_create(owner_did, collection));
create policy documents_change on documents for update to vibe_writer
  using (vibe_may_write(owner_did, writers, write_denied)) with check (vibe_may_write(owner_did, writers, write_denied));
create policy document_readers_add on document_readers for insert to vibe_writer with check (vibe_may_create(owner_did, collection));
create policy document_readers_change on document_readers for update to vibe_writer
  using (owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[]))
  with check (owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[]));

create policy document_index_read on document_index for select to vibe_reader using (principal = any ((select vibe_principals())::text[]));
create policy document_index_see on document_index for select to vibe_writer using (owner_did = (select vibe_owner()));
create policy document_index_add on document_index for insert to vibe_writer with check (vibe_may_note(owner_did, collection, id));
create policy document_index_change on document_index for update to vibe_writer
  using (owner_did = (select vibe_owner())) with check (vibe_may_note(owner_did, collection, id));
create policy document_index_drop on document_index for delete to vibe_writer using (owner_did = (select vibe_owner()));

-- A lost leaf is for whom the document is for.
create policy document_conflicts_read on document_conflicts for select to vibe_reader using (
  exists (select from documents d where (d.owner_did, d.collection, d.id) = (document_conflicts.owner_did, document_conflicts.collection, document_conflicts.id)));
create policy document_conflicts_write on document_conflicts to vibe_writer
  using (vibe_may_note(owner_did, collection, id)) with check (vibe_may_note(owner_did, collection, id));

-- What a document once said is for its owner and those who may write it.
create policy document_revisions_read on document_revisions for select to vibe_reader using (
  owner_did = any ((select vibe_principals())::text[])
  or exists (select from documents d where (d.owner_did, d.collection, d.id) = (document_revisions.owner_did, document_revisions.collection, document_revisions.id)
               and d.writers && (select vibe_principals())::text[] and not d.write_denied && (select vibe_principals())::text[]));
create policy document_revisions_see on document_revisions for select to vibe_writer using (vibe_may_note(owner_did, collection, id));
create policy document_revisions_add on document_revisions for insert to vibe_writer with check (vibe_may_note(owner_did, collection, id));

create policy write_results_write on write_results to vibe_writer
  using (owner_did = any ((select vibe_principals())::text[])) with check (owner_did = any ((select vibe_principals())::text[]));
create policy write_results_forget on write_results to vibe_feed using (at < now() - interval '30 days');

create policy acl_groups_read on acl_groups for select to vibe_reader using (anchor = any ((select vibe_principals())::text[]));
create policy acl_groups_see on acl_groups for select to vibe_writer using (true);
create policy acl_groups_add on acl_groups for insert to vibe_writer with check (true);

create policy collection_acls_read on collection_acls for select to vibe_reader using (owner_did = any ((select vibe_principals())::text[]));
create policy collection_acls_see on collection_acls for select to vibe_writer using (owner_did = (select vibe_owner()) or owner_did = '*');
create policy collection_acls_add on collection_acls for insert to vibe_writer with check (
  owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[]) and owner_did <> '*');
create policy collection_acls_change on collection_acls for update to vibe_writer
  using (owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[]) and owner_did <> '*')
  with check (owner_did = (select vibe_owner()) and owner_did <> '*');
create policy collection_acls_drop on collection_acls for delete to vibe_writer using (
  owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[]) and owner_did <> '*');
create policy collection_acls_manifest on collection_acls to vibe_system using (owner_did = '*') with check (owner_did = '*');

create policy change_readers_read on change_readers for select to vibe_reader using (principal = any ((select vibe_principals())::text[]));
create policy change_readers_note on change_readers for insert to vibe_writer with check (owner_did = (select vibe_owner()));
create policy change_readers_feed on change_readers for select to vibe_feed using (true);
create policy change_readers_prune on change_readers for delete to vibe_feed using (true);

-- A writer learns the place of its own change, to say whom it concerns; no other transaction's.
create policy changes_noted on changes for select to vibe_writer using (owner_did = (select vibe_owner()) and xid = pg_current_xact_id());

-- Memberships are told over the same feed, as changes of collections that no app can have.
create policy changes_membership on changes for insert to vibe_system with check (collection = '~certificates');

grant select on document_index, document_conflicts, document_revisions, acl_groups, collection_acls, change_readers to vibe_reader;
grant select, insert, update, delete on document_index, collection_acls to vibe_writer;
grant select, insert, delete on document_conflicts to vibe_writer;
grant select, insert on document_revisions, acl_groups to vibe_writer;
grant select, insert, update on write_results to vibe_writer;
grant insert on change_readers to vibe_writer;
grant select (xid, n, owner_did, readers, lost) on changes to vibe_writer;
grant select, delete on write_results to vibe_feed;
grant select, delete on change_readers to vibe_feed;
grant select, insert, update, delete on collection_acls to vibe_system;
grant insert on changes to vibe_system;
