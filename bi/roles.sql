-- Who may read what, for Superset: run by `bi-roles` of docker-compose.yml as the owner of the database, again at every start.
-- Two roles: giamngheo_reader reads the views of the warehouse and nothing below them (docs/operations.md); superset owns a
-- database for what Superset keeps itself (accounts, dashboards) and enters no other that PostgreSQL or we have made.

-- The first line without Notepad's mark and blanks at its ends, as superset_config.py reads the same files.
\set reader_password `LC_ALL=C sed -e '1s/^\xEF\xBB\xBF//' -e 's/^[ \t\r]*//' -e 's/[ \t\r]*$//' -e 1q "$BI_READER_PASSWORD_FILE"`
\set superset_password `LC_ALL=C sed -e '1s/^\xEF\xBB\xBF//' -e 's/^[ \t\r]*//' -e 's/[ \t\r]*$//' -e 1q "$SUPERSET_DATABASE_PASSWORD_FILE"`
-- No statement is written into the server's log: some hold a password.
SET log_min_error_statement = panic;
SET log_statement = none;
SELECT :'reader_password' = '' OR :'superset_password' = '' AS no_password \gset
\if :no_password
  DO $$ BEGIN RAISE 'Tệp secrets/bi-reader-password hoặc secrets/superset-database-password còn trống.'; END $$;
\endif

SELECT format('CREATE ROLE %I', name)
FROM (VALUES ('giamngheo_reader'), ('superset')) AS wanted(name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE giamngheo_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'reader_password';
ALTER ROLE superset LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'superset_password';

-- Whoever is a member of another role has its rights, of all tables with pg_read_all_data: neither is a member of any.
SELECT format('REVOKE %I FROM %I GRANTED BY %I CASCADE', of_whom.rolname, member.rolname, grantor.rolname)
FROM pg_auth_members m
JOIN pg_roles of_whom ON of_whom.oid = m.roleid
JOIN pg_roles member ON member.oid = m.member
JOIN pg_roles grantor ON grantor.oid = m.grantor
WHERE member.rolname IN ('giamngheo_reader', 'superset')
ORDER BY grantor.rolname IN ('giamngheo_reader', 'superset') DESC  -- what one has given the other goes with what it has itself
\gexec

SELECT 'CREATE DATABASE superset OWNER superset'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'superset') \gexec

-- PostgreSQL lets every role into every database until PUBLIC may no more. Whoever else can enter today keeps it by name.
SELECT format('GRANT %s ON DATABASE %I TO %I', kind, datname, rolname)
FROM pg_database, pg_roles, (VALUES ('CONNECT'), ('TEMPORARY')) AS rights(kind)
WHERE datname IN ('giamngheo', 'prefect', 'postgres', 'template1')
  AND rolcanlogin AND NOT rolsuper AND rolname NOT IN ('giamngheo_reader', 'superset')
  AND has_database_privilege(rolname, datname, kind) \gexec
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC, giamngheo_reader%s', datname, other)
FROM pg_database, LATERAL (SELECT CASE WHEN datname = 'superset' THEN '' ELSE ', superset' END AS other) AS and_whom
WHERE datname IN ('giamngheo', 'prefect', 'superset', 'postgres', 'template1') \gexec
GRANT CONNECT ON DATABASE giamngheo TO giamngheo_reader;

-- Of schema public the views, and nothing else; a schema that an office has made is its own. Views that are not there yet are
-- granted when the warehouse is opened and makes them.
BEGIN;
GRANT USAGE ON SCHEMA public TO giamngheo_reader;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM giamngheo_reader;
SELECT to_regclass('public.v_column') IS NOT NULL AS has_views \gset
\if :has_views
  SELECT format('GRANT SELECT ON %I TO giamngheo_reader', name)
  FROM (SELECT object_name FROM v_column WHERE definition <> '' UNION SELECT 'v_column') AS ours(name)
  WHERE to_regclass(format('public.%I', name)) IS NOT NULL \gexec
\endif
COMMIT;
