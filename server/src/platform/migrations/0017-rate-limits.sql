-- How much of each limit is used up: by every server process together, and across their restarts. Only vibe_system sees it.

create table rate_limits (
  kind text collate "C" not null,
  subject bytea not null,
  spent_until float8 not null,
  primary key (kind, subject)
) with (fillfactor = 50);
comment on table rate_limits is 'The generic cell rate algorithm: one number for each subject of each limit. What has run out says nothing any more, and is swept.';
comment on column rate_limits.subject is 'A keyed hash of an address, an account or an app, for this kind alone: nobody is named here.';
comment on column rate_limits.spent_until is 'Milliseconds since 1970: when all that was spent is free again. No index on it, so that updates stay on their page.';

alter table rate_limits enable row level security;
alter table rate_limits force row level security;
create policy rate_limits_system on rate_limits to vibe_system using (true) with check (true);
grant select, insert, update, delete on rate_limits to vibe_system;
