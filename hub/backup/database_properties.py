"""What PostgreSQL keeps of a database as such, and no dump holds: owner, privileges, settings.

A restored database is a new one, so that they are read from the live one and given to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg2
from psycopg2 import sql

# Their values are lists of names that are quoted already (``GUC_LIST_QUOTE``), as pg_dump knows.
LISTS = frozenset(
    {
        "local_preload_libraries", "search_path", "session_preload_libraries",
        "shared_preload_libraries", "temp_tablespaces", "unix_socket_directories",
    }
)  # fmt: skip
EVERYBODY = 0  # the number of PUBLIC among grantees


def locale_options(cursor: Any, database: str) -> sql.Composable:
    """For CREATE DATABASE: the order of letters as in the live one. Empty where there is none."""
    cursor.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = %s", (database,))
    row = cursor.fetchone()
    if row is None:
        return sql.SQL("")
    return sql.SQL("LC_COLLATE {} LC_CTYPE {}").format(*map(sql.Literal, row))


def carry_over(cursor: Any, source: str, target: str) -> list[str]:
    """Give ``target`` what ``source`` has, within the transaction of ``cursor``.

    Returns the statements that this role may not run: an administrator has to.
    """
    left = []
    for statement in list(_statements(cursor, source, target)):
        cursor.execute("SAVEPOINT carried")
        try:
            cursor.execute(statement)
        except psycopg2.Error:
            cursor.execute("ROLLBACK TO SAVEPOINT carried")
            left.append(statement.as_string(cursor))
    return left


def _statements(cursor: Any, source: str, target: str) -> Iterator[sql.Composed]:
    name = sql.Identifier(target)
    cursor.execute(
        "SELECT oid, pg_get_userbyid(datdba), datconnlimit, datacl IS NOT NULL,"
        " datdba = (SELECT datdba FROM pg_database WHERE datname = %s)"
        " FROM pg_database WHERE datname = %s",
        (target, source),
    )
    oid, owner, limit, has_privileges, same_owner = cursor.fetchone()
    if limit != -1:
        yield sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}").format(name, sql.Literal(limit))
    yield from _settings(cursor, oid, name)
    if has_privileges:
        yield from _privileges(cursor, oid, name)
    if not same_owner:  # last: whoever gives it away may do nothing with it any more
        yield sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, sql.Identifier(owner))


def _settings(cursor: Any, oid: int, name: sql.Identifier) -> Iterator[sql.Composed]:
    cursor.execute(
        "SELECT rolname, unnest(setconfig) FROM pg_db_role_setting"
        " LEFT JOIN pg_roles ON pg_roles.oid = setrole WHERE setdatabase = %s",
        (oid,),
    )
    for role, setting in cursor.fetchall():
        parameter, _equals, value = setting.partition("=")
        of = sql.SQL("ALTER DATABASE {}").format(name)
        if role:
            of = sql.SQL("ALTER ROLE {} IN DATABASE {}").format(sql.Identifier(role), name)
        words = sql.SQL(value) if parameter in LISTS else sql.Literal(value)
        # A parameter of an extension has a point in its name.
        yield sql.SQL("{} SET {} TO {}").format(of, sql.Identifier(*parameter.split(".")), words)


def _privileges(cursor: Any, oid: int, name: sql.Identifier) -> Iterator[sql.Composed]:
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name)
    cursor.execute(
        "SELECT acl.grantee, rolname, privilege_type, is_grantable"
        " FROM pg_database, aclexplode(datacl) AS acl"
        " LEFT JOIN pg_roles ON pg_roles.oid = acl.grantee"
        " WHERE pg_database.oid = %s AND acl.grantee <> datdba",
        (oid,),
    )
    for grantee, role, privilege, is_grantable in cursor.fetchall():
        if role is None and grantee != EVERYBODY:
            continue
        who = sql.SQL("PUBLIC") if grantee == EVERYBODY else sql.Identifier(role)
        option = sql.SQL(" WITH GRANT OPTION" if is_grantable else "")
        yield sql.SQL("GRANT {} ON DATABASE {} TO {}{}").format(
            sql.SQL(privilege), name, who, option
        )
