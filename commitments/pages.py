"""What pages need to show commitments: where each stands on a day, in words. Pure."""

from datetime import date
from typing import Any

from commitments.rules import STANDINGS, standing


def shown(on: date) -> dict[str, Any]:
    """Return what templates/commitments/_made.html takes beside the commitments."""

    def stands(one: Any) -> str:
        return standing(one.facts, on)

    return {"standing": stands, "standings": STANDINGS}
