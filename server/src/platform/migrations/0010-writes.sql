-- Batches, conflicts and pulls.

-- The body's size as canonical JSON: a page of a pull ends where it is full, without a body being read for its length.
alter table documents add column bytes integer not null default 0;
update documents set bytes = octet_length(body::text) where body is not null;

-- A leaf that was lost may come to win, and bring back a document that was removed: its readers come back with it, whoever wrote. Only those its ACL names.
create policy document_readers_return on document_readers for insert to vibe_writer with check (
  owner_did = (select vibe_owner()) and exists (
    select from documents d where (d.owner_did, d.collection, d.id) = (document_readers.owner_did, document_readers.collection, document_readers.id)
      and document_readers.principal = any (d.readers)));
