"""Built browser assets: their names (`app.css` is `app.3f2a9c1b.css`) and how they travel."""

import json
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory

YEAR_SECONDS = 365 * 24 * 3600


def asset_url(name: str) -> str:
    """Address of a built asset; without a build the plain name, so that pages still answer."""
    return f"{current_app.static_url_path}/{_built_name(_folder() / 'manifest.json', name)}"


def send_asset(filename: str) -> Response:
    """Send a built file, compressed where there is a twin; its name changes with its content."""
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    is_twin = takes_gzip and (_folder() / f"{filename}.gz").is_file()
    sent = f"{filename}.gz" if is_twin else filename
    mimetype = mimetypes.guess_type(filename)[0]
    response = send_from_directory(_folder(), sent, mimetype=mimetype, max_age=YEAR_SECONDS)
    response.vary.add("Accept-Encoding")
    response.cache_control.immutable = True
    if is_twin:
        response.headers["Content-Encoding"] = "gzip"
    return response


def asset_text(name: str) -> str:
    """Return the text of a built asset: for a script that must stand at an address of its own."""
    path = _folder() / _built_name(_folder() / "manifest.json", name)
    return path.read_text() if path.is_file() else ""


def init_app(app: Flask) -> None:
    """Teach the templates `asset_url` and let `/static/` send what the build made."""
    app.jinja_env.globals["asset_url"] = asset_url
    app.view_functions["static"] = send_asset


def _folder() -> Path:
    return Path(current_app.static_folder or "static")


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
