"""Reads of applications for loans."""

from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, selectinload

from accounts.models import Account
from cooperatives.models import Cooperative
from cooperatives.queries import is_member
from dossiers.models import Dossier
from dossiers.queries import is_barred, visible_to
from fund.queries import exposure_vnd, limits_on, position
from loans.application_rules import Paper, items_for, papers_given
from loans.eligibility_rules import Applicant, Case, Limits, Wish
from loans.models import LoanApplication
from loans.process import LOAN_APPLICATION
from loans.programme_queries import terms_of, tied_accounts
from loans.programme_rules import Terms
from loans.words import sector_group
from workflow.refusal import Missing
from workflow.roles import Role
from workflow.text import clean

PARTS = ("sources", "income", "collateral", "related", "papers")


def access_application(session: Session, account: Account, code: str, on: date) -> LoanApplication:
    """Return an application by its code. Raises Missing: there is none, or not for this reader."""
    found = (
        select(LoanApplication)
        .join(Dossier, Dossier.id == LoanApplication.dossier_id)
        .where(Dossier.code == clean(code).upper(), visible_to(account, on))
        .options(*(selectinload(getattr(LoanApplication, name)) for name in PARTS))
    )
    application = session.scalars(found).one_or_none()
    if application is None:
        raise Missing("loan_application")
    return application


def fund_limits(session: Session, on: date) -> Limits:
    """Return what the Fund may lend to one customer on a day."""
    held = limits_on(session, on)
    return Limits(
        charter_capital_vnd=position(session).capital_vnd,
        one_customer_percent=held.one_percent,
        related_percent=held.related_percent,
    )


def applicant_of(
    session: Session, cooperative: Cooperative, related_ids: list[int], on: date
) -> Applicant:
    """Return who asks, as the rules look at him; what was promised counts as owed."""
    owed_vnd = exposure_vnd(session, {cooperative.id})
    all_vnd = exposure_vnd(session, {cooperative.id, *related_ids}) if related_ids else owed_vnd
    return Applicant(
        kind=cooperative.kind,
        status=cooperative.status,
        sector_group=sector_group(cooperative.sector),
        is_member=is_member(session, cooperative.id, on),
        owed_vnd=owed_vnd,
        related_owed_vnd=all_vnd - owed_vnd,
    )


def case_of(session: Session, application: LoanApplication, on: date) -> Case:
    """Return what the rules of eligibility look at in an application that was filed."""
    terms = terms_of(application.version)
    related = [one.cooperative_id for one in application.related if one.cooperative_id]
    return Case(
        applicant=applicant_of(session, application.cooperative, related, on),
        terms=terms,
        wish=wish_of(application),
        limits=fund_limits(session, on),
        papers=papers_given(
            items_for(terms.items, application.is_secured), papers_of(application), on
        ),
    )


def wish_of(application: LoanApplication) -> Wish:
    """Return what was asked for, as a value."""
    others = sum(source.amount_vnd for source in application.sources) - application.own_vnd
    return Wish(
        amount_vnd=application.amount_vnd,
        total_vnd=application.total_vnd,
        own_vnd=application.own_vnd,
        other_vnd=others,
        months=application.months,
        method=application.method,
        every_months=application.every_months,
        grace_months=application.grace_months,
        is_secured=application.is_secured,
        collateral_vnd=sum(one.value_vnd for one in application.collateral),
        unsecured_reason=application.unsecured_reason,
    )


def papers_of(application: LoanApplication) -> list[Paper]:
    """Return the papers that were given, as values."""
    return [Paper(one.item_code, one.document_id, one.issued_on) for one in application.papers]


def case_for(
    session: Session,
    cooperative: Cooperative,
    terms: Terms,
    wish: Wish,
    papers: list[Paper],
    related_ids: list[int],
    on: date,
) -> Case:
    """Return what the rules look at in a draft, as far as it was entered."""
    items = items_for(terms.items, wish.is_secured)
    applicant = applicant_of(session, cooperative, related_ids, on)
    given = papers_given(items, papers, on)
    return Case(applicant, terms, wish, fund_limits(session, on), given)


def lightest_appraiser(session: Session, application: LoanApplication, on: date) -> int | None:
    """Return the appraiser without a tie to the borrower who holds the fewest open applications."""
    tied = tied_accounts(session, application.cooperative_id, on)
    held = (
        select(Dossier.officer_id, func.count().label("count"))
        .where(Dossier.kind == LOAN_APPLICATION.kind, Dossier.settled_at.is_(None))
        .where(Dossier.officer_id.is_not(None))
        .group_by(Dossier.officer_id)
        .subquery()
    )
    free = (
        select(Account.id)
        .outerjoin(held, held.c.officer_id == Account.id)
        .where(Account.role == str(Role.APPRAISER), Account.is_active)
        .where(Account.id.not_in(tied), ~is_barred(application.dossier_id))
        .order_by(func.coalesce(held.c.count, 0), Account.id)
    )
    return session.scalars(free.limit(1)).first()


def may_appraise(
    session: Session, application: LoanApplication, account: Account, on: date
) -> bool:
    """Return whether an account may appraise: an active appraiser without a tie or a bar."""
    is_one = and_(Account.id == account.id, Account.role == str(Role.APPRAISER), Account.is_active)
    free = select(Account.id).where(is_one, ~is_barred(application.dossier_id))
    if session.scalar(free) is None:
        return False
    return account.id not in tied_accounts(session, application.cooperative_id, on)
