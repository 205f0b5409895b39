"""How a letter spells what it says: number, symbol, date, authority. Source: docs/rules/letters.md.

Pure. The forms are those of Nghị định 30/2020/NĐ-CP, which the Alliance follows by choice.
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from workflow.text import fold

HEAD_OFFICE = "CHỦ TỊCH"
BOARD = "BAN THƯỜNG VỤ"
PARENT_LENGTH_MAX = 26  # what fits into the left block at 12 pt, in capitals
END = "./."
TOKEN_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # noqa: S105 - Crockford: no I, L, O, U
TOKEN_LENGTH = 16  # 80 bits: nobody finds a letter by trying
TYPED_ALIKE = str.maketrans("OIL", "011")
GROUP = 4
CHECK_PATH = "/kiem-tra-van-ban"

KIND_NAMES = {
    "official_letter": "Công văn",
    "transfer_slip": "Phiếu chuyển",
    "receipt": "Giấy biên nhận",
    "proposal": "Tờ trình",
    "minutes": "Biên bản",
    "decision": "Quyết định",
    "notice": "Thông báo",
    "contract": "Hợp đồng",
    "debt_note": "Giấy nhận nợ",
    "invitation": "Giấy mời",
}
SIGNED_KINDS = frozenset(KIND_NAMES) - {"receipt"}
NAMED_SYMBOLS = {
    "transfer_slip": "PC",
    "receipt": "GBN",
    "proposal": "TTr",
    "minutes": "BB",
    "decision": "QĐ",
    "notice": "TB",
    "contract": "HĐ",
    "debt_note": "GNN",
    "invitation": "GM",
}
ALIGNMENTS = frozenset("lrc")


class Authority(StrEnum):
    """In whose name somebody signs."""

    HEAD = ""  # the chairman himself
    BOARD = "TM."  # on behalf of the standing board
    DEPUTY = "KT."  # a deputy for the chairman
    ORDER = "TL."  # by order of the chairman
    AUTHORISED = "TUQ."  # by written authorisation of the chairman
    ACTING = "Q."  # the acting chairman


def letter_symbol(kind: str, house: str, unit: str = "") -> str:
    """Return the symbol: LMHTX-CSPT (body and unit), PC-LMHTX or GBN-LMHTX (type and body).

    A công văn has no abbreviation of its type; without a unit its symbol is the body's alone.
    """
    if kind in NAMED_SYMBOLS:
        return f"{NAMED_SYMBOLS[kind]}-{house}"
    return f"{house}-{unit}" if unit else house


def full_number(number: int, symbol: str) -> str:
    """Return number and symbol: 05/LMHTX-CSPT. Numbers under ten have a leading zero."""
    if number < 1:
        raise ValueError(f"{number} is no number of a letter")
    return f"{number:02d}/{symbol}"


def place_and_date(place: str, day: date) -> str:
    """Return "Lạng Sơn, ngày 05 tháng 12 năm 2024": a zero before days 1-9 and months 1 and 2."""
    return f"{place}, ngày {day.day:02d} tháng {month_name(day)} năm {day.year}"


def month_name(day: date) -> str:
    """Return the month as letters write it: 01, 02, 3 … 12."""
    return f"{day.month:02d}" if day.month <= 2 else str(day.month)


def parent_line(name: str) -> str:
    """Return the parent body in capitals, on one line: "hợp tác xã" shortened where it must be."""
    if len(name) > PARENT_LENGTH_MAX:
        name = re.sub("hợp tác xã", "HTX", name, flags=re.IGNORECASE)
    return name.upper()


def issuer_lines(name: str) -> tuple[str, ...]:
    """Return the issuing body in capitals: LIÊN MINH HỢP TÁC XÃ / TỈNH LẠNG SƠN."""
    found = re.search(r"\s+(?=(?:tỉnh|thành phố)\s)", name, flags=re.IGNORECASE)
    if found is None:
        return (name.upper(),)
    return (name[: found.start()].upper(), name[found.end() :].upper())


def usual_authority(position: str) -> Authority:
    """Return in whose name somebody with `position` usually signs."""
    plain = fold(position)
    if plain == "chu tich":
        return Authority.HEAD
    if plain in ("quyen chu tich", "q. chu tich"):
        return Authority.ACTING
    return Authority.DEPUTY if plain.startswith("pho chu tich") else Authority.ORDER


def authority_lines(authority: Authority, position: str) -> tuple[str, ...]:
    """Return the lines above a signature, in capitals, the signer's office last.

    TM. BAN THƯỜNG VỤ / CHỦ TỊCH; TM. BAN THƯỜNG VỤ / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH; KT. CHỦ TỊCH /
    PHÓ CHỦ TỊCH; TL. CHỦ TỊCH / TRƯỞNG BAN …; TUQ. CHỦ TỊCH / …; Q. CHỦ TỊCH; CHỦ TỊCH.
    """
    office = " ".join(position.upper().split()) or HEAD_OFFICE
    match authority:
        case Authority.HEAD:
            return (office,)
        case Authority.ACTING:
            return (f"{Authority.ACTING} {HEAD_OFFICE}",)
        case Authority.BOARD:
            above = (f"{Authority.BOARD} {BOARD}",)
            if office == HEAD_OFFICE:
                return (*above, office)
            return (*above, f"{Authority.DEPUTY} {HEAD_OFFICE}", office)
        case _:
            return (f"{authority} {HEAD_OFFICE}", office)


def recipient_lines(copies: Sequence[str], unit_symbol: str) -> tuple[str, ...]:
    """Return what stands under "Nơi nhận:": the addressee, then `copies`, then the archive."""
    kept = f"Lưu: VT, {unit_symbol}." if unit_symbol else "Lưu: VT."
    names = [copy.strip(" -;.") for copy in copies]
    return ("- Như trên;", *(f"- {name};" for name in names if name), f"- {kept}")


def ended(text: str) -> str:
    """Return the last words of a letter with its end mark: "… sự đồng hành./."."""
    return text.rstrip(" \n\t./;,") + END


def sentence(text: str) -> str:
    """Return `text` with a full stop, unless it ends a sentence or opens a list already."""
    bare = text.rstrip()
    return bare if not bare or bare[-1] in ".!?:;…" else f"{bare}."


def grouped(text: str, separator: str = " ") -> str:
    """Return `text` in groups of four, as people read codes and hashes aloud."""
    return separator.join(text[i : i + GROUP] for i in range(0, len(text), GROUP))


def format_token(token: str) -> str:
    """Return a check token as it is printed: 7K3M-Q2RT-9XAB-04WE."""
    return grouped(token, "-")


def parse_token(typed: str) -> str | None:
    """Return the token as it is stored, from what a person typed; None where it cannot be one."""
    bare = re.sub(r"[\s\-.]", "", typed).upper().translate(TYPED_ALIKE)
    is_token = len(bare) == TOKEN_LENGTH and set(bare) <= set(TOKEN_ALPHABET)
    return bare if is_token else None


def parse_number(typed: str) -> tuple[int, str] | None:
    """Return number and symbol of "Số: 05/LMHTX-CSPT"; None where it cannot be one."""
    found = re.fullmatch(r"(?:số\s*:?\s*)?0*(\d{1,7})\s*/\s*([^\s/]{1,40})", typed.strip(), re.I)
    if found is None or int(found[1]) < 1:
        return None
    return int(found[1]), found[2].upper()


def taken_for(typed: str) -> str:
    """Return what else was typed in the place of a check code: "dossier", "receipt", "" neither."""
    bare = re.sub(r"[\s\-.]", "", typed).upper()
    if re.fullmatch(r"[A-Z]{2}\d{11}", bare):
        return "dossier"
    return "receipt" if re.fullmatch(r"[0-9A-F]{12}", bare) else ""


def check_address(base_url: str, token: str) -> str:
    """Return the address that the QR leads to."""
    return f"{base_url}{CHECK_PATH}/{format_token(token)}"


def judge(found_id: int | None, asked_id: int | None) -> str:
    """Return what a copy is: "genuine", "other" (issued, but not the letter asked for), "unknown".

    `found_id`: the letter whose file has the copy's hash; `asked_id`: the letter that it is held
    against, None where against all.
    """
    if found_id is None:
        return "unknown"
    return "genuine" if asked_id in (None, found_id) else "other"
