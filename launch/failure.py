"""The one error of this package that a person reads."""


class StartError(Exception):
    """The start cannot go on; the text is one Vietnamese sentence that says what to do."""
