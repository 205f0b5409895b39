"""What a decision checks, and the smallest change that would pass. Source: docs/rules/decision.md.

Pure. A case holds the figures of the day of the decision; each rule that fails gives a reason with
the value found, the value needed and one change; applying the change makes that rule pass.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

PERCENT = 100
STEP_VND = 1_000_000  # amounts that the cash plan carries are sought in whole millions


@dataclass(frozen=True, slots=True)
class Case:
    """An application as it stands at the decision. Whole đồng, percent, months, tenths of points.

    `cap_vnd`: what the programme lends to this kind of borrower, None: nothing; `debt_vnd`: what
    the borrower owes already; the rooms are what the limits of one customer, of a customer with
    related persons and the fund's free money leave; `others_vnd`: sources beside own capital and
    the loan; `value_vnd` with `collateral_percent`: what secures it, where it must be secured;
    `cash_vnd`: the largest loan whose schedule the income plan carries.
    """

    amount_vnd: int
    total_vnd: int
    own_vnd: int
    others_vnd: int
    months: int
    is_member: bool
    requires_membership: bool
    own_share_percent: int
    months_min: int
    months_max: int
    cap_vnd: int | None
    debt_vnd: int
    customer_room_vnd: int
    related_room_vnd: int
    free_vnd: int
    needs_collateral: bool
    collateral_percent: int
    value_vnd: int
    cash_vnd: int
    score_tenths: int
    score_needed_tenths: int


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the case and the value that passes, in words for the applicant."""

    field: str
    value: int | bool
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that failed: code, name, what was found, what is needed, and what would pass.

    `change` is None where nothing within the applicant's reach would.
    """

    code: str
    name: str
    found: str
    needed: str
    change: Change | None


def reasons_of(case: Case) -> tuple[Reason, ...]:
    """Return the rules that the case fails, in the order of the rule page. None: it passes."""
    return tuple(reason for rule in RULES if (reason := rule(case)) is not None)


def applied(case: Case, changes: Iterable[Change]) -> Case:
    """Return the case after changes; of several amounts the smallest holds."""
    values: dict[str, int | bool] = {}
    for change in changes:
        kept = values.get(change.field)
        smaller = change.field == "amount_vnd" and kept is not None
        values[change.field] = min(kept or 0, change.value) if smaller else change.value
    return replace(case, **values)  # type: ignore[arg-type]


def largest_amount(case: Case) -> int:
    """Return the largest amount that passes every rule about amounts, 0 where there is none."""
    rooms = [room for _, _, room in _amount_rooms(case)]
    return max(0, min(rooms))


def largest_that(holds: Callable[[int], bool], limit_vnd: int) -> int:
    """Return the largest amount up to `limit_vnd` for which `holds`: exact at the limit, otherwise
    in whole millions. `holds` must not turn true again above an amount where it is false.
    """
    if limit_vnd <= 0 or holds(limit_vnd):
        return max(0, limit_vnd)
    low, high = 0, limit_vnd // STEP_VND + 1
    while high - low > 1:
        middle = (low + high) // 2
        if middle * STEP_VND < limit_vnd and holds(middle * STEP_VND):
            low = middle
        else:
            high = middle
    return low * STEP_VND


def money(amount_vnd: int) -> str:
    """Return an amount as people read it: 1.250.000.000 đồng."""
    return f"{amount_vnd:,} đồng".replace(",", ".")


def points(tenths: int) -> str:
    """Return points as people read them: 66 or 66,5."""
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest}" if rest else str(whole)


def _amount_rooms(case: Case) -> Iterable[tuple[str, str, int]]:
    """Yield each rule about the amount: code, name, and the most that it leaves."""
    if case.cap_vnd is not None:
        yield "cap", "Mức cho vay của chương trình", case.cap_vnd - case.debt_vnd
    need_vnd = case.total_vnd - case.own_vnd - case.others_vnd
    yield "need", "Nhu cầu vốn còn thiếu", need_vnd
    yield "customer", "Dư nợ một khách hàng so với vốn của Quỹ", case.customer_room_vnd
    yield "related", "Dư nợ khách hàng và người có liên quan", case.related_room_vnd
    yield "fund", "Tiền Quỹ còn cho vay được", case.free_vnd
    if case.needs_collateral:
        carried = case.value_vnd * case.collateral_percent // PERCENT
        yield "collateral", "Giá trị tài sản bảo đảm", carried
    yield "cash", "Khả năng trả nợ theo kế hoạch thu", case.cash_vnd


def _borrower(case: Case) -> Reason | None:
    if case.cap_vnd is not None:
        return None
    needed = "Đối tượng có trong chương trình cho vay"
    return Reason("borrower", "Đối tượng vay", "Chương trình không cho vay", needed, None)


def _membership(case: Case) -> Reason | None:
    if case.is_member or not case.requires_membership:
        return None
    text = "Gia nhập Liên minh Hợp tác xã tỉnh rồi nộp lại hồ sơ."
    change = Change("is_member", value=True, text=text)
    name, found = "Thành viên Liên minh", "Chưa là thành viên"
    return Reason("membership", name, found, "Là thành viên", change)


def _own_share(case: Case) -> Reason | None:
    needed_vnd = -(-case.total_vnd * case.own_share_percent // PERCENT)
    if case.own_vnd >= needed_vnd:
        return None
    more = money(needed_vnd - case.own_vnd)
    change = Change("own_vnd", needed_vnd, f"Thêm {more} vốn tự có, thành {money(needed_vnd)}.")
    needed = f"Từ {money(needed_vnd)} ({case.own_share_percent} % tổng vốn)"
    return Reason("own_share", "Vốn tự có", money(case.own_vnd), needed, change)


def _months(case: Case) -> Reason | None:
    if case.months_min <= case.months <= case.months_max:
        return None
    months = case.months_min if case.months < case.months_min else case.months_max
    needed = f"Từ {case.months_min} đến {case.months_max} tháng"
    change = Change("months", months, f"Vay trong {months} tháng.")
    return Reason("months", "Thời hạn vay", f"{case.months} tháng", needed, change)


def _score(case: Case) -> Reason | None:
    if case.score_tenths >= case.score_needed_tenths:
        return None
    missing = points(case.score_needed_tenths - case.score_tenths)
    text = f"Thêm {missing} điểm: xem bảng điểm, mục nào dưới nửa số điểm có ghi lý do."
    change = Change("score_tenths", case.score_needed_tenths, text)
    found, needed = points(case.score_tenths), f"Từ {points(case.score_needed_tenths)} trên 100"
    return Reason("score", "Điểm thẩm định", f"{found} trên 100", needed, change)


def _amount_rule(code: str) -> Callable[[Case], Reason | None]:
    def rule(case: Case) -> Reason | None:
        room = next((one for one in _amount_rooms(case) if one[0] == code), None)
        if room is None or case.amount_vnd <= room[2]:
            return None
        _, name, room_vnd = room
        needed = f"Nhiều nhất {money(max(0, room_vnd))}"
        change = None
        if room_vnd > 0:
            text = f"Vay nhiều nhất {money(room_vnd)}, bớt {money(case.amount_vnd - room_vnd)}."
            change = Change("amount_vnd", room_vnd, text + _other_way(code, case))
        return Reason(code, name, f"Đề nghị vay {money(case.amount_vnd)}", needed, change)

    return rule


def _other_way(code: str, case: Case) -> str:
    """Return the other change that would pass with the amount unchanged, where there is one."""
    if code != "collateral" or not case.collateral_percent:
        return ""
    value_vnd = -(-case.amount_vnd * PERCENT // case.collateral_percent)
    more = money(value_vnd - case.value_vnd)
    return f" Hoặc thêm tài sản bảo đảm trị giá {more} mà vay như đề nghị."


RULES: tuple[Callable[[Case], Reason | None], ...] = (
    _borrower,
    _membership,
    _own_share,
    _months,
    *map(_amount_rule, ("cap", "need", "customer", "related", "fund", "collateral", "cash")),
    _score,
)

CODE_NAMES = {
    "borrower": "Đối tượng vay",
    "membership": "Thành viên Liên minh",
    "own_share": "Vốn tự có",
    "months": "Thời hạn vay",
    "cap": "Mức cho vay của chương trình",
    "need": "Nhu cầu vốn còn thiếu",
    "customer": "Giới hạn một khách hàng",
    "related": "Giới hạn khách hàng và người có liên quan",
    "fund": "Quỹ không còn tiền cho vay",
    "collateral": "Tài sản bảo đảm",
    "cash": "Khả năng trả nợ",
    "score": "Điểm thẩm định",
    "other": "Lý do khác",
}
