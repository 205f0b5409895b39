"""What the product defines, the product names: what only its definition or a test knows is gone."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
OTHERS = {"tests", "migrations", "static", "var", "build", "docs"}
SOURCES = [
    path
    for path in sorted([*ROOT.glob("*.py"), *ROOT.glob("[!.]*/**/*.py")])
    if path.relative_to(ROOT).parts[0] not in OTHERS and path.name != "gunicorn.conf.py"
]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.*") if path.suffix != ".md"]
FROM_OUTSIDE = {"is_anonymous"}  # Flask-Login's


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def of_module(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the names that a module defines. What is decorated is called by its decorator's rule:
    a route, a task, a filter, a command."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield node.name, node
            yield from of_class(node)
        elif isinstance(node, ast.FunctionDef) and not node.decorator_list:
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for one in targets:
                yield from ((name, node) for name in set_names(one))


def set_names(target: ast.expr) -> list[str]:
    """Return the names that an assignment sets; `__all__` and its like are Python's."""
    every = [one for one in ast.walk(target) if isinstance(one, ast.Name)]
    stored = [one.id for one in every if isinstance(one.ctx, ast.Store)]
    return [name for name in stored if not name.startswith("__")]


def of_class(node: ast.ClassDef) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the properties and the relationships of a class; its columns are the database's."""
    for one in node.body:
        if isinstance(one, ast.FunctionDef):
            by = {ast.unparse(decorator) for decorator in one.decorator_list}
            if by & {"property", "cached_property"}:
                yield one.name, one
        elif isinstance(one, ast.AnnAssign) and "= relationship(" in ast.unparse(one):
            yield from ((name, one) for name in set_names(one.target))


def unused(sources: dict[str, str], templates: str = "") -> dict[str, str]:
    """Return the names that stand nowhere but in their own definitions, each with its file.

    A name with an underscore at its front is its module's own: no other one uses it.
    """
    everywhere = words("\n".join([*sources.values(), templates]))
    within: Counter[str] = Counter()
    found: dict[str, str] = {}
    for path, source in sources.items():
        lines, here = source.splitlines(), words(source)
        for name, node in of_module(ast.parse(source).body):
            own = words("\n".join(lines[node.lineno - 1 : node.end_lineno]))[name]
            within[name] += own
            if not name.startswith("_") or here[name] == own:
                found[name] = path
    return {
        name: path
        for name, path in found.items()
        if name.startswith("_") or everywhere[name] == within[name]
    }


def test_what_is_defined_is_used() -> None:
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in SOURCES}
    found = unused(sources, "\n".join(path.read_text() for path in TEMPLATES))
    assert {name: path for name, path in found.items() if name not in FROM_OUTSIDE} == {}


def test_what_is_unused_is_seen() -> None:
    used = "def f():\n    return g(A)\n\ndef g(x):\n    return f()\n\nA = 1\n"
    assert unused({"a.py": used}) == {}
    assert unused({"a.py": "def f(n):\n    return f(n - 1)\n"}) == {"f": "a.py"}
    two = {"a.py": "class C:\n    x: int\n", "b.py": "B = 2\n__all__ = []\n"}
    assert unused(two) == {"C": "a.py", "B": "b.py"}
    assert unused({"a.py": "def _f(): ...", "b.py": "def _f(): ...\n_f()\n"}) == {"_f": "a.py"}
    assert unused({"a.py": "def shown(): ..."}, "{{ shown() }}") == {}
    assert unused({"a.py": "@bp.get('/')\ndef page(): ..."}) == {}
    row = "class R:\n    by_id: int = mapped_column()\n    by: X = relationship()\n"
    row += "    @property\n    def sum(self): ...\n\nR"
    assert unused({"a.py": row}) == {"by": "a.py", "sum": "a.py"}
