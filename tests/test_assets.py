"""The build of browser assets, its weight, and the manners of the templates."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from fontTools.ttLib import TTFont
from jinja2 import Environment, FileSystemLoader

from launch import assets, digits
from web import assets as web_assets

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
FIRST_VISIT_BYTES_MAX = 110 * 1024


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    """The manifest after a build, which does nothing when it is up to date."""
    assets.build(ROOT, progress=lambda line: None)
    manifest: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    return manifest


def size_bytes(built: str) -> int:
    """What travels: the compressed twin where there is one."""
    twin = STATIC / f"{built}.gz"
    return (twin if twin.is_file() else STATIC / built).stat().st_size


def test_every_name_carries_the_hash_of_its_content(names: dict[str, str]) -> None:
    for plain, built in names.items():
        content = (STATIC / built).read_bytes()
        assert assets._hashed(plain, content) == built


def test_text_has_a_compressed_twin(names: dict[str, str]) -> None:
    for built in names.values():
        if Path(built).suffix in assets.COMPRESSED:
            twin = (STATIC / f"{built}.gz").read_bytes()
            assert gzip.decompress(twin) == (STATIC / built).read_bytes()


def test_style_sheets_name_only_built_files(names: dict[str, str]) -> None:
    for style in assets.STYLES:
        css = (STATIC / names[f"{style}.css"]).read_text()
        for address in assets.CSS_URL.findall(css):
            assert (STATIC / address).is_file()


def test_first_visit_is_light(names: dict[str, str]) -> None:
    needed = [built for plain, built in names.items() if plain.startswith("fonts/")]
    needed += [names["app.css"], names["app.js"], names["favicon.svg"]]
    assert sum(map(size_bytes, needed)) < FIRST_VISIT_BYTES_MAX


def test_without_scripts_no_page_offers_keys(names: dict[str, str]) -> None:
    css = (STATIC / names["app.css"]).read_text()
    hidden = re.search(r"([^{}]*html:not\(\.js\) kbd[^{}]*)\{display:none\}", css)
    assert hidden
    assert "html:not(.js) .keys" in hidden[1]


def test_second_build_changes_nothing(names: dict[str, str]) -> None:
    lines: list[str] = []
    assets.build(ROOT, progress=lines.append)
    assert lines == []


@pytest.fixture
def client(names: dict[str, str]) -> FlaskClient:
    app = Flask("assets", static_folder=str(STATIC))
    web_assets.init_app(app)
    app.add_url_rule("/where", view_func=lambda: web_assets.asset_url("app.css"))
    return app.test_client()


def test_an_asset_travels_compressed_and_is_kept_for_a_year(client: FlaskClient) -> None:
    address = client.get("/where").text
    with client.get(address, headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["Content-Type"].startswith("text/css")
        assert "max-age=31536000" in response.headers["Cache-Control"]
        assert "immutable" in response.headers["Cache-Control"]
        unpacked = gzip.decompress(response.data)
    with client.get(address) as plain:
        assert "Content-Encoding" not in plain.headers
        assert unpacked == plain.data


def test_without_a_build_pages_still_answer(tmp_path: Path) -> None:
    app = Flask("bare", static_folder=str(tmp_path))
    with app.test_request_context():
        assert web_assets.asset_url("app.css").endswith("/app.css")


def test_nothing_outside_the_folder_is_sent(client: FlaskClient) -> None:
    assert client.get("/static/../config.py").status_code == 404
    assert client.get("/static/none.css").status_code == 404


def test_letters_have_their_four_faces(names: dict[str, str]) -> None:
    faces = {path.name for path in (STATIC / "fonts" / "tinos").glob("*.ttf")}
    assert faces == {
        "Tinos_400Regular.ttf",
        "Tinos_400Regular_Italic.ttf",
        "Tinos_700Bold.ttf",
        "Tinos_700Bold_Italic.ttf",
    }


def test_digits_have_one_width(names: dict[str, str]) -> None:
    for weight, advance in digits.DIGIT_ADVANCE.items():
        font = TTFont(STATIC / names[f"fonts/dh-tabular-{weight}.woff2"])
        cmap = font.getBestCmap()
        assert {chr(code) for code in cmap} == set("0123456789")
        assert {font["hmtx"][name][0] for name in cmap.values()} == {advance}


def test_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "assets" / "package-lock.json").read_text())
    assert not any("resolved" in package for package in lock["packages"].values())


def test_an_old_node_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = subprocess.CompletedProcess([], 0, stdout="v18.20.0\n", stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: answers)
    assert assets._node_major("node") < assets.NODE_MAJOR_MIN


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.stem)
def test_templates_have_nothing_inline(path: Path) -> None:
    """The content security policy refuses inline style, inline script and event attributes."""
    source = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=\s*[\"']", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert "<style" not in source
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", source, re.DOTALL):
        assert "src=" in attributes
        assert not body.strip()


def test_every_macro_file_says_what_it_takes() -> None:
    for path in (ROOT / "templates" / "macros").glob("*.html"):
        assert path.read_text().startswith("{#"), path.name


def test_every_macro_is_in_the_table() -> None:
    table = (ROOT / "templates" / "macros" / "README.md").read_text()
    environment = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    filters = ("day", "short_day", "clock_time", "moment", "number", "dated")
    environment.filters |= dict.fromkeys(filters, str)
    for path in (ROOT / "templates" / "macros").glob("*.html"):
        module = environment.get_template(f"macros/{path.name}").module
        own = re.findall(r"{%-? macro ([a-z]\w*)", path.read_text())
        assert all(hasattr(module, name) for name in own)
        assert all(f"`{name}`" in table for name in own), (path.name, own)
