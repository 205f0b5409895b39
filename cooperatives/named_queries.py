"""Whom a line of a pasted list means: a tax code, a name, or its words."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cooperatives.models import Cooperative
from workflow.text import fold, listed

FOUND_MAX = 8


def listed_lines(text: str) -> list[str]:
    """Return the names or tax codes of a pasted list: one a line, numbers and dashes dropped."""
    return list(dict.fromkeys(listed(text)))


def meant_by(session: Session, text: str) -> tuple[list[Cooperative], list[str]]:
    """Return whom the lines of a list mean, and the lines that mean nobody or more than one."""
    found, unclear = [], []
    for line in listed_lines(text):
        named = named_cooperatives(session, line)
        if len(named) == 1:
            found.append(named[0])
        else:
            unclear.append(line)
    return found, unclear


def unclear_text(lines: Sequence[str]) -> str:
    """Return what to say of the lines that are not clear."""
    return f"{len(lines)} dòng dưới đây chưa rõ là hợp tác xã nào. Ghi rõ tên hoặc mã số thuế."


def named_cooperatives(session: Session, typed: str) -> list[Cooperative]:
    """Return what a line of a list means: a tax code, a whole name, what holds it, its words."""
    wanted: Select[Cooperative] = select(Cooperative).order_by(Cooperative.name_fold)
    by_code = session.scalars(wanted.where(Cooperative.tax_code == typed.strip())).all()
    if by_code:
        return list(by_code)
    folded = " ".join("hop tac xa" if word == "htx" else word for word in fold(typed).split())
    whole = session.scalars(wanted.where(Cooperative.name_fold == folded)).all()
    if whole or not folded:
        return list(whole)
    phrase = Cooperative.name_fold.contains(folded, autoescape=True)
    as_typed = session.scalars(wanted.where(phrase).limit(FOUND_MAX)).all()
    if as_typed:
        return list(as_typed)
    for word in folded.split():
        wanted = wanted.where(Cooperative.name_fold.contains(word, autoescape=True))
    return list(session.scalars(wanted.limit(FOUND_MAX)))
