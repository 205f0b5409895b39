"""Which messages the product has: from its templates, and from the strings of its code. Pure.

Letters, contracts and other official papers are Vietnamese by law, what programs and operators
read is for them; neither is a message.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment

from language.catalogue import VIETNAMESE_LETTER
from language.runs import has_words
from language.segments import Run, segments

# Not shown on a page: operators' words, papers, the invented world, tests.
LEFT_OUT = frozenset({"tests", "bench", "launch", "demo", "migrations", "assets", "docs"})
LEFT_OUT_TEMPLATES = frozenset({"mail"})
# Official papers, whose subjects and outcomes no page repeats; what is only compared.
LEFT_OUT_MODULES = frozenset({
    "conferences/letter_texts.py", "conferences/paper_texts.py", "feedback/forward_texts.py",
    "imports/bulk_sql.py", "language/catalogue.py", "letters/certificate.py", "letters/drafts.py",
    "letters/rules.py", "letters/sheet.py",
})  # fmt: skip
PATTERN = re.compile(r"re\.\w+|text")  # the functions whose words a machine reads
PERCENT = re.compile(r"%\((\w+)\)[sd]|%[sd]")
NAMED = re.compile(r"\{\w*(?:![rs])?(?::[^{}]*)?\}")


def template_messages(source: str, environment: Environment) -> Iterator[str]:
    """Return the messages of one template: its runs, and the Vietnamese strings of its code."""
    tokens = environment.lexer.tokenize(source)
    for one in segments(tokens):
        if isinstance(one, Run):
            if has_words(one.message):
                yield one.message
            inner = [token for value in one.values for token in value.tokens]
        else:
            inner = one
        for token in inner:
            if token.type == "string" and VIETNAMESE_LETTER.search(str(token.value)):
                yield str(token.value)


def code_messages(source: str) -> Iterator[str]:
    """Return the Vietnamese strings of a module; what f-strings put in is numbered."""
    tree = ast.parse(source)
    unsaid = (*_docstrings(tree), *_parts_of_fstrings(tree), *_patterns(tree))
    silent = set(map(id, unsaid))
    for node in ast.walk(tree):
        text = _text_of(node) if id(node) not in silent else None
        if text is not None and VIETNAMESE_LETTER.search(text):
            yield text


def _text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return _numbered("".join(map(_part, node.values)))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _numbered(PERCENT.sub("{}", node.value))
    return None


def _part(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "{}"


def _numbered(text: str) -> str:
    """Return a text with its values numbered from 0, in order."""
    parts = NAMED.split(text)
    return "".join(part if at == 0 else f"{{{at - 1}}}{part}" for at, part in enumerate(parts))


def _docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr):
                yield first.value


def _parts_of_fstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from (value for value in node.values if isinstance(value, ast.Constant))


def _patterns(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in regular expressions and in SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and PATTERN.fullmatch(ast.unparse(node.func)):
            for given in node.args:
                yield from ast.walk(given)


def messages(root: Path, environment: Environment) -> set[str]:
    """Return every message of the product below `root`."""
    found: set[str] = set()
    for path in sorted((root / "templates").rglob("*.html")):
        if path.relative_to(root / "templates").parts[0] not in LEFT_OUT_TEMPLATES:
            found.update(template_messages(path.read_text(), environment))
    for path in sorted(root.glob("*.py")) + sorted(root.glob("*/**/*.py")):
        inside = path.relative_to(root)
        if inside.parts[0].startswith(".") or path.name == "conftest.py":
            continue
        if inside.parts[0] not in LEFT_OUT and str(inside) not in LEFT_OUT_MODULES:
            found.update(code_messages(path.read_text()))
    return found
