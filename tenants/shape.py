"""What a schema looks like, as lines that can be compared: columns, defaults, indexes, constraints, triggers.

The wanted shape is not written down anywhere: it is built from the migrations and rolled back.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from tenants.history import network_sql
from tenants.owner import run_statements

SCRATCH = "shape_wanted"

_LINES = """
    SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        || coalesce(' default ' || replace(pg_get_expr(d.adbin, d.adrelid), %(schema)s || '.', ''), '')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    UNION ALL
    SELECT 'index ' || replace(pg_get_indexdef(i.indexrelid), %(schema)s || '.', '')
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid WHERE c.relnamespace = %(schema)s::regnamespace
    UNION ALL
    SELECT 'constraint ' || c.relname || '.' || k.conname || ' '
        || replace(pg_get_constraintdef(k.oid), %(schema)s || '.', '')
    FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid
    WHERE c.relnamespace = %(schema)s::regnamespace AND k.contype <> 'n'
    UNION ALL
    SELECT 'trigger ' || c.relname || '.' || t.tgname
    FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
    WHERE c.relnamespace = %(schema)s::regnamespace
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = %(schema)s::regnamespace
"""


def shape(connection: psycopg.Connection, schema: str) -> frozenset[str]:
    """Every line of one schema's shape."""
    return frozenset(line for (line,) in connection.execute(_LINES, {"schema": schema}))


def wanted_shape(connection: psycopg.Connection, role: str) -> frozenset[str]:
    """The shape the migrations make, tried out and rolled back. `role` stands in for the grants."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCRATCH)))
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(SCRATCH)))
        run_statements(connection, network_sql(role))
        return shape(connection, SCRATCH)
