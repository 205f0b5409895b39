"""One typesetter for every paper: a compiler a thread and template, which keeps its fonts."""

import threading
from pathlib import Path

import typst

FONTS = Path(__file__).parent.parent / "static" / "fonts" / "tinos"
_own = threading.local()


def compiler(template: Path) -> typst.Compiler:
    """Return this thread's compiler of a template, which may read what lies beside it.

    Raises: FileNotFoundError where the fonts were not built: another face must never slip in.
    """
    kept: dict[Path, typst.Compiler] = _own.__dict__.setdefault("compilers", {})
    if template not in kept:
        if not any(FONTS.glob("*.ttf")):
            raise FileNotFoundError(f"no fonts in {FONTS}: run make assets")
        kept[template] = typst.Compiler(
            template, root=template.parent, font_paths=[FONTS], ignore_system_fonts=True
        )
    return kept[template]
