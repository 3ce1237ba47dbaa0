-- What a manifest says for everybody is written down when it is first needed; an older version never overwrites a newer one.
alter table collection_acls add column manifest_version integer;
comment on column collection_acls.manifest_version is 'Of the row for everybody (the owner *); an owner''s own rules have none.';
