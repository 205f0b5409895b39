"""Files that people of the demo attach: real PDF and PNG files, drawn from their names."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

import typst

from documents.rules import Upload, check_upload

FOLDER = Path(__file__).parent / "typst"
FONTS = Path(__file__).parent.parent / "static" / "fonts" / "tinos"
PHOTO_PPI = 110
CONFIRMED = (
    "{author} xác nhận các nội dung nêu trong tài liệu này là đúng với thực tế và chịu trách nhiệm "
    "trước Liên minh về tính chính xác của giấy tờ đã gửi."
)


def make_paper(name: str, author: str, place: str, signer: str, dated: str, about: str) -> Upload:
    """Return the file `name`: a picture where it ends in .png, else a page. Same in, same out."""
    title = name.rsplit(".", 1)[0]
    if name.endswith(".png"):
        digest = sha256(f"{author} {name}".encode()).digest()
        numbers = [digest[n] % 9 for n in range(3)]
        content = _compile("photo.typ", {"title": title, "numbers": numbers}, "png")
    else:
        page = {
            "title": title,
            "author": author,
            "place": place,
            "signer": signer,
            "dated": dated,
            "lines": [
                f"Kèm theo kiến nghị về việc: {about}.",
                CONFIRMED.format(author=author),
            ],
        }
        content = _compile("paper.typ", page, "pdf")
    return check_upload(name, content)


def _compile(template: str, inputs: Mapping[str, object], ending: Literal["pdf", "png"]) -> bytes:
    paper = json.dumps(inputs, ensure_ascii=False)
    made = _compiler(template).compile(
        format=ending, ppi=PHOTO_PPI, sys_inputs={"paper": paper}, timestamp=0
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} is one page")
    return made


@cache
def _compiler(template: str) -> typst.Compiler:
    """Return the compiler of a template, which keeps the fonts."""
    fonts = [FONTS] if FONTS.is_dir() else []
    return typst.Compiler(
        FOLDER / template, root=FOLDER, font_paths=fonts, ignore_system_fonts=True
    )
