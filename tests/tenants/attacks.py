"""What somebody would try who can run SQL in one network and wants the neighbour's secrets.

`{mine}` is the network whose login is used, `{theirs}` the neighbour: schema and role have one name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    """Statements sent one after another. `refused`: any answer at all is already too much."""

    name: str
    statements: tuple[str, ...]
    refused: bool = False
    outside: bool = False
    """Cannot run inside a transaction."""


def _try(name: str, *statements: str, refused: bool = False, outside: bool = False) -> Attack:
    return Attack(name, statements, refused, outside)


READING = [
    _try("select with schema name", "SELECT name, email FROM {theirs}.person"),
    _try("search_path", "SET search_path = {theirs}", "SELECT name, email FROM person"),
    _try(
        "search_path in one statement",
        "SELECT set_config('search_path', '{theirs}', true)",
        "SELECT name, email FROM person",
    ),
    _try(
        "search_path and ts_stat in one statement",
        "SELECT set_config('search_path', '{theirs}', true),"
        " (SELECT string_agg(word, ' ') FROM ts_stat('select to_tsvector(''simple'', name) from person'))",
    ),
    _try("set role", "SET ROLE {theirs}", "SELECT name, email FROM {theirs}.person"),
    _try("set local role", "SET LOCAL ROLE {theirs}", "SELECT name, email FROM {theirs}.person"),
    _try("reset role", "RESET ROLE", "SELECT name, email FROM {theirs}.person"),
    _try("reset role and set role", "RESET ROLE", "SET ROLE {theirs}", "SELECT email FROM {theirs}.person"),
    _try("role none", "SET ROLE NONE", "SET ROLE {theirs}", "SELECT email FROM {theirs}.person"),
    _try("discard all", "DISCARD ALL", "SELECT name, email FROM {theirs}.person", outside=True),
    _try("reset all", "RESET ALL", "SELECT name, email FROM {theirs}.person"),
    _try(
        "session authorization",
        "SET SESSION AUTHORIZATION {theirs}",
        "SELECT name, email FROM {theirs}.person",
    ),
    _try(
        "reset session authorization",
        "RESET SESSION AUTHORIZATION",
        "SET ROLE {theirs}",
        "SELECT name, email FROM {theirs}.person",
    ),
    _try(
        "set_config of the role",
        "SELECT set_config('role', '{theirs}', true)",
        "SELECT name, email FROM {theirs}.person",
    ),
    _try(
        "set_config of the role and ts_stat in one select",
        "SELECT set_config('role', '{theirs}', true),"
        " (SELECT string_agg(word, ' ') FROM"
        "  ts_stat('select to_tsvector(''simple'', name || email) from {theirs}.person'))",
    ),
    _try(
        "set_config of the session's user and ts_stat",
        "SELECT set_config('session_authorization', '{theirs}', true),"
        " (SELECT string_agg(word, ' ') FROM ts_stat('select to_tsvector(name) from {theirs}.person'))",
    ),
    _try("ts_stat", "SELECT * FROM ts_stat('select to_tsvector(''simple'', name) from {theirs}.person')"),
    _try(
        "set_config of the role and ts_rewrite in one select",
        "SELECT set_config('role', '{theirs}', true), ts_rewrite('a'::tsquery,"
        " 'select ''a''::tsquery, plainto_tsquery(''simple'', name) from {theirs}.person"
        " where name like ''Zebe%''')",
    ),
    _try("stacked statements", "SELECT 1; SET ROLE {theirs}; SELECT name, email FROM {theirs}.person"),
    _try("stacked select", "SELECT 1; SELECT name, email FROM {theirs}.person"),
    _try("query_to_xml", "SELECT query_to_xml('select * from {theirs}.person', true, true, '')"),
    _try(
        "set_config of the role and query_to_xml",
        "SELECT set_config('role', '{theirs}', true),"
        " query_to_xml('select * from {theirs}.person', true, true, '')",
    ),
    _try("table_to_xml", "SELECT table_to_xml('{theirs}.person', true, true, '')"),
    _try("schema_to_xml", "SELECT schema_to_xml('{theirs}', true, true, '')"),
    _try("database_to_xml", "SELECT database_to_xml(true, true, '')"),
    _try(
        "cursor_to_xml",
        "DECLARE c CURSOR FOR SELECT * FROM {theirs}.person",
        "SELECT cursor_to_xml('c', 9, true, true, '')",
    ),
    _try("cursor", "DECLARE c CURSOR FOR SELECT name FROM {theirs}.person", "FETCH ALL FROM c"),
    _try("prepared statement", "PREPARE p AS SELECT name FROM {theirs}.person", "EXECUTE p"),
    _try(
        "toast table by its own name",
        "DO $$ DECLARE t text; r text; BEGIN SELECT reltoastrelid::regclass::text INTO t FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = relnamespace WHERE relname = 'mail' AND nspname = '{theirs}';"
        " EXECUTE 'select string_agg(chunk_data::text, '''') from ' || t INTO r; RAISE '%', r; END $$",
        refused=True,
    ),
    _try("do block", "DO $$ BEGIN RAISE '%', (SELECT min(name) FROM {theirs}.person); END $$"),
    _try("do block at all", "DO $$ BEGIN NULL; END $$", refused=True),
    _try(
        "do block that changes role",
        "DO $$ BEGIN RESET ROLE; SET ROLE {theirs};"
        " RAISE '%', (SELECT max(name || email) FROM {theirs}.person); END $$",
    ),
    _try(
        "join with one's own table",
        "SELECT t.email FROM {mine}.network_profile m, {theirs}.person t",
        refused=True,
    ),
    _try("row as whole", "SELECT p FROM {theirs}.person p"),
    _try("copy to file", "COPY {theirs}.person TO '/tmp/portal-attack.csv'", refused=True),
    _try("copy to program", "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'", refused=True),
    _try("copy from program", "COPY {mine}.person (name) FROM PROGRAM 'id'", refused=True),
    _try("copy from file", "COPY {mine}.person (name) FROM '/etc/passwd'", refused=True),
    _try("read a file", "SELECT pg_read_file('postgresql.conf')", refused=True),
    _try("read a binary file", "SELECT pg_read_binary_file('PG_VERSION')", refused=True),
    _try("list a directory", "SELECT pg_ls_dir('.')", refused=True),
    _try("dblink", "SELECT dblink_connect('dbname=' || current_database())", refused=True),
    _try("foreign server", "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw", refused=True),
    _try("load a library", "LOAD '/tmp/evil.so'", refused=True),
    _try("password verifiers", "SELECT rolname, rolpassword FROM pg_authid", refused=True),
    _try("shadow", "SELECT usename, passwd FROM pg_shadow", refused=True),
]

COUNTING = [
    _try(
        "rows estimated by the catalog",
        "SELECT c.relname, reltuples::int FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname = '{theirs}'",
    ),
    _try("pages in the catalog", "SELECT sum(relpages) FROM pg_class", refused=True),
    _try("whole catalog row", "SELECT c FROM pg_class c WHERE relname = 'person'", refused=True),
    _try("when tables were rewritten", "SELECT relfilenode, relfrozenxid, xmin FROM pg_class", refused=True),
    _try("live rows by oid", "SELECT oid::int, pg_stat_get_live_tuples(oid) FROM pg_class", refused=True),
    _try("rows inserted", "SELECT pg_stat_get_tuples_inserted(oid) FROM pg_class", refused=True),
    _try("statistics of tables", "SELECT schemaname, n_live_tup FROM pg_stat_all_tables", refused=True),
    _try("statistics of user tables", "SELECT schemaname, n_live_tup FROM pg_stat_user_tables", refused=True),
    _try("statistics of indexes", "SELECT * FROM pg_stat_user_indexes", refused=True),
    _try("blocks read", "SELECT * FROM pg_statio_user_tables", refused=True),
    _try("column statistics", "SELECT most_common_vals FROM pg_stats WHERE schemaname = '{theirs}'"),
    _try("raw column statistics", "SELECT * FROM pg_statistic", refused=True),
    _try("statistics of the catalog itself", "SELECT * FROM pg_stats WHERE attname = 'reltuples'"),
    _try("extended statistics", "SELECT * FROM pg_statistic_ext_data", refused=True),
    *(
        _try(
            f"size by {function}",
            f"SELECT {function}(oid) FROM pg_class WHERE relname = 'person'",
            refused=True,
        )
        for function in ("pg_relation_size", "pg_total_relation_size", "pg_table_size", "pg_indexes_size")
    ),
    _try("size of the database", "SELECT pg_database_size(current_database())", refused=True),
    _try("size of the tablespace", "SELECT pg_tablespace_size('pg_default')", refused=True),
    _try(
        "files of tables",
        "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relname = 'person'",
        refused=True,
    ),
    _try("statistics of databases", "SELECT * FROM pg_stat_database", refused=True),
    _try("what others run", "SELECT usename, query FROM pg_stat_activity", refused=True),
    _try("what others run, by function", "SELECT query FROM pg_stat_get_activity(NULL)", refused=True),
    _try("locks", "SELECT * FROM pg_locks", refused=True),
    _try("who blocks whom", "SELECT pg_blocking_pids(pg_backend_pid())", refused=True),
    _try("prepared transactions", "SELECT * FROM pg_prepared_xacts", refused=True),
    _try("prepared statements", "SELECT statement FROM pg_prepared_statements"),
    _try("cursors", "SELECT statement FROM pg_cursors"),
    _try("replication slots", "SELECT * FROM pg_replication_slots", refused=True),
    _try("volume of the log", "SELECT pg_current_wal_lsn()", refused=True),
    _try("summaries of the log", "SELECT * FROM pg_available_wal_summaries()", refused=True),
    _try("state of checkpoints", "SELECT * FROM pg_control_checkpoint()", refused=True),
    _try("explain a foreign table", "EXPLAIN SELECT * FROM {theirs}.person", refused=True),
    _try(
        "explain by schema search", "SET search_path = {theirs}", "EXPLAIN SELECT * FROM person", refused=True
    ),
    _try(
        "rights on a foreign table", "SELECT has_table_privilege('{theirs}.person', 'select')", refused=True
    ),
    _try("regclass cast", "SELECT '{theirs}.person'::regclass", refused=True),
    _try("to_regclass", "SELECT to_regclass('{theirs}.person')", refused=True),
    _try("analyze verbose", "ANALYZE VERBOSE {theirs}.person", refused=True, outside=True),
    _try("end a neighbour's session", "SELECT pg_terminate_backend(1)", refused=True),
    _try("cancel a neighbour's query", "SELECT pg_cancel_backend(1)", refused=True),
]

TALKING = [
    *(
        _try(f"advisory lock {call}", f"SELECT {call}", refused=True)
        for call in (
            *("pg_advisory_lock(1)", "pg_advisory_lock(1, 2)", "pg_advisory_lock_shared(1)"),
            *("pg_try_advisory_lock(1)", "pg_try_advisory_lock_shared(1)", "pg_advisory_xact_lock(1)"),
            *("pg_try_advisory_xact_lock(1)", "pg_advisory_xact_lock_shared(1)", "pg_advisory_unlock_all()"),
        )
    ),
    _try("pg_notify", "SELECT pg_notify('x', 'y')", refused=True),
    _try("fill of the notification queue", "SELECT pg_notification_queue_usage()", refused=True),
    _try("listen and wait", "LISTEN beta", "SELECT pg_listening_channels()"),
    _try("make a large object", "SELECT lo_create(0)", refused=True),
    _try("make one with contents", "SELECT lo_from_bytea(0, 'x')", refused=True),
    _try("read a large object", "SELECT convert_from(lo_get(4711), 'UTF8')", refused=True),
    _try("open a large object", "SELECT loread(lo_open(4711, 262144), 99)", refused=True),
    _try("raw large objects", "SELECT * FROM pg_largeobject", refused=True),
    _try("list of large objects", "SELECT * FROM pg_largeobject_metadata", refused=True),
    _try("temporary table", "CREATE TEMP TABLE t (a int)", refused=True),
    _try("table", "CREATE TABLE t (a int)", refused=True),
    _try("table in public", "CREATE TABLE public.t (a int)", refused=True),
    _try("view", "CREATE VIEW v AS SELECT * FROM {theirs}.person", refused=True),
    _try("function", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'", refused=True),
    _try("schema", "CREATE SCHEMA s", refused=True),
    _try("type", "CREATE TYPE y AS (a int)", refused=True),
    _try("extension", "CREATE EXTENSION pg_trgm", refused=True),
    _try("publication", "CREATE PUBLICATION p FOR ALL TABLES", refused=True),
    _try("database", "CREATE DATABASE d", refused=True, outside=True),
    _try("role", "CREATE ROLE r SUPERUSER", refused=True),
]

CHANGING = [
    _try("grant oneself the neighbour", "GRANT {theirs} TO {mine}", refused=True),
    _try("grant oneself its table", "GRANT SELECT ON {theirs}.person TO {mine}", refused=True),
    _try("alter the neighbour's role", "ALTER ROLE {theirs} PASSWORD 'x'", refused=True),
    _try("alter its settings", "ALTER ROLE {theirs} SET search_path = {mine}", refused=True),
    _try("make oneself more", "ALTER ROLE {mine} CREATEROLE", refused=True),
    _try("more connections", "ALTER ROLE {mine} CONNECTION LIMIT 400", refused=True),
    _try(
        "default rights",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {theirs} GRANT SELECT ON TABLES TO PUBLIC",
        refused=True,
    ),
    _try("change the server", "ALTER SYSTEM SET log_statement = 'all'", refused=True, outside=True),
    _try("own the schema", "ALTER SCHEMA {theirs} OWNER TO {mine}", refused=True),
    _try("drop what they own", "DROP OWNED BY {theirs}", refused=True),
    _try("take what they own", "REASSIGN OWNED BY {theirs} TO {mine}", refused=True),
    _try("lock their table", "LOCK TABLE {theirs}.person", refused=True),
    _try("write into their table", "INSERT INTO {theirs}.rate_limit VALUES ('x', now(), 1)", refused=True),
    _try("empty their table", "TRUNCATE {theirs}.person", refused=True),
    _try("change history", "UPDATE {mine}.audit_entry SET action = 'x'", refused=True),
    _try("delete history", "DELETE FROM {mine}.audit_entry", refused=True),
    _try("empty history", "TRUNCATE {mine}.audit_entry", refused=True),
    _try("lie about the revision", "UPDATE {mine}.alembic_version SET version_num = 'x'", refused=True),
    _try("read the revision", "SELECT * FROM {mine}.alembic_version", refused=True),
    _try(
        "turn row security off on one's table",
        "ALTER TABLE shared.wake_up DISABLE ROW LEVEL SECURITY",
        refused=True,
    ),
]

SHARED = [
    _try("registry", "SELECT slug, name FROM control.network", refused=True),
    _try("own domains", "SELECT * FROM control.network_host", refused=True),
    _try("rename the neighbour", "UPDATE control.network SET slug = 'x'", refused=True),
    _try("published groups of others", "SELECT name, words FROM shared.published_group"),
    _try("wake-ups of others", "SELECT role, due_at FROM shared.wake_up"),
    _try("revisions of others", "SELECT role, number FROM shared.public_revision"),
    _try("row security off", "SET row_security = off", "SELECT * FROM shared.wake_up", refused=True),
    _try("copy around row security", "COPY shared.wake_up TO '/tmp/x'", refused=True),
    _try("insert as another", "INSERT INTO shared.wake_up VALUES ('{theirs}', now())", refused=True),
    _try(
        "insert as another, on conflict do nothing",
        "INSERT INTO shared.wake_up VALUES ('{theirs}', now()) ON CONFLICT DO NOTHING",
        refused=True,
    ),
    _try(
        "insert as another, on conflict do update",
        "INSERT INTO shared.public_revision VALUES ('{theirs}', 1) ON CONFLICT (role)"
        " DO UPDATE SET number = public_revision.number RETURNING number",
        refused=True,
    ),
    _try(
        "conflict by giving a row away",
        "INSERT INTO shared.public_revision VALUES ('{mine}', 1) ON CONFLICT (role) DO UPDATE SET number = 1",
        "UPDATE shared.public_revision SET role = '{theirs}'",
        refused=True,
    ),
    _try(
        "update another", "UPDATE shared.public_revision SET number = 1 WHERE role = '{theirs}' RETURNING *"
    ),
    _try("delete another", "DELETE FROM shared.published_group WHERE role = '{theirs}' RETURNING name"),
    _try("lock another", "SELECT * FROM shared.wake_up WHERE role = '{theirs}' FOR UPDATE"),
    _try(
        "function that tells, before row security",
        "SELECT 1 FROM shared.published_group WHERE name::int > 0 OR length(name) > 0",
    ),
    _try("truncate shared", "TRUNCATE shared.wake_up", refused=True),
    _try(
        "foreign key as a question", "ALTER TABLE {mine}.task ADD FOREIGN KEY (id) REFERENCES {theirs}.person"
    ),
    _try("policy of one's own", "CREATE POLICY mine ON shared.wake_up USING (true)", refused=True),
    _try("another database", "SELECT dblink('dbname=postgres', 'select 1')", refused=True),
]

ATTACKS = [*READING, *COUNTING, *TALKING, *CHANGING, *SHARED]
