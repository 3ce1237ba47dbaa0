-- Whoever ends a grant, through whichever door and process: those who keep streams open for it hear of it at once. Rare, so the lock that a NOTIFY takes at commit
-- is no matter here; many that end in one transaction are one notification.
create function tell_ended_grant() returns trigger language plpgsql as $$
begin
  perform pg_notify('vibe_grants_ended', '');
  return null;
end $$;
create trigger tell_ended_grant after update of ended_at on oauth_grants
  for each row when (old.ended_at is null and new.ended_at is not null) execute function tell_ended_grant();
create index oauth_grants_ended on oauth_grants (ended_at) where ended_at is not null;
