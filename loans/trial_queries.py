"""The real portfolio and queue, as the trial of a policy needs them. Reads only.

A constant number of statements, however many applications there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cooperatives.queries import members_among
from dossiers.models import Dossier
from fund.chart import PRINCIPAL
from fund.models import FundLine, FundReservation
from fund.queries import limits_on, position
from fund.rules import cap_vnd
from loans.appraisal_models import LoanAppraisal
from loans.appraisal_queries import income_plan, price_of, score_needed_tenths, wanted_of
from loans.decision_queries import cap_of, related_ids
from loans.decision_rules import Case
from loans.models import LoanApplication
from loans.offer_rules import Figures, largest_carried
from loans.programme_models import LoanProgrammeVersion
from loans.programme_queries import versions_on
from loans.trial_rules import Subject
from workflow.refusal import Refusal

QUEUE = ("submitted", "supplement_requested", "in_appraisal", "in_council")
PORTFOLIO = ("approved", "offer_accepted", "contracted")
SUBJECTS_MAX = 5_000


@dataclass(frozen=True, slots=True)
class Standing:
    """The fund and all customers on a day, read at once."""

    capital_vnd: int
    free_vnd: int
    exposure_vnd: Mapping[int, int]
    one_percent: int
    related_percent: int
    needed_tenths: int
    versions: Mapping[int, LoanProgrammeVersion]


def subjects(session: Session, on: date) -> list[Subject]:
    """Return every application of the portfolio and the queue with the figures of a day."""
    standing, rows = _standing(session, on), _applications(session)
    rounds = _rounds(session, [application.dossier_id for application, _ in rows])
    members = members_among(session, [application.cooperative_id for application, _ in rows], on)
    found = []
    for application, state in rows:
        version = standing.versions.get(application.version.programme_id, application.version)
        group = "queue" if state in QUEUE else "portfolio"
        row = rounds.get(application.dossier_id)
        is_member = application.cooperative_id in members
        one = Looked(application, version, row, group, is_member)
        found.append(_subject(one, standing))
    return found


def _applications(session: Session) -> list[tuple[LoanApplication, str]]:
    wanted = (
        select(LoanApplication, Dossier.state)
        .join(Dossier, Dossier.id == LoanApplication.dossier_id)
        .where(Dossier.state.in_((*QUEUE, *PORTFOLIO)))
        .options(
            selectinload(LoanApplication.sources),
            selectinload(LoanApplication.income),
            selectinload(LoanApplication.collateral),
            selectinload(LoanApplication.related),
            joinedload(LoanApplication.cooperative),
            joinedload(LoanApplication.version).selectinload(LoanProgrammeVersion.caps),
        )
        .order_by(LoanApplication.dossier_id)
        .limit(SUBJECTS_MAX)
    )
    return [(row[0], row[1]) for row in session.execute(wanted).all()]


def _rounds(session: Session, ids: list[int]) -> dict[int, LoanAppraisal]:
    """Return the latest round of each application, with its values."""
    found = select(LoanAppraisal).where(LoanAppraisal.application_id.in_(ids))
    loaded = found.options(selectinload(LoanAppraisal.values)).order_by(LoanAppraisal.round_no)
    return {row.application_id: row for row in session.scalars(loaded)}


def _standing(session: Session, on: date) -> Standing:
    now, limits = position(session), limits_on(session, on)
    return Standing(
        capital_vnd=now.capital_vnd,
        free_vnd=now.free_vnd,
        exposure_vnd=_exposures(session),
        one_percent=limits.one_percent,
        related_percent=limits.related_percent,
        needed_tenths=score_needed_tenths(session, on),
        versions={one.programme_id: one for one in versions_on(session, on)},
    )


def _exposures(session: Session) -> dict[int, int]:
    """Return what each customer owes in principal and was promised, in đồng."""
    owed = (
        select(FundLine.cooperative_id, func.sum(FundLine.amount_vnd))
        .where(FundLine.account.in_(PRINCIPAL), FundLine.cooperative_id.is_not(None))
        .group_by(FundLine.cooperative_id)
    )
    promised = select(FundReservation.cooperative_id, func.sum(FundReservation.left_vnd)).group_by(
        FundReservation.cooperative_id
    )
    found: dict[int, int] = {}
    for query in (owed, promised):
        for row in session.execute(query).all():
            customer = int(row[0] or 0)
            found[customer] = found.get(customer, 0) + int(row[1])
    return found


@dataclass(frozen=True, slots=True)
class Looked:
    """One application with the rules of the day and its latest round."""

    application: LoanApplication
    version: LoanProgrammeVersion
    row: LoanAppraisal | None
    group: str
    is_member: bool

    @property
    def figures(self) -> Figures:
        """What would be lent: as it was proposed, else as it was asked for."""
        if self.row is None:
            return Figures(self.application.amount_vnd, self.application.months)
        return Figures(self.row.amount_vnd, self.row.months, self.row.opening_vnd)

    @property
    def own_vnd(self) -> int:
        """What it was promised or lent itself: that does not stand in its own way."""
        return self.figures.amount_vnd if self.group == "portfolio" else 0

    @property
    def value_vnd(self) -> int:
        """What secures it: as it was valued, else as it was declared."""
        if self.row is not None and self.row.values:
            return sum(one.value_vnd for one in self.row.values)
        return sum(one.value_vnd for one in self.application.collateral)


def _subject(one: Looked, standing: Standing) -> Subject:
    application, version = one.application, one.version
    customer = application.cooperative_id
    others = set(related_ids(application)) - {customer}
    owed_vnd = max(0, standing.exposure_vnd.get(customer, 0) - one.own_vnd)
    related_vnd = owed_vnd + sum(standing.exposure_vnd.get(other, 0) for other in others)
    return Subject(
        code=application.dossier.code,
        name=application.dossier.asker.short_name,
        group=one.group,
        case=_case(one, standing, owed_vnd, related_vnd),
        capital_vnd=standing.capital_vnd,
        owed_vnd=owed_vnd,
        related_owed_vnd=related_vnd,
        one_customer_percent=standing.one_percent,
        related_percent=standing.related_percent,
        director_limit_vnd=version.director_limit_vnd,
        rate_ppm=version.rate_ppm,
        day_count=version.day_count,
        wanted=wanted_of(application),
        plan_vnd=income_plan(application),
        opening_vnd=one.figures.opening_vnd,
        is_weighed=one.row is not None,
    )


def _case(one: Looked, standing: Standing, owed_vnd: int, related_vnd: int) -> Case:
    application, version, row = one.application, one.version, one.row
    sources_vnd = sum(source.amount_vnd for source in application.sources)
    capital_vnd = standing.capital_vnd
    return Case(
        amount_vnd=one.figures.amount_vnd,
        total_vnd=application.total_vnd,
        own_vnd=application.own_vnd,
        others_vnd=max(0, sources_vnd - application.own_vnd),
        months=one.figures.months,
        is_member=one.is_member,
        requires_membership=version.requires_membership,
        own_share_percent=version.own_share_percent,
        months_min=version.months_min,
        months_max=version.months_max,
        cap_vnd=cap_of(version, application),
        debt_vnd=owed_vnd,
        customer_room_vnd=cap_vnd(capital_vnd, standing.one_percent) - owed_vnd,
        related_room_vnd=cap_vnd(capital_vnd, standing.related_percent) - related_vnd,
        free_vnd=standing.free_vnd + one.own_vnd,
        needs_collateral=version.collateral != "none" and application.is_secured,
        collateral_percent=version.collateral_percent,
        value_vnd=one.value_vnd,
        cash_vnd=_cash_vnd(one),
        score_tenths=row.total_tenths if row and row.total_tenths else standing.needed_tenths,
        score_needed_tenths=standing.needed_tenths,
    )


def _cash_vnd(one: Looked) -> int:
    if one.row is None:
        return one.figures.amount_vnd
    wanted, plan = wanted_of(one.application), income_plan(one.application)
    try:
        return largest_carried(wanted, plan, one.figures, price_of(one.version))
    except (Refusal, ValueError):
        return 0
