"""Filings per second through the HTML form, against the bare endpoint."""

import statistics
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import text

from bench.figures import Figure
from bench.load import CONNECTIONS, Ask, Measured, drive, get, post
from bench.people import Caller, make_owner, sign_in
from bench.stack import Stack
from cooperatives.queries import cooperatives_of
from feedback.models import PetitionDraft
from store.clock import today, utc_now
from store.db import db

TABLE = "CREATE TABLE bench_row (id bigserial PRIMARY KEY, body text NOT NULL)"
ROUNDS = 3
WARM_UP = 10
FILINGS = 50  # of one account in ten minutes; the product's own limit is 60
WAYS, REQUESTS_A_WAY = 6, 6
RATIO_MIN = 0.5
BARE_ROWS = 250
CONTENT = {
    "topic_code": "credit_fund",
    "subject": "Đề nghị nâng mức vay của Quỹ lên 500 triệu đồng",
    "situation": "Hợp tác xã có 21 thành viên trồng na, mức vay hiện nay quá thấp so với nhu cầu.",
    "demands": ["Nâng mức vay tối đa lên 500 triệu đồng", "Cho vay tín chấp theo phương án"],
    "commune_code": "",
    "contact_name": "Nông Văn Đo",
    "contact_phone": "0912345678",
    "contact_email": "",
    "may_publish": "1",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A caller with drafts that are ready to be filed."""

    caller: Caller
    draft_ids: list[int]

    def filings(self) -> list[Ask]:
        """Press "Gửi kiến nghị" on each draft."""
        return [self._press(one, "gui") for one in self.draft_ids]

    def ways(self) -> list[Ask]:
        """Walk through the form: each page is read, filled in and sent; then the receipt."""
        return [ask for one in self.draft_ids for ask in self._way(one)]

    def _way(self, draft_id: int) -> list[Ask]:
        path, cookie = f"/kien-nghi/nhap/{draft_id}", self.caller.cookie
        fields = {name: value for name, value in CONTENT.items() if isinstance(value, str)}
        fields |= {f"demands-{n}": demand for n, demand in enumerate(CONTENT["demands"])}
        return [
            get(path, cookie),
            self._press(draft_id, "", **fields),
            get(f"{path}/giay-to", cookie),
            self._press(draft_id, "giay-to"),
            get(f"{path}/xem-lai", cookie),
            self._press(draft_id, "gui"),
        ]

    def _press(self, draft_id: int, what: str, **fields: str) -> Ask:
        path = f"/kien-nghi/nhap/{draft_id}/{what}".rstrip("/")
        body = urlencode({"csrf_token": self.caller.csrf_token} | fields)
        return post(path, self.caller.cookie, body)


def prepare(app: Flask, drafts: int) -> Prepared:
    """Make an account with so many drafts."""
    with app.app_context():
        session, now = db.session(), utc_now()
        account = make_owner(session, now)
        cooperative = cooperatives_of(session, account.id, today())[0]
        rows = [
            PetitionDraft(
                account_id=account.id,
                cooperative_id=cooperative.id,
                data=CONTENT | {"cooperative_id": str(cooperative.id)},
                document_ids=[],
                created_at=now,
                updated_at=now,
            )
            for _ in range(drafts)
        ]
        session.add_all(rows)
        session.commit()
        return Prepared(sign_in(app, account), [row.id for row in rows])


def measure(stack: Stack) -> list[Figure]:
    """Measure the filing request and the bare endpoint in turn, then the whole way of four steps.

    The worker does not run meanwhile: what filing asks for waits, as with the broker away.
    """
    app = stack.app()
    with app.app_context():
        db.session.execute(text(TABLE))
        db.session.commit()
    with stack.serving() as port, stack.serving("bench.bare:app") as bare_port:
        drive(port, _filings(app, WARM_UP))
        drive(bare_port, _rows(BARE_ROWS))
        rounds = [
            (drive(port, _filings(app, FILINGS)), drive(bare_port, _rows(BARE_ROWS)))
            for _ in range(ROUNDS)
        ]
        ways = drive(port, [prepare(app, WAYS).ways() for _ in range(CONNECTIONS)])
    return _summed(rounds, ways)


def _summed(rounds: list[tuple[Measured, Measured]], ways: Measured) -> list[Figure]:
    median = statistics.median
    form = median(one.per_second for one, _ in rounds)
    bare = median(one.per_second for _, one in rounds)
    ratio = median(one.per_second / other.per_second for one, other in rounds)
    form_ms = median(one.median_ms for one, _ in rounds)
    way = f"{ways.per_second / REQUESTS_A_WAY:.1f} petitions/s"
    value = f"{form:.0f}/s against {bare:.0f}/s: {ratio:.2f}"
    return [
        Figure("filing against the bare endpoint", value, "", "0.5", ratio >= RATIO_MIN),
        Figure(f"one filing, {CONNECTIONS} connections busy", f"median {form_ms:.0f} ms"),
        Figure("the whole way of a filing, 6 requests", way),
    ]


def _filings(app: Flask, drafts: int) -> list[list[Ask]]:
    return [prepare(app, drafts).filings() for _ in range(CONNECTIONS)]


def _rows(rows: int) -> list[list[Ask]]:
    one = post("/", "", urlencode({"body": str(CONTENT["subject"])}), status=200)
    return [[one] * rows for _ in range(CONNECTIONS)]
