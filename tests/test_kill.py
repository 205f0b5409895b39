"""Every process is killed, again and again, while petitions are filed and answered over HTTP.

What was confirmed is there, once: filings, steps, letters, notices, mails. The rest follows by
itself, the numbers have no gap, and the histories hold.
"""

import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import psutil
import psycopg
import pytest

from demo.people import DOMAIN, PASSWORD, TOKEN
from launch import home, leftovers
from tests.servers import ROOT

T = TypeVar("T")
pytestmark = pytest.mark.kill

SEED = int(os.environ.get("KILL_SEED", "20261123"))
ROUNDS = int(os.environ.get("KILL_ROUNDS", "1"))  # `make proof` asks for two
PETITIONS = 6 * ROUNDS
AT_ONCE = 4
KILLED = ("web", "worker", "relay", "valkey", "postgres") * ROUNDS + ("worker", "postgres", "web")
START_SECONDS_MAX, WORK_SECONDS_MAX, DRAIN_SECONDS_MAX = 240, 150, 90
AWAY = (OSError, HTTPException)
CALM = {200, 201, 303, 409, 429}
WORDS = (
    "đường vào vùng na bị sạt lở",
    "máy sấy hồi thiếu điện",
    "kho lạnh chưa có giấy phép",
    "giống quýt nhiễm bệnh",
    "giá phân bón tăng cao",
    "thiếu lao động mùa thu hoạch",
    "nước tưới cạn vào tháng ba",
    "cầu treo cần gia cố",
    "nhãn hiệu chưa được bảo hộ",
    "xe chở hàng chờ lâu",
    "lãi vay còn cao",
    "đất trụ sở chưa được giao",
    "hóa đơn điện tử khó dùng",
    "lớp tập huấn quá xa",
    "rừng trồng bị cháy",
)


class _Stay(HTTPRedirectHandler):
    """Takes a redirect for an answer, as a confirmation, and does not follow it."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Person:
    """Somebody at a browser, or a program with a token."""

    base: str
    headers: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), _Stay)

    def open(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
        """Return status and text. Raises one of AWAY where nobody answers."""
        request = Request(self.base + path, body, self.headers | headers)
        try:
            with self.opener.open(request, timeout=20) as answer:
                status, text = answer.status, answer.read().decode()
        except HTTPError as error:
            status, text = error.code, error.read().decode(errors="replace")
        self.statuses[status] += 1
        return status, text

    def page(self, path: str) -> str:
        status, text = self.open(path)
        return text if status == 200 else ""

    def post(self, path: str, page: str, **fields: str) -> int:
        """Send a form of `page`, with its token; 0 where there was no page."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        if token is None:
            return 0
        return self.open(path, urlencode({"csrf_token": token[1], **fields}).encode())[0]

    def sign_in(self, login: str) -> "Person":
        page, email = self.page("/dang-nhap"), f"{login}@{DOMAIN}"
        assert self.post("/dang-nhap", page, login=email, password=PASSWORD) == 303
        assert self.page("/thong-bao")  # one token for all windows that are opened at once
        return self


@dataclass
class Office:
    """Those who file and answer: a cooperative's program, records officer, head, leader."""

    program: Person
    records: Person
    head: Person
    leader: Person

    def work(self, number: int) -> str:
        """Take one petition from filing to its answer; return its code."""
        code = self._file(number)
        self._until(code, "submitted", lambda: None)
        self._until(code, "routed", lambda: self._press(self.records, code, "tiep-nhan"))
        self._until(code, "accepted", lambda: self._draft(code))
        self._until(code, "in_review", lambda: self._press(self.head, code, "duyet"))
        self._until(code, "awaiting_signature", lambda: self._press(self.leader, code, "ky"))
        assert self._state(code) == "answered"
        return code

    def _file(self, number: int) -> str:
        chance = random.Random(SEED + number)
        wish = {"subject": subject(number), "topic": "credit_fund"}
        demands = [f"Đề nghị xem xét việc {text}." for text in chance.sample(WORDS, 3)]
        body = json.dumps(wish | {"demands": demands}).encode()
        head = {"Idempotency-Key": f"kill-{number}", "Content-Type": "application/json"}
        codes = {self._file_once(body, head) for _ in range(chance.randint(1, 3))}
        assert len(codes) == 1, "one key, several petitions"
        return codes.pop()

    def _file_once(self, body: bytes, head: dict[str, str]) -> str:
        def go() -> str | None:
            status, text = self.program.open("/api/v1/petitions", body, **head)
            assert status in (201, 429, 503), text
            return json.loads(text)["code"] if status == 201 else None

        return insist(go, "filed")

    def _state(self, code: str) -> str:
        def go() -> str | None:
            status, text = self.program.open(f"/api/v1/petitions/{code}")
            return json.loads(text)["state"] if status == 200 else None

        return insist(go, f"{code} can be read")

    def _until(self, code: str, state: str, act: Callable[[], object]) -> None:
        """Act again and again until the petition has left `state`; a lost answer costs nothing."""

        def go() -> bool:
            if self._state(code) != state:
                return True
            act()
            return self._state(code) != state

        insist(go, f"{code} leaves {state}")

    def _press(self, person: Person, code: str, act: str) -> None:
        path = f"/kien-nghi/{code}"
        person.post(f"{path}/{act}", person.page(path))

    def _draft(self, code: str) -> None:
        path = f"/kien-nghi/{code}"
        page = self.records.page(path)
        seen = re.search(r'name="version" value="(\d+)"', page)
        numbers = set(re.findall(r'name="outcome-(\d+)"', page))
        typed = {f"outcome-{n}": "explained" for n in numbers}
        typed |= {f"text-{n}": "Quỹ đã ghi nhận và sẽ trả lời trong tháng." for n in numbers}
        version = {"version": seen[1] if seen else "0"}
        self.records.post(f"{path}/du-thao", page, trinh="1", **version, **typed)


def subject(number: int) -> str:
    return f"Kiến nghị thứ {number} của hợp tác xã: {WORDS[number % len(WORDS)]}"


def insist(go: Callable[[], T | None], what: str) -> T:
    """Repeat `go` until it returns something, whoever is away in between."""
    end = time.monotonic() + WORK_SECONDS_MAX
    while time.monotonic() < end:
        try:
            if done := go():
                return done
        except AWAY:
            pass
        time.sleep(0.3)
    raise AssertionError(f"never happened: {what}")


@dataclass
class Machine:
    """The whole product as `make run` starts it, on a folder of its own."""

    folder: Path
    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def cluster(self) -> Path:
        return home.cluster_home(self.folder) / "data"

    @property
    def environment(self) -> dict[str, str]:
        told = {"DATA_DIR": str(self.folder), "PORT": str(self.port), "DEMO": "1"}
        mine = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL", "BIND")
        return {k: v for k, v in os.environ.items() if k not in mine} | told

    def kill_one(self, part: str, chance: random.Random) -> None:
        """End one process of a part, its head or any of its children, as soon as one lives."""
        end = time.monotonic() + DRAIN_SECONDS_MAX
        while time.monotonic() < end:
            if found := leftovers.running(self.folder, self.cluster, part):
                with suppress(psutil.NoSuchProcess):  # it ended by itself meanwhile
                    chance.choice(found).kill()
                    return
            time.sleep(0.05)
        raise AssertionError(f"{part} has no process")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with home.find_postgres(self.folder).connect("donghanh") as connection:
            return connection.execute(query).fetchall()

    def logs(self) -> str:
        files = [*sorted(self.folder.glob("logs/*.log")), self.folder / "launch.log"]
        return "\n".join(f"{file.name}:\n{file.read_text()[-2000:]}" for file in files)

    def faults(self) -> str:
        """What the web process did not foresee."""
        log = (self.folder / "logs" / "web.log").read_text()
        return "\n".join(part[-3000:] for part in log.split("Traceback")[1:])


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    folder = Path(tempfile.mkdtemp(prefix="dh-kill-", dir="/tmp"))
    folder.chmod(0o711)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        machine = Machine(folder, listener.getsockname()[1])
    with (folder / "launch.log").open("wb") as log:
        command = [sys.executable, "-m", "launch"]
        launcher = subprocess.Popen(
            command, cwd=ROOT, env=machine.environment, stdout=log, stderr=log
        )
    try:
        _wait_for_start(machine, launcher)
        yield machine
    finally:
        launcher.terminate()
        launcher.wait(30)
        leftovers.end_all(folder, machine.cluster)
        shutil.rmtree(folder)


def _wait_for_start(machine: Machine, launcher: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS_MAX
    while f"http://localhost:{machine.port}" not in (machine.folder / "launch.log").read_text():
        assert launcher.poll() is None, machine.logs()
        assert time.monotonic() < end, machine.logs()
        time.sleep(0.1)


def test_nothing_is_lost_and_nothing_comes_twice(machine: Machine) -> None:
    program = Person(machine.base, {"Authorization": f"Bearer {TOKEN}"})
    people = [Person(machine.base).sign_in(login) for login in ("vanthu", "luc", "thai")]
    office, chance = Office(program, *people), random.Random(SEED)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        working = [pool.submit(office.work, number) for number in range(PETITIONS)]
        for part in chance.sample(KILLED, len(KILLED)):
            time.sleep(chance.uniform(0.3, 2.5))
            machine.kill_one(part, chance)
        codes = [one.result() for one in working]
    assert len(set(codes)) == PETITIONS
    statuses = sum((person.statuses for person in (program, *people)), Counter())
    assert not {s for s in statuses if s not in CALM | {503}}, f"{statuses} {machine.faults()}"
    _wait_until_drained(machine)
    _check_petitions(machine, codes)
    _check_notices(machine, codes)
    _check_letters(machine, codes)
    _check_histories(machine)


def _wait_until_drained(machine: Machine) -> None:
    def is_drained() -> bool:
        try:
            return not machine.rows("SELECT 1 FROM outbox_message WHERE done_at IS NULL LIMIT 1")
        except psycopg.OperationalError:
            return False

    end = time.monotonic() + DRAIN_SECONDS_MAX
    while not is_drained():
        if time.monotonic() > end:
            left = (
                "SELECT task, sends, attempts, last_error FROM outbox_message WHERE done_at IS NULL"
            )
            pytest.fail(f"{machine.rows(left)}\n{machine.logs()}")
        time.sleep(0.2)


def _listed(codes: list[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _check_petitions(machine: Machine, codes: list[str]) -> None:
    """Each is there once, answered, and took each step once; the numbers have no gap."""
    found = machine.rows(f"SELECT subject, state FROM dossier WHERE code IN ({_listed(codes)})")
    assert dict(found) == {subject(n): "answered" for n in range(PETITIONS)}
    same = "SELECT subject FROM dossier WHERE subject LIKE 'Kiến nghị thứ %'"
    assert len(machine.rows(same)) == PETITIONS
    steps = f"""SELECT e.action, count(*) FROM dossier_event e JOIN dossier d ON d.id = dossier_id
        WHERE d.code IN ({_listed(codes)}) GROUP BY 1"""
    wanted = ("file", "screen", "route", "accept", "submit_draft", "approve", "sign")
    assert dict(machine.rows(steps)) == dict.fromkeys(wanted, PETITIONS)
    serials = """SELECT year FROM dossier JOIN dossier_series USING (kind, year)
        GROUP BY year, last_serial HAVING count(*) <> last_serial OR max(serial) <> last_serial"""
    assert machine.rows(serials) == []


def _check_notices(machine: Machine, codes: list[str]) -> None:
    """Everybody was told of every step once, and each mail lies in the folder."""
    told = f"""SELECT e.action, a.role, count(*) FROM notice n
        JOIN dossier_event e ON e.id = n.event_id JOIN dossier d ON d.id = n.dossier_id
        JOIN account a ON a.id = n.account_id
        WHERE d.code IN ({_listed(codes)}) GROUP BY 1, 2"""
    leaders = len(machine.rows("SELECT 1 FROM account WHERE role = 'leader' AND is_active"))
    assert {(action, role): count for action, role, count in machine.rows(told)} == {
        ("route", "representative"): PETITIONS,
        ("route", "officer"): PETITIONS,
        ("accept", "representative"): PETITIONS,
        ("submit_draft", "head"): PETITIONS,
        ("approve", "leader"): PETITIONS * leaders,
        ("sign", "representative"): PETITIONS,
    }
    mails = f"""SELECT m.message_key, m.sent_at IS NOT NULL FROM notice n
        JOIN dossier d ON d.id = n.dossier_id
        LEFT JOIN mail_message m ON m.message_key = 'notice-' || n.id
        WHERE d.code IN ({_listed(codes)})"""
    for key, is_sent in machine.rows(mails):
        assert is_sent
        assert (machine.folder / "mail" / f"{key}.eml").is_file()


def _check_letters(machine: Machine, codes: list[str]) -> None:
    """Numbers run without gap or double; each answer has its one signed file, whole."""
    _check_letters_run(machine)
    files = f"""SELECT d.code, f.sha256 FROM dossier d
        JOIN dossier_document p ON p.dossier_id = d.id AND p.role = 'answer'
        JOIN document f ON f.id = p.document_id WHERE d.code IN ({_listed(codes)})"""
    found = machine.rows(files)
    assert sorted(code for code, _ in found) == sorted(codes)
    for _, digest in found:
        path = machine.folder / "files" / digest[:2] / digest[2:4] / digest
        assert sha256(path.read_bytes()).hexdigest() == digest


def _check_letters_run(machine: Machine) -> None:
    gaps = """SELECT s.kind, s.year, s.last_number, count(l.id) FROM letter_series s
        LEFT JOIN letter l ON (l.kind, l.year, l.series_unit_id) = (s.kind, s.year, s.unit_id)
        GROUP BY 1, 2, 3, s.unit_id
        HAVING count(l.id) <> s.last_number OR max(l.number) <> s.last_number"""
    assert machine.rows(gaps) == []


def _check_histories(machine: Machine) -> None:
    told = {"DATABASE_URL": home.find_postgres(machine.folder).url()}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "audit", "verify"],
        cwd=ROOT, env=machine.environment | told, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


# --- money -------------------------------------------------------------------------------------

MONEY_KILLS = ("web", "worker") * (1 + ROUNDS)
PAID_VND = 1_000_000
DECIDABLE = """SELECT d.code FROM dossier d JOIN loan_application l ON l.dossier_id = d.id
    JOIN loan_programme_version v ON v.id = l.version_id
    JOIN loan_appraisal a ON a.application_id = d.id AND a.proposed_at IS NOT NULL
    WHERE d.state = 'in_council' AND a.conclusion = 'approve'
    AND a.amount_vnd <= v.director_limit_vnd ORDER BY 1"""
GIVEN = {"own_capital": "UNC 3", "collateral": "GCN 12", "no_bad_debt": "CIC hôm nay"}


@dataclass
class Till:
    """The director approves and signs, the accountant pays out and takes in, again and again."""

    machine: Machine
    director: Person
    accountant: Person
    day: str

    def approve(self, code: str) -> None:
        path = f"/vay-von/ho-so/{code}/quyet-dinh"
        done = f"SELECT 1 FROM dossier WHERE code = '{code}' AND state <> 'in_council'"
        page = lambda: self.director.page(path)  # noqa: E731
        self._until(done, lambda: self.director.post(f"{path}/duyet", page(), note=""))

    def disburse(self, loan: int, reference: str) -> None:
        path = f"/quy/khoan-vay/{loan}/giai-ngan"
        done = f"SELECT 1 FROM loan_disbursement WHERE bank_reference = '{reference}'"
        self._until(done, lambda: self._send(path, reference, GIVEN))

    def pay(self, loan: int, reference: str) -> None:
        path = f"/quy/khoan-vay/{loan}/thu-no"
        done = f"SELECT 1 FROM loan_payment WHERE bank_reference = '{reference}'"
        self._until(done, lambda: self._send(path, reference, {"choice": "hold"}))

    def sign(self, loan: int, n: int) -> None:
        home = f"/quy/khoan-vay/{loan}"
        done = f"""SELECT 1 FROM loan_debt_note JOIN loan_disbursement d ON d.id = disbursement_id
            WHERE loan_id = {loan} AND n = {n}"""
        page = lambda: self.director.page(home)  # noqa: E731
        self._until(done, lambda: self.director.post(f"{home}/giai-ngan/{n}/ky", page()))

    def _send(self, path: str, reference: str, more: dict[str, str]) -> None:
        told = {"amount": str(PAID_VND), "on": self.day, "reference": reference}
        page = self.accountant.page(path)
        for _ in range(2):  # a double click
            self.accountant.post(path, page, **told, **more)

    def _until(self, done: str, act: Callable[[], object]) -> None:
        def go() -> bool:
            act()
            return bool(self.machine.rows(done))

        insist(go, done)


def test_money_moves_once(machine: Machine) -> None:
    """Web and worker are killed around approving, paying out, signing and taking in."""
    people = [Person(machine.base).sign_in(login) for login in ("giamdocquy", "ketoan")]
    [(today,)] = machine.rows("SELECT to_char(max(day), 'DD/MM/YYYY') FROM loan_night")
    till = Till(machine, people[0], people[1], today)
    [(waiting,)] = machine.rows("SELECT min(id) FROM loan WHERE status = 'contracted'")
    owing = machine.rows(
        "SELECT id FROM loan WHERE status = 'active' AND principal_vnd > 50000000 ORDER BY id"
    )
    loans, codes = [row[0] for row in owing[:6]], [row[0] for row in machine.rows(DECIDABLE)]
    assert codes
    chance = random.Random(SEED)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        working = [pool.submit(till.approve, code) for code in codes]
        working += [pool.submit(till.pay, loan, f"KILL-T{loan}") for loan in loans]
        working += [pool.submit(till.disburse, waiting, f"KILL-G{n}") for n in range(3)]
        working += [pool.submit(till.sign, loan, 1) for loan in loans]
        for part in MONEY_KILLS:
            time.sleep(chance.uniform(0.3, 1.5))
            machine.kill_one(part, chance)
        for one in working:
            one.result()
    statuses = sum((person.statuses for person in people), Counter())
    assert not {s for s in statuses if s not in CALM | {422, 503}}, f"{statuses} {machine.faults()}"
    _wait_until_drained(machine)
    _check_money(machine, waiting, loans, codes)


def _check_money(machine: Machine, waiting: int, loans: list[int], codes: list[str]) -> None:
    """Each act is in the book once, and the book adds up; letters have one signed file each."""
    paid = "SELECT count(*), count(DISTINCT bank_reference) FROM {} WHERE bank_reference LIKE '{}'"
    assert machine.rows(paid.format("loan_payment", "KILL-T%")) == [(len(loans), len(loans))]
    assert machine.rows(paid.format("loan_disbursement", "KILL-G%")) == [(3, 3)]
    posted = """SELECT once_key FROM fund_entry JOIN loan_payment p ON once_key = 'payment-' || p.id
        WHERE bank_reference LIKE 'KILL-T%'"""
    assert len(machine.rows(posted)) == len(loans)
    drawn = f"SELECT drawn_vnd FROM loan WHERE id = {waiting}"
    assert machine.rows(drawn) == [(3 * PAID_VND,)]
    promised = f"""SELECT count(*), count(DISTINCT r.dossier_id) FROM fund_reservation r
        JOIN dossier d ON d.id = r.dossier_id WHERE d.code IN ({_listed(codes)})"""
    assert machine.rows(promised) == [(len(codes), len(codes))]
    approved = f"""SELECT count(*) FROM dossier_event e JOIN dossier d ON d.id = dossier_id
        WHERE e.action = 'approve' AND d.code IN ({_listed(codes)})"""
    assert machine.rows(approved) == [(len(codes),)]
    wrong = """SELECT entry_id FROM fund_line GROUP BY 1 HAVING sum(amount_vnd) <> 0 UNION ALL
        SELECT t.balance_vnd - coalesce(sum(l.amount_vnd), 0) FROM fund_total t
        LEFT JOIN fund_line l USING (account) GROUP BY t.account, t.balance_vnd
        HAVING t.balance_vnd <> coalesce(sum(l.amount_vnd), 0)"""
    assert machine.rows(wrong) == []
    notes = """SELECT count(*), count(document_id) FROM loan_debt_note
        JOIN letter ON letter.id = letter_id"""
    assert machine.rows(notes) == [(len(loans), len(loans))]
    _check_letters_run(machine)
