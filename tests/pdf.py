"""What tests read from a PDF, and where the ink lies on a picture of a page."""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader

MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text: where it starts (mm from the upper left corner), its face and size in pt."""

    text: str
    x_mm: float
    y_mm: float
    face: str
    size: float


def reader(file: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(file))


def root_of(file: bytes) -> Any:
    """Return the catalogue of a file."""
    return reader(file).trailer["/Root"]


def text_of(file: bytes) -> str:
    """Return the text of all pages, blanks made single."""
    return " ".join(" ".join(page.extract_text() for page in reader(file).pages).split())


def runs(file: bytes, page: int = 0) -> list[Run]:
    """Return the pieces of text of a page."""
    found: list[Run] = []
    sheet = reader(file).pages[page]
    height = float(sheet.mediabox.height)

    def note(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if not text.strip() or font is None:
            return
        x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
        face = str(font["/BaseFont"]).split("+")[-1]
        found.append(
            Run(
                text.strip(), x * MM_PER_POINT, (height - y) * MM_PER_POINT, face, abs(size * cm[0])
            )
        )

    sheet.extract_text(visitor_text=note)
    return found


def run_of(file: bytes, start: str, page: int = 0) -> Run:
    """Return the first piece of text that starts with `start`."""
    return next(run for run in runs(file, page) if run.text.startswith(start))


def faces(file: bytes) -> set[str]:
    """Return the names of the embedded faces, "-" before one that is not embedded."""
    names = set()
    for page in reader(file).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            is_embedded = "/FontFile2" in inner["/FontDescriptor"].get_object()
            names.add(("" if is_embedded else "-") + str(inner["/BaseFont"]).split("+")[-1])
    return names


def alternatives(file: bytes) -> list[str]:
    """Return the texts that stand for pictures, in the tree of tags."""
    found: list[str] = []
    waiting = [root_of(file)["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            found += [str(node["/Alt"])] if "/Alt" in node else []
            waiting += [node["/K"]] if "/K" in node else []
    return found


@dataclass(frozen=True, slots=True)
class InkBox:
    """What is left free around the ink of an A4 page, in mm."""

    left: float
    top: float
    right: float
    bottom: float


def ink_box(png: bytes) -> InkBox:
    """Return the free margins of a picture of a page (8 bits, RGBA, as the typesetter makes it)."""
    width, height, rows = _rows(png)
    dark = [[x for x in range(width) if row[4 * x] < 230] for row in rows]
    inked = [y for y, row in enumerate(dark) if row]
    mm = 210 / width
    left = min(row[0] for row in dark if row)
    right = max(row[-1] for row in dark if row)
    return InkBox(left * mm, inked[0] * mm, (width - 1 - right) * mm, (height - 1 - inked[-1]) * mm)


def _rows(png: bytes) -> tuple[int, int, list[bytearray]]:
    width, height, depth, colours = struct.unpack(">IIBB", png[16:26])
    assert (depth, colours) == (8, 6)
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, stride = zlib.decompress(data), width * 4
    rows, above = [], bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        above = _unfiltered(raw[start], raw[start + 1 : start + 1 + stride], above)
        rows.append(above)
    return width, height, rows


def _unfiltered(kind: int, line: bytes, above: bytearray) -> bytearray:
    row = bytearray(line)
    if kind == 0:
        return row
    for i, value in enumerate(line):
        left = row[i - 4] if i >= 4 else 0
        corner = above[i - 4] if i >= 4 else 0
        guess = (0, left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))[kind]
        row[i] = (value + guess) & 255
    return row


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))
