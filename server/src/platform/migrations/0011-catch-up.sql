-- Where in the feed something concerned one principal, after one place and up to another, in order: under their name in change_readers, and what they own themselves.
-- Both indexes are in this order, and reading them so costs `most` rows at most. The planner knows neither how much one principal reads (everybody's '*' beside a person's DID)
-- nor how far back somebody was: it took the lot for few, fetched and sorted it. So its other ways are closed to it here.
create function vibe_missed(mine text, in_collection text, after_xid xid8, after_n bigint, last_xid xid8, last_n bigint, most integer)
  returns table (xid xid8, n bigint) stable parallel safe language sql
  set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set enable_incremental_sort = off
as $$
  (select r.xid, r.n from change_readers r
    where r.principal = mine and r.collection = in_collection and (r.xid, r.n) > (after_xid, after_n) and (r.xid, r.n) <= (last_xid, last_n)
    order by r.xid, r.n limit most)
  union all
  (select c.xid, c.n from changes c
    where c.owner_did = mine and c.collection = in_collection and (c.xid, c.n) > (after_xid, after_n) and (c.xid, c.n) <= (last_xid, last_n)
    order by c.xid, c.n limit most)
$$;
