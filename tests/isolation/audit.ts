import type pg from 'pg';

/** The list of migrations is the owner's alone, who migrates; it holds nobody's data, and a policy would lock its owner out. */
const OWNERS_ALONE = ['migrations'];

/** Every table that row level security does not close, with the reason; views, functions and roles that go around it as well. */
export async function unprotected(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; because: string }>(
    `with tables as (
       select oid, relname as name, relrowsecurity as enabled, relforcerowsecurity as forced, relispartition as part
         from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')),
     grants as (
       select distinct table_name as name, grantee from information_schema.column_privileges
        where table_schema = 'public' and grantee <> (select tableowner from pg_tables where tablename = table_name and schemaname = 'public')),
     spoken as (select tablename as name, unnest(roles) as role from pg_policies where schemaname = 'public' and permissive = 'PERMISSIVE')
     select name, 'row level security is not enabled' as because from tables where not enabled
     union all select name, 'row level security is not forced' from tables where enabled and not forced and name <> all ($1::text[])
     union all select g.name, 'granted to ' || g.grantee || ' without a policy for it' from grants g
        where not exists (select from spoken s where s.name = g.name and s.role = g.grantee)
     union all select t.name, 'a partition is granted by name' from tables t join grants g using (name) where t.part
       and exists (select from spoken s where s.name = g.name and s.role = g.grantee)
     union all select tablename, 'a policy is for everybody' from pg_policies where schemaname = 'public' and 'public' = any (roles)
     union all select relname, 'a view reads with its owner''s rights' from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')
     union all select proname, 'a function runs with its owner''s rights' from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
     union all select rolname, 'the role goes around row level security' from pg_roles where rolname like 'vibe\\_%' and (rolsuper or rolbypassrls)
     union all select m.rolname, 'the role may become ' || r.rolname from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles r on r.oid = a.roleid
        where m.rolname like 'vibe\\_%'
     order by 1, 2`,
    [OWNERS_ALONE],
  );
  return rows.map(({ name, because }) => `${name}: ${because}`);
}
