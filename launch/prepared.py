"""Whether this program has already prepared this database, so that most starts can skip it.

The mark is a comment on the database itself: a database that was restored, replaced or emptied has
none. It names the program by a hash of its files, and the version of the tables.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from launch.postgres import libpq

WORD = "donghanh"
# What neither the tables nor the rows of a start can depend on.
APART = {
    ".git", ".venv", "var", "static", "assets", "build", "docs", "tests", "bench", "launch",
    "deploy", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache",
    ".hypothesis",
}  # fmt: skip
READ = """
SELECT shobj_description(d.oid, 'pg_database'), pg_catalog.pg_get_userbyid(d.datdba) = current_user
FROM pg_database d WHERE d.datname = current_database()
"""


def fingerprint(root: Path, is_demo: bool) -> str:
    """A hash over all files of the program that can change what a start prepares."""
    digest = hashlib.sha256(b"demo" if is_demo else b"")
    for path in sorted(_files(root)):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in APART:
                yield from _files(path)
        elif path.suffix not in (".pyc", ".md"):
            yield path


def is_prepared(url: str, mark: str) -> bool:
    """Whether the database bears this mark, and its tables are of the version marked."""
    with psycopg.connect(libpq(url)) as connection:
        return _comment(connection)[0] == f"{WORD} {mark} {_version(connection)}"


def remember(url: str, mark: str) -> None:
    """Mark the database, where it is ours and no one else has written there."""
    with psycopg.connect(libpq(url)) as connection:
        comment, is_ours = _comment(connection)
        if is_ours and (not comment or comment.startswith(f"{WORD} ")):
            text = f"{WORD} {mark} {_version(connection)}"
            name = sql.Identifier(connection.info.dbname)
            statement = sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(text))
            connection.execute(statement)


def _comment(connection: psycopg.Connection) -> tuple[str, bool]:
    row = connection.execute(READ).fetchone()
    return (row[0] or "", bool(row[1])) if row else ("", False)


def _version(connection: psycopg.Connection) -> str:
    """The version of the tables, as the migrations keep it; empty before the first one."""
    known = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if known is None or known[0] is None:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""
