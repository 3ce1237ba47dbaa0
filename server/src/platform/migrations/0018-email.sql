-- E-mail addresses, letters, and what happened to an account. Only vibe_system sees any of it. All of it goes with the account.

create table email_addresses (
  did text collate "C" not null references accounts on delete cascade,
  key text collate "C" not null,
  address text collate "C" not null,
  signs_in boolean not null default true,
  verified_at timestamptz not null,
  ended_at timestamptz,
  undo_hash text collate "C" unique,
  primary key (did, key)
);
-- Only what was proved is here, and one account at a time has it.
create unique index email_addresses_current on email_addresses (key) where ended_at is null;
create unique index email_addresses_one on email_addresses (did) where ended_at is null;
comment on column email_addresses.key is 'The address in small letters: what is compared.';
comment on column email_addresses.signs_in is 'Whether a letter to it lets in; recovery and news go to it all the same.';
comment on column email_addresses.ended_at is 'Changed or removed: for some days whoever reads it may take that back, by the token that undo_hash is of.';

create table email_proofs (
  id text collate "C" primary key,
  purpose text collate "C" not null check (purpose in ('add', 'sign_in', 'sign_up', 'recover')),
  did text collate "C" references accounts on delete cascade,
  key text collate "C" not null,
  address text collate "C" not null,
  browser_hash text collate "C" not null,
  token_hash text collate "C" not null unique,
  stop_hash text collate "C" unique,
  tries int4 not null default 0,
  continue_to text collate "C",
  opens_at timestamptz not null,
  expires_at timestamptz not null,
  proved_at timestamptz
);
create index email_proofs_expiry on email_proofs (expires_at);
create index email_proofs_did on email_proofs (did);
comment on table email_proofs is 'Somebody in a browser says that they read an address, and was sent a letter. The code in it is not kept: it follows from the id, under a key derived from VIBE_SECRET_KEY.';
comment on column email_proofs.did is 'Null: nobody has the address.';

create table email_outbox (
  id text collate "C" primary key,
  did text collate "C" references accounts on delete cascade,
  sealed bytea not null,
  tries int4 not null default 0,
  next_at timestamptz not null,
  expires_at timestamptz not null
);
create index email_outbox_due on email_outbox (next_at);
create index email_outbox_did on email_outbox (did);
comment on column email_outbox.sealed is 'To whom and what, encrypted: letters carry codes.';

create table account_events (
  did text collate "C" not null references accounts on delete cascade,
  id text collate "C" not null,
  at timestamptz not null,
  what text collate "C" not null,
  detail text collate "C",
  device text collate "C" not null,
  network text collate "C" not null,
  primary key (did, id)
);
create index account_events_at on account_events (did, at);

do $$
declare each text;
begin
  foreach each in array array['email_addresses', 'email_proofs', 'email_outbox', 'account_events'] loop
    execute format('alter table %I enable row level security', each);
    execute format('alter table %I force row level security', each);
    execute format('create policy %I on %I to vibe_system using (true) with check (true)', each || '_system', each);
    execute format('grant select, insert, update, delete on %I to vibe_system', each);
  end loop;
end $$;
