"""The architecture as a test: tiers, purity, lengths, one writer of state, commits at the edge.

Each check is a function over source text that returns what is wrong, so that a test can also feed
it what it must not let through.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import jinja2
import pytest
import wtforms
from flask import Flask
from jinja2 import nodes
from sqlalchemy import Date, DateTime, Float, Numeric
from werkzeug.datastructures import MultiDict

from accounts.access import ACCESS
from factory import MACHINES
from store.db import db

ROOT = Path(__file__).parent.parent
DRAWING = ROOT / "docs" / "architecture.md"
FUNCTION_LINES_MAX, VIEW_LINES_MAX, TASK_LINES_MAX = 40, 15, 8
FRAMEWORKS = (
    "flask", "werkzeug", "wtforms", "sqlalchemy", "psycopg", "celery", "kombu", "redis", "pyhanko",
)  # fmt: skip
EMPTY_WORDS = {"utils", "helpers", "common", "core", "manager", "service", "services", "base"}


def tiers(drawing: str) -> dict[str, float]:
    """Return the height of each package and module of the drawing."""
    block = drawing.split("## Tiers", 1)[1].split("```text", 1)[1].split("```", 1)[0]
    found: dict[str, float] = {}
    for line in block.strip().splitlines():
        height, _, names = line.partition(" ")
        names = re.sub(r"\(.*?\)", "", names)
        found |= {name: float(height) for name in re.findall(r"\w+(?=/|\.py)", names)}
    return found


TIER = tiers(DRAWING.read_text())
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
PRODUCT = [name for name in PACKAGES if name not in ("tests", "bench", "launch")]


def files(*names: str) -> list[Path]:
    """Return the Python files of packages, or of the modules at the top."""
    found = [path for name in names for path in sorted((ROOT / name).rglob("*.py"))]
    return found + [ROOT / f"{name}.py" for name in names if (ROOT / f"{name}.py").exists()]


@cache
def parsed(source: str) -> ast.Module:
    """Return the tree of a source; each is read once for all that is asked of it."""
    return ast.parse(source)


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


EVERY = files(*(name for name in TIER if (ROOT / name).exists() or (ROOT / f"{name}.py").exists()))
CODE = files(*PRODUCT, "factory", "navigation", "config", "wsgi")


def imported(tree: ast.AST) -> set[str]:
    """Return the modules that a source imports, also inside functions."""
    named = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    froms = {n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    return named | {n.module or "" for n in froms}


def faults(paths: Iterable[Path], check: Callable[[Path, str], Collection[Any]]) -> dict[str, Any]:
    """Return what `check` finds wrong, by file."""
    checked = ((path, check(path, path.read_text())) for path in paths)
    return {label(path): wrong for path, wrong in checked if wrong}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


# --- tiers


def wrong_imports(here: str, source: str, tier: dict[str, float]) -> set[str]:
    """Return the packages that `here` may not import: those that are not below it."""
    there = {name.split(".")[0] for name in imported(parsed(source))} & set(tier) - {here}
    return {name for name in there if tier[name] >= tier[here]}


def test_a_package_imports_only_lower_tiers() -> None:
    for path in EVERY:
        here = path.relative_to(ROOT).parts[0].removesuffix(".py")
        assert not wrong_imports(here, path.read_text(), TIER), label(path)


def test_every_package_stands_in_the_drawing() -> None:
    assert set(PACKAGES) - {"tests"} <= set(TIER)
    assert {path.stem for path in ROOT.glob("*.py")} - {"gunicorn"} <= {
        *TIER,
        "gunicorn.conf",
    }


def test_the_tiers_are_held() -> None:
    tier = {"store": 1.0, "web": 1.0, "feedback": 5.0}
    assert wrong_imports("store", "from feedback.rules import x", tier) == {"feedback"}
    assert wrong_imports("store", "def f():\n    import feedback", tier) == {"feedback"}
    assert wrong_imports("store", "import web.errors", tier) == {"web"}
    assert wrong_imports("feedback", "from store.db import db\nimport feedback.x", tier) == set()


# --- the files of a package

ORDER = ("process", "rules", "models", "queries", "actions", "forms", "views")
NEVER = {
    "process": ("flask", "sqlalchemy", "celery", "store", "wtforms"),
    "rules": ("flask", "sqlalchemy", "celery", "store", "wtforms"),
    "models": ("flask", "celery", "wtforms"),
    "queries": ("flask", "celery", "wtforms"),
    "actions": ("flask", "celery", "wtforms"),
    "forms": ("sqlalchemy", "celery", "store"),
    "views": ("celery", "redis", "kombu"),
}


def kind_of(path: Path) -> str | None:
    """Return which file of the anatomy this is; `answer_actions` is one of the actions."""
    kind = path.stem.rpartition("_")[2]
    return kind if kind in ORDER else None


def wrong_in_anatomy(path: Path, source: str) -> set[str]:
    """Return what a file imports that its kind never does, and later files of its own package."""
    kind = kind_of(path)
    if kind is None:
        return set()
    names = imported(parsed(source))
    later = ORDER[ORDER.index(kind) + 1 :]
    package = path.parent.name
    own = {name for name in names if name.startswith(f"{package}.")}
    return {name for name in names if name.split(".")[0] in NEVER[kind]} | {
        name for name in own if kind_of(Path(name.replace(".", "/"))) in later
    }


def test_a_file_imports_what_its_kind_may() -> None:
    assert faults(CODE, wrong_in_anatomy) == {}


def test_the_anatomy_is_held() -> None:
    rules, queries = Path("loans/rules.py"), Path("loans/late_queries.py")
    assert wrong_in_anatomy(rules, "import flask") == {"flask"}
    assert wrong_in_anatomy(rules, "from store.clock import utc_now") == {"store.clock"}
    assert wrong_in_anatomy(rules, "from loans.models import Loan") == {"loans.models"}
    assert wrong_in_anatomy(queries, "from loans.actions import pay") == {"loans.actions"}
    assert wrong_in_anatomy(queries, "from loans.models import Loan") == set()


def test_only_edges_ask_for_the_time() -> None:
    """Everything else is told it."""
    asking = {
        label(path)
        for path in CODE
        if re.search(r"from store\.clock import", path.read_text())
        and kind_of(path) != "views"
        and path.stem != "commands"
        and path.parts[len(ROOT.parts)] not in ("worker", "demo")
    }
    assert asking <= {"accounts/guard.py", "navigation.py", "factory.py"}


def test_only_the_worker_knows_the_broker() -> None:
    knowing = {
        path.relative_to(ROOT).parts[0]
        for path in CODE
        if {name.split(".")[0] for name in imported(parsed(path.read_text()))}
        & {"celery", "kombu", "redis"}
    }
    assert knowing == {"worker"}


def test_the_web_process_loads_no_broker() -> None:
    probe = f"import sys, wsgi; print(*({set(FRAMEWORKS)} - {{'flask'}}) & set(sys.modules))"
    env = {"DATABASE_URL": "postgresql:///nothing", "DEMO": "1"}
    loaded = set(run(probe, env).split())
    assert not loaded & {"celery", "kombu", "redis", "pyhanko"}
    assert "sqlalchemy" in loaded, "the probe sees what is loaded"


def test_files_have_names_that_say_something() -> None:
    assert not [label(path) for path in CODE if path.stem in EMPTY_WORDS]


def test_package_files_are_empty() -> None:
    assert not [label(path) for path in ROOT.glob("[!.]*/**/__init__.py") if path.read_text()]


# --- purity


def is_pure(path: Path) -> bool:
    """Rules, processes, data, the grammar, and whatever says of itself that it is pure."""
    if path.parent.name == "workflow" or path.stem in ("rules", "process", "data"):
        return path.stem != "__init__"
    said = ast.get_docstring(parsed(path.read_text())) or ""
    return re.search(r"\bPure\b", said) is not None


def run(probe: str, env: dict[str, str] | None = None) -> str:
    command = [sys.executable, "-c", probe]
    return subprocess.check_output(command, cwd=ROOT, text=True, env=env)


def frameworks_of(modules: Iterable[str]) -> str:
    """Import the modules one after the other; return the first that brought a framework, and it."""
    return run(
        "import sys\nfrom importlib import import_module\n"
        f"for name in {sorted(modules)}:\n"
        "    import_module(name)\n"
        f"    if found := set({FRAMEWORKS}) & set(sys.modules):\n"
        "        sys.exit(print(name, *found))\n"
    ).strip()


def test_pure_modules_load_no_framework() -> None:
    pure = {label(path).removesuffix(".py").replace("/", ".") for path in CODE if is_pure(path)}
    expected = {
        "workflow.machine", "workflow.workdays", "workflow.text", "feedback.process",
        "feedback.rules", "feedback.clock", "dossiers.chain", "dossiers.numbering",
        "dossiers.urgency", "letters.rules", "documents.rules", "accounts.rules", "api.rules",
    }  # fmt: skip
    assert expected <= pure
    assert frameworks_of(pure) == ""


def test_a_framework_in_a_rule_is_seen() -> None:
    assert frameworks_of(["workflow.machine", "web.errors"]).startswith("web.errors")


# --- lengths


def body_lines(function: ast.FunctionDef) -> int:
    """Return the lines of a function's body without its docstring."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_view(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(one).startswith("bp.") for one in function.decorator_list)


def is_task(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(one).startswith("shared_task") for one in function.decorator_list)


def too_long(source: str) -> list[tuple[str, int]]:
    """Return the functions that are longer than their kind may be, with their lines."""
    found = []
    for function in functions(parsed(source)):
        whole = (function.end_lineno or 0) - function.lineno + 1
        lines = body_lines(function)
        if (
            whole > FUNCTION_LINES_MAX
            or (is_view(function) and lines > VIEW_LINES_MAX)
            or (is_task(function) and lines > TASK_LINES_MAX)
        ):
            found.append((function.name, lines if whole <= FUNCTION_LINES_MAX else whole))
    return found


def test_functions_are_short() -> None:
    checked = [*CODE, *files("launch", "bench")]
    assert faults(checked, lambda _path, source: too_long(source)) == {}


def test_long_functions_are_seen() -> None:
    def source(head: str, lines: int) -> str:
        return f'{head}\ndef f():\n    """Doc."""\n' + "    x = 1\n" * lines

    assert too_long(source("", 38)) == []
    assert too_long(source("", 39)) == [("f", 41)]
    assert too_long(source('@bp.get("/")', 15)) == []
    assert too_long(source('@bp.get("/")', 16)) == [("f", 16)]
    assert too_long(source('@shared_task(name="a.b")', 9)) == [("f", 9)]


# --- one writer of state, commits at the edge, one transaction


def state_writers(source: str) -> int:
    """Return how often a source sets a state: an assignment, or `state=` of a row or an update."""
    tree = parsed(source)
    assigned = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "state"
        and isinstance(node.ctx, ast.Store)
    ]
    called = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in ("Dossier", "values", "setattr")
        and ("state" in {k.arg for k in node.keywords} or "'state'" in ast.unparse(node))
    ]
    return len(assigned) + len(called)


def test_state_has_one_writer() -> None:
    writers = {label(path) for path in CODE if state_writers(path.read_text())}
    assert writers == {"dossiers/actions.py"}


def test_a_second_writer_is_seen() -> None:
    assert state_writers("dossier.state = 'closed'") == 1
    assert state_writers("d.state, d.version = 'closed', 2") == 1
    assert state_writers("Dossier(state='closed')") == 1
    assert state_writers("update(Dossier).values(state='closed')") == 1
    assert state_writers("setattr(dossier, 'state', 'closed')") == 1
    assert state_writers("if dossier.state == 'closed': pass") == 0


def may_commit(path: Path) -> bool:
    """Views and commands, the worker, the demo's loader, and the counting at the door."""
    package = path.relative_to(ROOT).parts[0]
    stem = path.stem.rpartition("_")[2]
    edge = kind_of(path) == "views" or stem in ("commands", "guard")
    return edge or package in ("worker", "demo", "bench")


def test_only_edges_commit() -> None:
    committing = [path for path in CODE if ".commit(" in path.read_text()]
    assert committing, "somebody commits"
    assert not [label(path) for path in committing if not may_commit(path)]


def test_an_action_may_not_commit() -> None:
    assert not may_commit(ROOT / "feedback" / "answer_actions.py")
    assert not may_commit(ROOT / "store" / "outbox.py")
    assert may_commit(ROOT / "feedback" / "owner_views.py")


# --- tasks


def asked_tasks() -> set[str]:
    """Return the names of all tasks that processes and actions ask for."""
    named = {task for one in MACHINES.values() for step in one.steps for task in step.then}
    for path in CODE:
        for node in ast.walk(parsed(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("enqueue"):
                name = node.args[1]
                named |= {str(name.value)} if isinstance(name, ast.Constant) else set()
    return named


def registered_tasks() -> set[str]:
    probe = "from worker.app import celery; celery.loader.import_default_modules(); "
    probe += "print(*[name for name in celery.tasks if not name.startswith('celery.')])"
    env = {"DATABASE_URL": "postgresql:///nothing", "DEMO": "1", "REDIS_URL": "redis://nowhere"}
    return set(run(probe, env).split())


def test_every_task_that_is_asked_for_is_there() -> None:
    registered, asked = registered_tasks(), asked_tasks()
    assert "feedback.screen" in asked
    assert not asked - registered
    scheduled = import_module("worker.schedule").ENTRIES
    assert not {entry.task for entry in scheduled} - registered
    assert not registered - asked - {entry.task for entry in scheduled}, "nobody asks for it"


def test_every_file_of_tasks_is_loaded() -> None:
    written = {path.stem for path in (ROOT / "worker" / "tasks").glob("[!_]*.py")}
    assert {name.split(".")[0] for name in registered_tasks()} == written


# --- routes and pages


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert set(app.view_functions) == set(ACCESS)


def called_endpoints(source: str) -> set[str]:
    """Return the endpoints that a Python source builds addresses of by name."""
    return {
        str(node.args[0].value)
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "url_for"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def template_faults(tree: nodes.Template, endpoints: set[str]) -> set[str]:
    """Return what a template may not do: ask the database, or link where there is nothing."""
    names = {node.name for node in tree.find_all(nodes.Name)} & {"session", "db"}
    asked = {node.attr for node in tree.find_all(nodes.Getattr)} & {"query", "execute", "scalars"}
    links = {
        str(node.args[0].value)
        for node in tree.find_all(nodes.Call)
        if isinstance(node.node, nodes.Name)
        and node.node.name == "url_for"
        and node.args
        and isinstance(node.args[0], nodes.Const)
    }
    return names | asked | (links - endpoints)


INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.I)


def test_templates_parse_and_ask_nothing(app: Flask) -> None:
    endpoints = set(app.view_functions)

    def wrong(path: Path, source: str) -> set[str]:
        inline = INLINE.findall(re.sub(r"\{[#%].*?[#%]\}", "", source, flags=re.DOTALL))
        return template_faults(app.jinja_env.parse(source), endpoints) | (
            set() if "mail" in path.parts else set(inline)
        )

    pages = [path for path in (ROOT / "templates").rglob("*.*") if path.suffix in (".html", ".txt")]
    assert len(pages) > 20
    assert faults(pages, wrong) == {}


def test_templates_name_the_asker() -> None:
    """Some dossiers have a name and no cooperative: `dossier.asker` is there for all of them."""

    def wrong(_path: Path, source: str) -> set[str]:
        return set(re.findall(r"dossier\.cooperative\.\w+", source))

    pages = [path for path in (ROOT / "templates").rglob("*.*") if path.suffix in (".html", ".txt")]
    assert faults(pages, wrong) == {}


def test_python_links_to_what_there_is(app: Flask) -> None:
    endpoints = set(app.view_functions)
    assert faults(CODE, lambda _path, source: called_endpoints(source) - endpoints) == {}


def test_bad_templates_are_seen() -> None:
    parse = jinja2.Environment(autoescape=True).parse
    assert template_faults(parse("{{ session.scalars(x) }}"), set()) == {"session", "scalars"}
    assert template_faults(parse("{{ url_for('a.lost') }}"), {"a.here"}) == {"a.lost"}
    assert template_faults(parse("{{ url_for('a.here') }}{{ x.name }}"), {"a.here"}) == set()
    for bad in ('<p style="x">', "<style>", "<script>x</script>", '<a onclick="x">'):
        assert INLINE.search(bad)
    assert not INLINE.search('<script src="/a.js" defer></script><p class="style">')


# --- forms


def every_form() -> list[type[wtforms.Form]]:
    """Return the forms of all packages."""
    for path in CODE:
        if kind_of(path) == "forms":
            import_module(label(path).removesuffix(".py").replace("/", "."))
    found, waiting = [], [wtforms.Form]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found += [one for one in below if one.__module__.split(".")[0] in PRODUCT]
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__qualname__}")


def said(form: type[wtforms.Form], value: str | None) -> list[str]:
    """Return what a form says to an empty request, or to `value` in every field."""
    names = list(form())
    data = MultiDict((field.name, value) for field in names) if value is not None else MultiDict()
    filled = form(data)
    for field in filled:
        if getattr(field, "choices", ()) is None:
            field.choices = []
    filled.validate()
    return [text for errors in filled.errors.values() for text in _flat(errors)]


def _flat(errors: object) -> Iterator[str]:
    if isinstance(errors, str):
        yield errors
    elif isinstance(errors, dict):
        yield from _flat(list(errors.values()))
    elif isinstance(errors, Iterable):
        for one in errors:
            yield from _flat(one)


def is_vietnamese(text: str) -> bool:
    """Hardly a Vietnamese sentence does without a letter that English does not have."""
    return not text.isascii()


@pytest.mark.parametrize("form", every_form(), ids=lambda form: form.__qualname__)
def test_a_form_speaks_vietnamese(form: type[wtforms.Form]) -> None:
    for value in (None, "", "x" * 20_000, "\u0000\ud7ff", "-1", "99/99/9999"):
        assert not [text for text in said(form, value) if not is_vietnamese(text)]
    for field in form():
        silent = [
            type(validator).__name__
            for validator in getattr(field, "validators", ())
            if getattr(validator, "message", "said") is None
        ]
        assert not silent, f"{field.name} would speak English"


def test_an_english_form_is_seen() -> None:
    class English(wtforms.Form):
        name = wtforms.StringField(validators=[wtforms.validators.InputRequired()])
        age = wtforms.IntegerField()

    assert len(said(English, "x")) == 1
    assert not any(is_vietnamese(text) for value in (None, "x") for text in said(English, value))


# --- names


def test_columns_say_what_they_hold() -> None:
    """Days end in _on, moments in _at and have a zone; money and rates are whole numbers."""
    for table in db.metadata.tables.values():
        for column in table.columns:
            where, kind = f"{table.name}.{column.name}", column.type
            assert not isinstance(kind, Float | Numeric), where
            if column.name.endswith("_at"):
                assert isinstance(kind, DateTime), where
            if column.name.endswith("_on"):
                assert isinstance(kind, Date), where
            if isinstance(kind, DateTime):
                assert kind.timezone, where


def lock_numbers(source: str) -> set[int]:
    """Return the advisory locks of the whole database that a module takes, by their numbers."""
    found = re.findall(r"advisory_xact_lock\((\d+)\)|LOCK = (7_\d{3})", source)
    return {int((one or other).replace("_", "")) for one, other in found}


def test_every_lock_has_a_number_of_its_own() -> None:
    """Two that share a number wait for each other, for no reason."""
    taken: dict[int, str] = {}
    for path in CODE:
        if path.parent.name != "versions":  # a trigger takes the lock of the code that it guards
            for one in lock_numbers(path.read_text()):
                assert taken.setdefault(one, label(path)) == label(path)
    assert lock_numbers('LOCK = 7_002; text("SELECT pg_advisory_xact_lock(7003)")') == {7002, 7003}
    assert len(taken) > 8


def test_warnings_are_errors() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert settings["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error"
    assert settings["tool"]["mypy"]["strict"] is True
