"""Statements that write thousands of rows at once: the rows travel as one JSON value.

The database turns JSON into rows of its own types (`jsonb_populate_record`), so ten thousand rows
are one statement, and whatever watches the registry's tables is woken once.
"""

from sqlalchemy import BigInteger, DateTime, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from cooperatives.fields import FIELDS

COLUMNS = ", ".join((*(field.key for field in FIELDS), "name_fold"))
POPULATED = ", ".join(f"p.{name}" for name in COLUMNS.split(", "))


def _with_rows(statement: str) -> TextClause:
    return text(statement).bindparams(bindparam("rows", type_=JSONB))


NEXT_IDS = text("SELECT nextval('cooperative_id_seq') FROM generate_series(1, :count)")
INSERT_NEW = _with_rows(
    f"INSERT INTO cooperative (id, version, {COLUMNS}) SELECT p.id, 1, {POPULATED} "  # noqa: S608
    "FROM jsonb_array_elements(:rows) WITH ORDINALITY r(v, n), "
    "LATERAL jsonb_populate_record(NULL::cooperative, r.v) p ORDER BY n"
)
CHANGE = _with_rows(
    f"UPDATE cooperative c SET version = c.version + 1, ({COLUMNS}) = "  # noqa: S608
    f"(SELECT {POPULATED} FROM jsonb_populate_record(c, r.v) p) "
    "FROM jsonb_array_elements(:rows) r(v) WHERE c.id = (r.v ->> 'id')::bigint"
)
MARK = _with_rows(
    "UPDATE registry_import_row i SET cooperative_id = r.cooperative_id, "
    "version_after = r.version_after FROM jsonb_to_recordset(:rows) "
    "AS r(row_no bigint, cooperative_id bigint, version_after bigint) "
    "WHERE i.import_id = :import_id AND i.row_no = r.row_no"
)
REPORT = _with_rows(
    "UPDATE registry_import_row i SET row_key = r.row_key, outcome = r.outcome, name = r.name, "
    "cooperative_id = r.cooperative_id, what = r.what, faults = r.faults, warnings = r.warnings "
    "FROM jsonb_to_recordset(:rows) AS r(row_no bigint, row_key text, outcome text, name text, "
    "cooperative_id bigint, what jsonb, faults jsonb, warnings jsonb) "
    "WHERE i.import_id = :import_id AND i.row_no = r.row_no"
)
HISTORY = text(
    """
    INSERT INTO cooperative_change
        (cooperative_id, at, by_id, source, reason, effective_on, what)
    SELECT cooperative_id, :at, :by_id, :source, 'Tệp ' || :file || ', dòng ' || row_no, :on,
        CASE WHEN :source = 'undo' THEN
            (SELECT jsonb_object_agg(key, jsonb_build_array(value -> 1, value -> 0))
             FROM jsonb_each(what))
        ELSE what END
    FROM registry_import_row
    WHERE import_id = :import_id AND outcome IN ('new', 'changed') ORDER BY row_no
    """
).bindparams(bindparam("at", type_=DateTime(timezone=True)), bindparam("by_id", type_=BigInteger))
