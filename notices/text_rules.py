"""What an edited notice may say: its own words around the values of the shipped text. Pure.

A text is no program: it may use the values that the shipped text of the same event uses, and the
few that every notice may have, nothing else. Source: docs/rules/notices.md.
"""

import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError, nodes

from workflow.numbers import dotted
from workflow.refusal import Refusal

LENGTH_MAX, SUBJECT_LENGTH_MAX = 4000, 200
EVERYWHERE = (
    "dossier.code", "dossier.subject", "settings.alliance_name", "settings.alliance_phone",
    "settings.office_hours",
)  # fmt: skip
VALUE = re.compile(r"{{.*?}}", re.DOTALL)
SYNTAX = "Dấu ngoặc {{ }} hoặc {% %} chưa đúng. Hãy chép lại từ văn bản gốc."


def check_text(environment: Environment, source: str, shipped: str) -> str:
    """Return an edited text that may be sent. Raises Refusal in words."""
    subject, _, body = source.strip().partition("\n")
    if not subject.strip() or not body.strip():
        raise Refusal(
            "text", "Dòng đầu là tiêu đề, các dòng sau là nội dung; cần có cả hai.", "van"
        )
    if len(source) > LENGTH_MAX or len(subject) > SUBJECT_LENGTH_MAX:
        text = (
            f"Tiêu đề nhiều nhất {SUBJECT_LENGTH_MAX} ký tự, cả văn bản {dotted(LENGTH_MAX)} ký tự."
        )
        raise Refusal("length", text, "van")
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        raise Refusal("syntax", SYNTAX, "van") from error
    allowed = [*_used(environment.parse(shipped)), *_used(environment.parse(_common()))]
    for used in _used(tree):
        if used not in allowed:
            raise Refusal("value", f"Dòng {used.lineno}: chỉ dùng những giá trị có sẵn.", "van")
    return source.strip()


def values_of(shipped: str) -> list[str]:
    """Return the values that a text may use, as they are written in it."""
    found = VALUE.findall(shipped) + [f"{{{{ {one} }}}}" for one in EVERYWHERE]
    return list(dict.fromkeys(found))


def _common() -> str:
    return "".join(f"{{{{ {one} }}}}" for one in EVERYWHERE)


def _used(tree: nodes.Template) -> Iterator[nodes.Node]:
    """Yield what a text does beside saying words: values, conditions, names that it sets."""
    for one in tree.body:
        yield from _of(one)


def _of(node: nodes.Node) -> Iterator[nodes.Node]:
    match node:
        case nodes.Output():
            yield from (one for one in node.nodes if not isinstance(one, nodes.TemplateData))
        case nodes.If():
            yield node.test
            for inner in (*node.body, *node.elif_, *node.else_):
                yield from _of(inner)
        case _:
            yield node
