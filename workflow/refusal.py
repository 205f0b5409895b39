"""The only errors that rules and actions raise on purpose. Both become pages with a reason."""


class Refusal(Exception):
    """Something is not allowed, and why.

    `reason` is a short word for programs ("state", "role", "guard", …), `text` a Vietnamese
    sentence for people, `field` the name of the input that it concerns, where there is one.
    """

    def __init__(self, reason: str, text: str, field: str | None = None) -> None:
        super().__init__(f"{reason}: {text}")
        self.reason = reason
        self.text = text
        self.field = field


class Missing(Exception):
    """There is no such record, or it is not for this reader: the two look the same."""
