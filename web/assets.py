"""Names of built browser assets: `app.css` becomes `/static/app.3f2a9c1b.css`."""

import json
from functools import lru_cache
from pathlib import Path

from flask import current_app


def asset_url(name: str) -> str:
    """Address of a built asset; without a build the plain name, so that pages still answer."""
    folder = Path(current_app.static_folder or "static")
    return f"{current_app.static_url_path}/{_built_name(folder / 'manifest.json', name)}"


def _built_name(manifest: Path, name: str) -> str:
    try:
        changed = manifest.stat().st_mtime_ns
    except FileNotFoundError:
        return name
    return _names(manifest, changed).get(name, name)


@lru_cache(maxsize=4)
def _names(manifest: Path, _changed: int) -> dict[str, str]:
    """The manifest as it was written at that moment; a new build is a new key."""
    names: dict[str, str] = json.loads(manifest.read_text())
    return names
