-- Certificates: an issuer says something of a subject, and what ACLs name counts from then on. What was signed is kept as it was signed.

create table certificates (
  subject_did text collate "C" not null,
  id text collate "C" not null,
  issuer_did text collate "C" not null,
  type text collate "C" not null check (type ~ '^[A-Za-z][A-Za-z0-9._-]{0,63}$'),
  claims jsonb not null,
  jwt text not null,
  issued_at timestamptz not null,
  -- Null: it does not expire.
  expires_at timestamptz,
  revoked_at timestamptz,
  revoked_because text,
  -- Its place in the published list of what was revoked (W3C Bitstring Status List 1.0).
  status_list text collate "C" not null,
  status_index integer not null,
  primary key (subject_did, id)
);
create index certificates_held on certificates (subject_did, issued_at desc, id desc);
create index certificates_issued on certificates (issuer_did, issued_at desc, id desc);
-- Not unique: places are drawn at random, and one that is taken is found when it is drawn, under the issuer's lock.
create index certificates_status on certificates (status_list, status_index);

-- One row per issuer: its lock puts what one issuer issues in order.
create table certificate_issuers (
  issuer_did text collate "C" primary key,
  status_list text collate "C" not null unique,
  listed integer not null
);
comment on column certificate_issuers.status_list is 'The list that is being filled; a new one begins when it is half full.';

create table certificate_templates (
  issuer_did text collate "C" not null,
  type text collate "C" not null,
  title text not null,
  -- JSON Schema 2020-12 of the claims.
  fields jsonb not null,
  updated_at timestamptz not null,
  primary key (issuer_did, type)
);

do $$
declare each text;
begin
  foreach each in array array['certificates', 'certificate_issuers', 'certificate_templates'] loop
    execute format('alter table %I enable row level security', each);
    execute format('alter table %I force row level security', each);
    execute format('create policy %I on %I to vibe_system using (true) with check (true)', each || '_system', each);
    execute format('grant select, insert, update, delete on %I to vibe_system', each);
  end loop;
end $$;

-- Readers see what somebody is by their certificates, each only their own; not what stands in them.
create policy certificates_membership on certificates for select to vibe_reader using (subject_did = any ((select vibe_principals())::text[]));
grant select (subject_did, issuer_did, type, expires_at, revoked_at) on certificates to vibe_reader;

-- The name of a group is made of its members: nobody gets into one by a row that says so.
create function vibe_group_id(members text[]) returns text immutable parallel safe language sql return
  'g:' || encode(sha256(convert_to(array_to_string(array(select m from unnest(members) as m order by m collate "C"), E'\n'), 'UTF8')), 'hex');
drop policy acl_groups_add on acl_groups;
create policy acl_groups_add on acl_groups for insert to vibe_writer with check (
  gid = vibe_group_id(members) and anchor = any (members) and cardinality(members) between 2 and 5);
