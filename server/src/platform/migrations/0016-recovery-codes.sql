-- For whoever has lost every other way in. Only vibe_system sees it, as all of 0002.

create table recovery_codes (
  did text collate "C" not null references accounts on delete cascade,
  code_hash text collate "C" not null unique,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (did, code_hash)
);
comment on column recovery_codes.code_hash is 'HMAC over handle and code, under a key derived from VIBE_SECRET_KEY: found by one probe, whether there is such an account or not.';
comment on column recovery_codes.used_at is 'A used code stays until the next ten are made, so that its owner sees that it was used.';

alter table recovery_codes enable row level security;
alter table recovery_codes force row level security;
create policy recovery_codes_system on recovery_codes to vibe_system using (true) with check (true);
grant select, insert, update, delete on recovery_codes to vibe_system;
