-- Exports, and accounts that end: an account that leaves is closed at once and erased after some days; until then its person may come back.

alter table accounts
  -- leaving: its documents are being withdrawn. left: they are. returning: they are being given back. erasing: there is no way back.
  add column departure text collate "C" check (departure in ('leaving', 'left', 'returning', 'erasing')),
  add column erase_at timestamptz,
  add check ((departure is null) = (erase_at is null));
create index accounts_departure on accounts (erase_at) where departure is not null;

-- To end an account one shows once more who one is.
alter table passkey_challenges drop constraint passkey_challenges_purpose_check;
alter table passkey_challenges add constraint passkey_challenges_purpose_check check (purpose in ('sign_up', 'add', 'sign_in', 'confirm'));

-- What somebody agreed to is kept as long as they are here, and not longer.
create policy consent_events_erase on consent_events as restrictive for delete to vibe_system using (
  not exists (select from accounts where did = consent_events.owner_did));
grant delete on consent_events to vibe_system;

-- Owners who leave. The mark comes and goes with the account's departure, in its transaction; whoever withdraws documents holds it, so that nothing is
-- withdrawn any more once somebody is back.
create table leaving_owners (
  owner_did text collate "C" primary key,
  since timestamptz not null default now()
);
alter table leaving_owners enable row level security;
alter table leaving_owners force row level security;
create policy leaving_owners_system on leaving_owners to vibe_system using (true) with check (true);
create policy leaving_owners_hold on leaving_owners for select to vibe_writer
  using (owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[]));
create policy leaving_owners_lock on leaving_owners for update to vibe_writer
  using (owner_did = (select vibe_owner()) and owner_did = any ((select vibe_principals())::text[])) with check (false);
grant select, insert, delete on leaving_owners to vibe_system;
-- update only for the row lock of `select … for share`: no update passes the policy's check.
grant select, update on leaving_owners to vibe_writer;

-- What a withdrawn document said, for the day its owner comes back. Nobody else's: a withdrawn document has no readers.
alter table documents add column kept jsonb;
create index documents_kept on documents (owner_did, collection, id) where kept is not null;

-- Exports go from owner to owner.
create policy streams_feed on streams for select to vibe_feed using (true);
grant select on streams to vibe_feed;

-- Many documents are written in one statement, whose changes are of several collections.
grant select (collection) on changes to vibe_writer;

-- Erasing is for owners who leave, and of their documents only for what is withdrawn.
create function vibe_is_leaving(owner text) returns boolean stable parallel safe language sql as $$
  select owner = vibe_owner() and exists (select from leaving_owners where owner_did = owner)
$$;
create policy documents_erase on documents for delete to vibe_writer using (deleted and vibe_is_leaving(owner_did));
create policy document_revisions_erase on document_revisions for delete to vibe_writer using (vibe_is_leaving(owner_did));
create policy write_results_erase on write_results as restrictive for delete to vibe_writer using (vibe_is_leaving(owner_did));
create policy streams_erase on streams as restrictive for delete to vibe_writer using (vibe_is_leaving(owner_did));
grant delete on documents, document_revisions, write_results, streams to vibe_writer;
