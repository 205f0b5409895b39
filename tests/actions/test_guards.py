"""The database itself refuses to change history."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session


@pytest.mark.parametrize(
    "table", ["dossier_event", "audit_seal", "seal_head", "view_log", "notice_text"]
)
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_append_only(session: Session, table: str, verb: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(verb.format(table)))
