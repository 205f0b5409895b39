"""Pages of the rows behind a figure: the same rows that it counted."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.guard import me
from commitments.rules import STANDINGS
from reports.answering_queries import PAGE_SIZE as PETITIONS_SHOWN
from reports.answering_queries import list_facts, list_petitions
from reports.answering_rules import COUNTS, Fact
from reports.asking_views import asked_for_rows, page_number
from reports.blueprint import bp
from reports.further_queries import further_rows
from reports.further_rules import FIGURES, counted, rows_of
from reports.pages import ROW_TITLES
from reports.registry_queries import (
    PAGE_SIZE,
    Asked,
    Listed,
    list_rows,
    revenue_year,
    select_rows,
)
from reports.report_rules import PETITION_NAMES
from store.clock import today
from store.db import db
from support.rules import KINDS
from workflow.refusal import Missing
from workflow.roles import FUND_READERS
from workflow.text import clean

PAGES_MAX = 100_000
TEXT_LENGTH_MAX = 60


@bp.get("/bao-cao/dong/<figure>")
def rows(figure: str) -> ResponseReturnValue:
    """The rows of the registry behind a figure."""
    if figure not in ROW_TITLES:
        raise Missing("figure")
    asked, kept = asked_for_rows()
    sector, place = (
        clean(request.args.get(name, ""))[:TEXT_LENGTH_MAX] for name in ("linh-vuc", "dia-ban")
    )
    number = page_number(PAGES_MAX)
    year = revenue_year(db.session(), asked, figure)
    listed = list_rows(db.session(), select_rows(asked, figure, sector, place, year), number)
    return _rows_page(
        figure, asked, kept | {"linh-vuc": sector, "dia-ban": place}, number, listed, year
    )


def _rows_page(
    figure: str,
    asked: Asked,
    kept: dict[str, str],
    number: int,
    listed: Listed,
    year: int | None,
) -> ResponseReturnValue:
    return render_template(
        "reports/rows.html",
        title=ROW_TITLES[figure],
        figure=figure,
        asked=asked,
        kept={name: value for name, value in kept.items() if value},
        number=number,
        page_size=PAGE_SIZE,
        listed=listed,
        year=year,
    )


@bp.get("/bao-cao/kien-nghi/<figure>")
def petition_rows(figure: str) -> ResponseReturnValue:
    """The petitions behind a figure, as they stood at the cut-off."""
    if figure not in COUNTS:
        raise Missing("figure")
    asked, kept = asked_for_rows()
    number, counts = page_number(PAGES_MAX), COUNTS[figure]
    facts = [one for one in list_facts(db.session(), me(), asked) if counts(one, asked.seen)]
    return _petitions_page(figure, asked, kept, number, facts)


@bp.get("/bao-cao/them/<figure>")
def further(figure: str) -> ResponseReturnValue:
    """The commitments, loans or activities behind a figure, as they stood at the cut-off."""
    if figure not in FIGURES:
        raise Missing("figure")
    asked, kept = asked_for_rows()
    found = further_rows(db.session(), me(), asked, today())
    page = {"asked": asked, "kept": kept, "figure": FIGURES[figure], "key": figure}
    return render_template(
        "reports/further_rows.html",
        **page,
        rows=rows_of(found, figure, asked.seen),
        value=counted(found, figure, asked.seen),
        may_name=me().role in FUND_READERS,
        standings=STANDINGS,
        kinds=KINDS,
    )


def _petitions_page(
    figure: str, asked: Asked, kept: dict[str, str], number: int, facts: list[Fact]
) -> ResponseReturnValue:
    first = (number - 1) * PETITIONS_SHOWN
    shown = {one.dossier_id: one for one in facts[first : first + PETITIONS_SHOWN]}
    return render_template(
        "reports/petition_rows.html",
        title=PETITION_NAMES[figure],
        figure=figure,
        asked=asked,
        kept=kept,
        number=number,
        total=len(facts),
        first=first + 1,
        facts=shown,
        rows=list_petitions(db.session(), me(), list(shown), today()),
    )
