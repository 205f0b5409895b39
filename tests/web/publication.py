"""What a browser sends from the page of publication."""

import re


def preview_fields(page: str) -> dict[str, str | list[str]]:
    """Return the fields of the form as they stand on the page."""
    hidden = re.findall(r'name="(seen|version)" value="([^"]*)"', page)
    ticked = re.findall(r'name="ticked" value="([^"]*)" checked', page)
    passages = re.search(r'<textarea[^>]*name="passages"[^>]*>\s*([^<]*)<', page)
    return dict(hidden) | {"ticked": ticked, "passages": passages[1] if passages else ""}
