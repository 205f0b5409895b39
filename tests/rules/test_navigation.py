"""The header offers nobody a door that is closed to him."""

import pytest

from accounts.access import ACCESS
from accounts.models import Account
from navigation import _entries
from workflow.roles import Role


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_every_entry_is_open_to_whom_it_is_shown(role: Role) -> None:
    entries = _entries(Account(role=str(role)))
    rows = {endpoint: ACCESS[endpoint].roles for _, endpoint in entries}
    assert [end for end, roles in rows.items() if roles is not None and role not in roles] == []
    assert "notices.inbox" in rows
    assert len(rows) == len(entries), "each once"


def test_what_a_visitor_is_offered_is_public() -> None:
    assert {ACCESS[endpoint].roles for _, endpoint in _entries(None)} == {None}
