"""Letters: numbers without gap or double, one file for ever, a signature that one byte breaks."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import SettingsError
from documents.models import Document
from documents.vault import Vault
from letters.actions import issue, seal
from letters.certificate import demo_certificate
from letters.content import LetterContent
from letters.models import Letter
from letters.queries import find_by_sha256, find_by_token, list_by_number
from letters.rules import format_token
from letters.signing import OrganisationSigner, load_signer
from tests import servers
from tests.checks import list_gaps
from tests.conftest import make_settings, migrate_database
from tests.letters import HEAD, SIGNED_AT, official_letter, receipt, transfer_slip
from tests.make import make_unit

ROOT = Path(__file__).parent.parent.parent
NEW_YEAR = datetime(2025, 12, 31, 17, 30, tzinfo=UTC)  # 00:30 on 01/01/2026 in Viet Nam
ISSUER = """
import sys, time
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
import units.models
from letters.actions import issue
from tests.letters import SIGNED_AT, official_letter

with Session(create_engine(sys.argv[1])) as session:
    for _ in range(int(sys.argv[2])):
        issue(session, official_letter(), SIGNED_AT)
        if sys.argv[3] == "hang":
            print("issued", flush=True)
            time.sleep(60)
        session.commit()
"""


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A database of its own, in which commits are real."""
    template = servers.template_database("migrated", migrate_database)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    engine = create_engine(servers.create_database(f"letters_{worker}", template), pool_size=10)
    yield engine
    engine.dispose()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "files")


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> OrganisationSigner:
    folder = tmp_path_factory.mktemp("demo")
    return load_signer(make_settings("postgresql:///none", folder, DEMO="1"))


def numbers(session: Session, kind: str = "official_letter") -> list[int]:
    found = select(Letter.number).where(Letter.kind == kind)
    return list(session.scalars(found.order_by(Letter.number)))


def test_a_letter_is_frozen_with_number_date_and_code(session: Session) -> None:
    unit = make_unit(session)
    letter = issue(session, official_letter(), SIGNED_AT, unit_id=unit.id)
    assert (letter.full_number, letter.issued_on.isoformat()) == ("01/LMHTX-CSPT", "2024-12-05")
    assert letter.addressee == "Hợp tác xã Nông sản Vân Nham"
    session.expire_all()
    content = LetterContent.from_json(letter.content)
    assert content.full_number == letter.full_number
    assert content.check_url is not None
    assert content.check_url.endswith(f"/kiem-tra-van-ban/{format_token(letter.check_token)}")
    with pytest.raises(ValueError, match="issued before"):
        issue(session, content, SIGNED_AT)


def test_each_year_kind_and_unit_counts_for_itself(session: Session) -> None:
    contents = (official_letter(), transfer_slip(), receipt())
    assert [issue(session, one, SIGNED_AT).number for one in contents] == [1, 1, 1]
    assert issue(session, official_letter(), SIGNED_AT).number == 2
    assert issue(session, official_letter(), SIGNED_AT, series_unit_id=7).number == 1
    letter = issue(session, official_letter(), NEW_YEAR)
    assert (letter.number, letter.year, letter.issued_on.isoformat()) == (1, 2026, "2026-01-01")
    assert list_gaps(session) == []


def test_a_rollback_gives_the_number_back(engine: Engine) -> None:
    with Session(engine) as session:
        issue(session, official_letter(), SIGNED_AT)
        session.commit()
        for _ in range(3):
            assert issue(session, official_letter(), SIGNED_AT).number == 2
            session.rollback()
        assert issue(session, official_letter(), SIGNED_AT).number == 2
        session.commit()
        assert (numbers(session), list_gaps(session)) == ([1, 2], [])


def test_many_at_once_some_of_them_failing(engine: Engine) -> None:
    committed: list[int] = []

    def work(seed: int) -> None:
        chance = Random(seed)
        with Session(engine) as session:
            for _ in range(12):
                number = issue(session, official_letter(), SIGNED_AT).number
                if chance.random() < 0.4:
                    session.rollback()
                else:
                    session.commit()
                    committed.append(number)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert sorted(committed) == numbers(session) == list(range(1, len(committed) + 1))
        assert list_gaps(session) == []
    assert len(committed) > 30


def start_issuer(engine: Engine, count: int, end: str) -> subprocess.Popen[str]:
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", ISSUER, url, str(count), end]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_processes_at_once_and_one_killed_between_number_and_commit(engine: Engine) -> None:
    with start_issuer(engine, 1, "hang") as hanging:
        assert hanging.stdout is not None
        assert hanging.stdout.readline() == "issued\n"
        others = [start_issuer(engine, 10, "commit") for _ in range(2)]
        hanging.send_signal(signal.SIGKILL)
        assert [other.wait(60) for other in others] == [0, 0]
        for other in others:
            other.communicate()
    with Session(engine) as session:
        assert numbers(session) == list(range(1, 21))
        assert list_gaps(session) == []


def test_a_gap_would_be_seen(session: Session) -> None:
    issue(session, official_letter(), SIGNED_AT)
    session.execute(text("UPDATE letter_series SET last_number = 3"))
    issue(session, official_letter(), SIGNED_AT)
    assert list_gaps(session) == [(2024, "official_letter", 0)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE letter SET number = 9",
        "UPDATE letter SET content = '{}'",
        "UPDATE letter SET document_id = NULL",
        "DELETE FROM letter",
        "TRUNCATE letter CASCADE",
    ],
)
def test_the_database_refuses_to_change_an_issued_letter(
    session: Session, vault: Vault, signer: OrganisationSigner, change: str
) -> None:
    seal(session, vault, issue(session, official_letter(), SIGNED_AT), signer, SIGNED_AT)
    with pytest.raises(DBAPIError, match="letter"):
        session.execute(text(change))


def test_a_sealed_letter_is_kept_once(
    session: Session, vault: Vault, signer: OrganisationSigner
) -> None:
    letter = issue(session, official_letter(), SIGNED_AT)
    document = seal(session, vault, letter, signer, SIGNED_AT)
    assert seal(session, vault, letter, signer, SIGNED_AT) is document
    assert session.scalar(select(func.count(Document.id))) == 1
    assert document.name == "Công văn 01-LMHTX-CSPT.pdf"
    assert letter.document_id == document.id
    file = vault.get(document.sha256)
    assert len(file) == document.size_bytes
    assert find_by_sha256(session, document.sha256) is letter
    check = signer.verify(file)
    assert (check.is_intact, check.is_trusted, check.signed_at) == (True, True, SIGNED_AT)
    assert check.signer_name == HEAD.name


def test_two_sealing_at_once_make_one_file(
    engine: Engine, vault: Vault, signer: OrganisationSigner
) -> None:
    with Session(engine) as session:
        letter_id = issue(session, official_letter(), SIGNED_AT).id
        session.commit()

    def work() -> None:
        with Session(engine) as session:
            seal(session, vault, session.get_one(Letter, letter_id), signer, SIGNED_AT)
            session.commit()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert session.scalar(select(func.count(Document.id))) == 1


def test_a_receipt_is_kept_without_signature(session: Session, vault: Vault) -> None:
    document = seal(session, vault, issue(session, receipt(), SIGNED_AT), None, SIGNED_AT)
    assert document.name == "Giấy biên nhận 01-GBN-LMHTX.pdf"
    assert b"/ByteRange" not in vault.get(document.sha256)


def test_what_is_to_be_signed_is_not_kept_unsigned(session: Session, vault: Vault) -> None:
    letter = issue(session, official_letter(), SIGNED_AT)
    with pytest.raises(ValueError, match="is signed"):
        seal(session, vault, letter, None, SIGNED_AT)
    assert letter.document is None


def test_one_changed_byte_breaks_the_signature(
    session: Session, vault: Vault, signer: OrganisationSigner
) -> None:
    letter = issue(session, official_letter(), SIGNED_AT)
    file = vault.get(seal(session, vault, letter, signer, SIGNED_AT).sha256)
    chance = Random(7)
    for _ in range(5):
        broken = bytearray(file)
        broken[chance.randrange(1000, 40_000)] ^= 1
        assert not signer.verify(bytes(broken)).is_intact
    assert not signer.verify(file + b"\n% more").is_intact
    assert not signer.verify(b"%PDF-1.7 nothing").is_intact


def test_a_signature_of_another_certificate_is_not_trusted(
    session: Session, vault: Vault, signer: OrganisationSigner, tmp_path: Path
) -> None:
    other = OrganisationSigner(demo_certificate(tmp_path, HEAD.name).read_bytes(), "")
    letter = issue(session, official_letter(), SIGNED_AT)
    file = vault.get(seal(session, vault, letter, other, SIGNED_AT).sha256)
    check = signer.verify(file)
    assert (check.is_intact, check.is_trusted, check.signer_name) == (True, False, HEAD.name)


def test_the_demo_makes_one_certificate_however_many_ask(tmp_path: Path) -> None:
    folder = tmp_path / "certificates"
    found: list[bytes] = []

    def work() -> None:
        found.append(demo_certificate(folder, HEAD.name).read_bytes())

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_only_a_demo_makes_its_own_certificate(tmp_path: Path) -> None:
    settings = make_settings("postgresql:///none", tmp_path)
    with pytest.raises(SettingsError, match="CERTIFICATE_PATH"):
        load_signer(settings)
    (tmp_path / "broken.p12").write_bytes(b"no certificate")
    for path in ("broken.p12", "missing.p12"):
        with pytest.raises(SettingsError, match="Không mở được"):
            load_signer(replace(settings, certificate_path=tmp_path / path))


def test_a_letter_is_found_by_what_people_hold(session: Session) -> None:
    letter = issue(session, official_letter(), SIGNED_AT)
    assert find_by_token(session, format_token(letter.check_token).lower()) is letter
    assert find_by_token(session, "0" * 16) is None
    assert list_by_number(session, 1, "LMHTX-CSPT") == [letter]
    assert list_by_number(session, 2, "LMHTX-CSPT") == []
    assert find_by_sha256(session, "0" * 64) is None


def test_the_web_process_loads_neither_pyhanko_nor_keys() -> None:
    program = (
        "import sys, letters.views, letters.actions, letters.render\n"
        "print(*(name for name in ('pyhanko', 'cryptography') if name in sys.modules))"
    )
    said = subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, text=True)
    assert said.strip() == ""
