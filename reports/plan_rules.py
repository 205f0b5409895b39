"""What a year's plan may set a target for, and how each is measured. Pure."""

from dataclasses import dataclass

from reports.further_rules import FIGURES
from reports.further_wording import TRAINED
from reports.period import Period
from reports.registry_rules import NEW_COOPERATIVES
from reports.report_rules import Figures
from reports.rules import percent


@dataclass(frozen=True, slots=True)
class Target:
    """A target of the plan. `figure`: the report's figure that it is measured by.

    `is_of_year`: it adds up from new year on, so that a part of the year that begins later is not
    measured by it.
    """

    key: str
    name: str
    unit: str
    figure: str
    is_of_year: bool = False


TARGETS = (
    Target(NEW_COOPERATIVES, "Hợp tác xã thành lập mới trong năm", "HTX", "new", is_of_year=True),
    Target("cooperatives", "Hợp tác xã đến cuối năm", "HTX", "total"),
    Target(
        "new_groups", "Tổ hợp tác thành lập mới trong năm", "THT", "groups_new", is_of_year=True
    ),
    Target("groups", "Tổ hợp tác đến cuối năm", "THT", "groups"),
    Target("members", "Thành viên hợp tác xã đến cuối năm", "người", "members"),
    Target(
        TRAINED, "Thành viên được tập huấn, đào tạo trong năm", "lượt người", TRAINED,
        is_of_year=True,
    ),
)  # fmt: skip
BY_KEY = {target.key: target for target in TARGETS}


@dataclass(frozen=True, slots=True)
class Measured:
    """A target beside what was reached; `share` is None where nothing was planned."""

    target: Target
    planned: int
    reached: int

    @property
    def share(self) -> str | None:
        return percent(self.reached, self.planned)


def reached(found: Figures, target: Target) -> int | None:
    """Return what was reached; None where figures were kept before it was counted."""
    if target.figure in FIGURES:
        return found.further.get(target.figure)
    value: int = getattr(found.registry, target.figure)
    return value


def measured(found: Figures, period: Period) -> list[Measured]:
    """Return the targets of the period's year that were set, with what was reached."""
    plans = found.registry.plans
    set_ones = (
        (target, reached(found, target))
        for target in TARGETS
        if target.key in plans and (period.is_from_new_year or not target.is_of_year)
    )
    return [
        Measured(target, plans[target.key], value)
        for target, value in set_ones
        if value is not None
    ]
