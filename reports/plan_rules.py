"""What a year's plan may set a target for, and how each is measured. Pure."""

from dataclasses import dataclass

from reports.registry_rules import NEW_COOPERATIVES, RegistryFigures
from reports.rules import percent


@dataclass(frozen=True, slots=True)
class Target:
    """A target of the plan. `figure`: the report's figure that it is measured by, or none yet."""

    key: str
    name: str
    unit: str
    figure: str


TARGETS = (
    Target(NEW_COOPERATIVES, "Hợp tác xã thành lập mới trong năm", "HTX", "new"),
    Target("cooperatives", "Hợp tác xã đến cuối năm", "HTX", "total"),
    Target("new_groups", "Tổ hợp tác thành lập mới trong năm", "THT", "groups_new"),
    Target("groups", "Tổ hợp tác đến cuối năm", "THT", "groups"),
    Target("members", "Thành viên hợp tác xã đến cuối năm", "người", "members"),
)
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


def measured(found: RegistryFigures) -> list[Measured]:
    """Return the targets of the figures' year that were set, with what was reached."""
    return [
        Measured(target, found.plans[target.key], getattr(found, target.figure))
        for target in TARGETS
        if target.key in found.plans
    ]
