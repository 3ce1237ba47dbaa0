-- What queries within one owner's documents compute of a field, in step with compareKeys and int64Of of shared/: type first, then value.

-- The text of a 64-bit integer as number; null: it is none.
create function vibe_int64(field jsonb) returns numeric immutable parallel safe language sql return
  case when jsonb_typeof(field) = 'string' and (field #>> '{}') ~ '^(0|-?[1-9][0-9]{0,18})$' then
    case when (field #>> '{}')::numeric between -9223372036854775808 and 9223372036854775807 then (field #>> '{}')::numeric end
  end;
create function vibe_number(field jsonb) returns numeric immutable parallel safe language sql return
  case when jsonb_typeof(field) = 'number' then (field #>> '{}')::numeric else vibe_int64(field) end;
create function vibe_is_reference(field jsonb) returns boolean immutable parallel safe language sql return
  coalesce(jsonb_typeof(field) = 'object' and jsonb_typeof(field -> 'did') = 'string' and jsonb_typeof(field -> 'collection') = 'string'
    and jsonb_typeof(field -> 'id') = 'string' and field - array['did', 'collection', 'id'] = '{}', false);
create function vibe_rank(field jsonb, is_int64 boolean) returns integer immutable parallel safe language sql return
  case coalesce(jsonb_typeof(field), 'missing')
    when 'missing' then 0
    when 'null' then 1
    when 'boolean' then case when field = 'true' then 3 else 2 end
    when 'number' then 4
    when 'string' then case when is_int64 and vibe_int64(field) is not null then 4 else 5 end
    else case when vibe_is_reference(field) then 6 else 7 end
  end;
-- The characters that begin in its first 256 bytes.
create function vibe_key_text(value text) returns text immutable parallel safe language sql return
  case when octet_length(value) <= 256 then value
       else (select left(value, min(at)) from generate_series(64, 256) as at where octet_length(left(value, at)) >= 256) end;
-- Among fields of one rank.
create function vibe_sort_number(field jsonb, is_int64 boolean) returns numeric immutable parallel safe language sql return
  coalesce(case when is_int64 then vibe_number(field) when jsonb_typeof(field) = 'number' then (field #>> '{}')::numeric end, 0);
create function vibe_sort_text(field jsonb, is_int64 boolean) returns text immutable parallel safe language sql return
  case when jsonb_typeof(field) = 'string' then case when is_int64 and vibe_int64(field) is not null then '' else vibe_key_text(field #>> '{}') end
       when vibe_is_reference(field)
         then vibe_key_text(field ->> 'did') || E'\x01' || vibe_key_text(field ->> 'collection') || E'\x01' || vibe_key_text(field ->> 'id')
       else '' end;

-- One owner's documents as far as somebody else may read them, by creation, from the index alone. By one short value: between an index on owner, collection
-- and principal and the primary key, which hold the same columns, the planner sees no difference, and may walk through everybody's documents.
alter table document_readers
  add column walk uuid not null generated always as (md5(owner_did || ' ' || collection || ' ' || principal)::uuid) stored,
  add column is_denied boolean not null generated always as (denied is not null) stored;
create index document_readers_walk on document_readers (walk, is_denied, ord, id) include (principal);
