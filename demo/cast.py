"""Who is there before the first petition: the registry, the people, their mandates, one token."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from accounts.models import Account, ApiToken
from accounts.passwords import hash_password
from accounts.tokens import token_hash
from cooperatives.models import Cooperative, Mandate, MemberPeriod, PlanTarget, YearFigures
from demo import faults, people, registry
from demo.books import earlier_figures, member_periods
from demo.people import Voice, phone_of
from demo.roster import ROSTER
from units.models import Unit
from workflow.roles import Role

OPENED_AT = datetime(2024, 11, 1, 1, 0, tzinfo=UTC)
FIGURES_AT = datetime(2024, 11, 29, 8, 0, tzinfo=UTC)  # collected for the conference
FIGURES = ("revenue", "profit")
SCOPES = ["petitions:read", "petitions:write"]


@dataclass(frozen=True, slots=True)
class Cast:
    """Accounts by login, cooperatives by key, and the mandates between them."""

    accounts: dict[str, Account]
    cooperatives: dict[str, Cooperative]
    voices: tuple[Voice, ...]

    def speaker(self, member: str, on: date) -> Account:
        """Return who speaks for a cooperative on a day, the longest in office first.

        Raises: LookupError where nobody does.
        """
        held = [
            voice
            for voice in sorted(self.voices, key=lambda v: v.starts_on)
            if voice.member == member
            and voice.starts_on <= on
            and (voice.ends_on is None or on <= voice.ends_on)
        ]
        if not held:
            raise LookupError(f"nobody speaks for {member} on {on}")
        return self.accounts[held[0].login]

    def head_of(self, unit_id: int | None) -> Account:
        """Return the head of a unit. Raises LookupError where it has none."""
        for account in self.accounts.values():
            if account.role == Role.HEAD and account.unit_id == unit_id:
                return account
        raise LookupError(f"no head of unit {unit_id}")


def load_registry(session: Session) -> None:
    """Insert the cooperatives, the groups, their figures of 2024, and what was planned."""
    rows = registry.cooperatives() + registry.groups()
    faults.spoil(rows)
    plain = [
        {k: v for k, v in row.items() if k not in FIGURES}
        | {"recorded_at": max(OPENED_AT, _at_once(row["founded_on"]))}
        for row in rows
    ]
    ids = session.scalars(
        insert(Cooperative).returning(Cooperative.id, sort_by_parameter_order=True), plain
    ).all()
    figures = [
        {
            "cooperative_id": cooperative_id,
            "year": registry.YEAR,
            "revenue_vnd": row["revenue"],
            "profit_vnd": row["profit"],
            "members": row["official_members"],
            "source": "Báo cáo năm của hợp tác xã",
            "recorded_at": FIGURES_AT,
        }
        for cooperative_id, row in zip(ids, rows, strict=True)
    ]
    earlier = earlier_figures(ids, rows)
    faults.spoil_figures(earlier)
    figures += earlier  # what returns something goes in few statements
    session.execute(insert(YearFigures).returning(YearFigures.year), figures).all()
    members = insert(MemberPeriod).returning(MemberPeriod.id)
    session.execute(members, member_periods(ids, rows)).all()
    session.add_all(
        PlanTarget(
            year=registry.YEAR,
            key=key,
            value=value,
            source=registry.PLAN_SOURCE,
            recorded_at=OPENED_AT,
        )
        for key, value in registry.PLAN.items()
    )


def _at_once(day: date) -> datetime:
    """Return 16:00 in Viet Nam on a day: what is founded is written down the same afternoon."""
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


def load_people(session: Session) -> None:
    """Insert the accounts, their mandates and the token. One hash serves all: it is slow."""
    units = {unit.code: unit.id for unit in session.scalars(select(Unit))}
    shared_hash = hash_password(people.PASSWORD)
    accounts = {
        person.login: Account(
            email=person.email,
            phone=phone_of(number),
            full_name=person.full_name,
            position=person.position,
            role=str(person.role),
            unit_id=units[person.unit] if person.unit else None,
            password_hash=shared_hash,
            created_at=OPENED_AT,
        )
        for number, person in enumerate(people.everybody())
    }
    session.add_all(accounts.values())
    session.flush()
    members = _members(session)
    session.add_all(
        Mandate(
            account_id=accounts[voice.login].id,
            cooperative_id=members[voice.member].id,
            position=voice.position,
            starts_on=voice.starts_on,
            ends_on=voice.ends_on,
        )
        for voice in people.voices()
    )
    session.add(
        ApiToken(
            account_id=accounts[people.TOKEN_OWNER].id,
            name="Phần mềm kế toán dùng thử",
            token_hash=token_hash(people.TOKEN),
            scopes=SCOPES,
            created_at=OPENED_AT,
        )
    )
    session.flush()


def _members(session: Session) -> dict[str, Cooperative]:
    names = {member.full_name: member.key for member in ROSTER}
    found = session.scalars(select(Cooperative).where(Cooperative.name.in_(names)))
    return {names[cooperative.name]: cooperative for cooperative in found}


def read_cast(session: Session) -> Cast:
    """Return the people and cooperatives that the stories call by name."""
    logins = {person.email: person.login for person in people.everybody()}
    found = session.scalars(select(Account).where(Account.email.in_(logins)).order_by(Account.id))
    accounts = {logins[account.email]: account for account in found if account.email}
    return Cast(accounts, _members(session), tuple(people.voices()))
