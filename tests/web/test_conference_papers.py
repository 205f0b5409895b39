"""Minutes, notice, table, opening paper: from the floor to the next conference."""

import re
from collections import Counter
from datetime import UTC, date, datetime, time
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from commitments.models import Commitment
from commitments.rules import standing
from conferences import actions, paper_actions
from conferences.floor_queries import list_issues
from conferences.models import Conference, ConferenceIssue, ConferencePaper
from conferences.paper_actions import RulingDraft
from conferences.paper_queries import lines_of, public_lines
from conferences.rules import at_local
from feedback import actions as feedback_actions
from feedback import answer_actions
from store.clock import today
from tests.make import make_unit
from tests.pdf import text_of
from tests.web.test_conferences import address, planned
from tests.web.test_floor import NOW, entry, floor_of, reserve, take
from tests.world import World, sign_in
from workflow.refusal import Refusal

LATER = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)
UNTIL = date(2026, 12, 21)


@pytest.fixture
def over(world: World) -> Conference:
    """A conference whose floor is closed: one answered at once, one owed."""
    made = floor_of(world)
    reserve(world, made, "a")
    oral = {"outcome": "oral", "answered_by": "Chủ tịch", "oral_answer": "Đồng ý trình tỉnh."}
    person = world.cooperative.name
    take(world, made, "a", entry(1, cooperative_id=world.cooperative.id, **oral),
         entry(2, words=f"Đề nghị cho {person} mượn trụ sở xã cũ.", speaker_name="Bà Na",
               cooperative_id=world.cooperative.id))  # fmt: skip
    actions.move(world.session, made, "adjourn", "", world.records, NOW)
    world.session.commit()
    return made


def issues_of(world: World, conference: Conference) -> list[ConferenceIssue]:
    return list_issues(world.session, conference.dossier_id)


def minuted(world: World, conference: Conference) -> ConferencePaper:
    """The minutes, signed by both."""
    session, settings = world.session, world.settings
    paper = paper_actions.draft_paper(session, settings, conference, "minutes", world.records, NOW)
    paper_actions.sign_record(session, conference, paper, world.records, NOW)
    paper_actions.sign_minutes(session, settings, conference, paper, world.leader, LATER)
    session.commit()
    return paper


def ruled(world: World, conference: Conference) -> ConferencePaper:
    """Every issue with a lead and a date, and a notice to sign."""
    session, settings, unit_id = world.session, world.settings, world.officer.unit_id
    body = make_unit(session, kind="body", name="Sở Tài chính")
    drafts = {
        one.id: RulingDraft(unit_id, (body.id,), UNTIL, "Trả lời rõ từng điểm")
        for one in issues_of(world, conference)
    }
    paper_actions.save_rulings(session, conference, drafts, LATER)
    who = (world.records, LATER)
    paper = paper_actions.draft_paper(session, settings, conference, "conclusion", *who)
    session.commit()
    return paper


def test_the_minutes_are_the_record(world: World, over: Conference) -> None:
    paper = minuted(world, over)
    for held in ("Chủ trì: Hoàng Văn Thái", "Đồng ý trình tỉnh", "mượn trụ sở", "bằng văn bản"):
        assert held in paper.body
    assert paper.body.index("Ý kiến số 1") < paper.body.index("Ý kiến số 2")
    assert paper.letter is not None
    assert paper.letter.full_number.startswith("01/BB-")


def test_both_sign_in_their_order_and_edits_take_the_signature_away(
    world: World, over: Conference
) -> None:
    session, settings = world.session, world.settings
    paper = paper_actions.draft_paper(session, settings, over, "minutes", world.records, NOW)
    with pytest.raises(Refusal, match="Thư ký chưa ký"):
        paper_actions.sign_minutes(session, settings, over, paper, world.leader, NOW)
    with pytest.raises(Refusal, match="Chỉ thư ký"):
        paper_actions.sign_record(session, over, paper, world.officer, NOW)
    paper_actions.sign_record(session, over, paper, world.records, NOW)
    paper_actions.save_paper(paper, f"{paper.body} Thêm.", paper.version, world.records, NOW)
    assert paper.secretary_id is None
    with pytest.raises(Refusal, match="mới hơn"):
        paper_actions.save_paper(paper, "x", paper.version - 1, world.records, NOW)


def test_the_notice_starts_clocks_and_commitments(world: World, over: Conference) -> None:
    paper = ruled(world, over)
    with pytest.raises(Refusal, match="chữ ký"):
        paper_actions.conclude(world.session, world.settings, over, paper, world.leader, LATER)
    minuted(world, over)
    letter = paper_actions.conclude(world.session, world.settings, over, paper, world.leader, LATER)
    world.session.commit()
    assert over.dossier.state == "concluded"
    promises = world.session.scalars(select(Commitment).order_by(Commitment.position)).all()
    assert [(one.position, one.due_on) for one in promises] == [(1, UNTIL), (2, UNTIL)]
    assert {one.letter_id for one in promises} == {letter.id}
    for issue in issues_of(world, over):
        assert issue.petition is not None
        assert issue.petition.dossier.due_on == UNTIL
        assert issue.petition.dossier.unit_id == world.officer.unit_id
        assert {party.unit.name for party in issue.petition.dossier.parties} >= {"Sở Tài chính"}


def test_a_notice_without_leads_is_not_signed(world: World, over: Conference) -> None:
    minuted(world, over)
    session, settings = world.session, world.settings
    paper = paper_actions.draft_paper(session, settings, over, "conclusion", world.records, NOW)
    with pytest.raises(Refusal, match="chưa có cơ quan chủ trì"):
        paper_actions.conclude(session, settings, over, paper, world.leader, LATER)
    assert over.dossier.state == "minuted"


def answer(world: World, issue: ConferenceIssue, now: datetime) -> None:
    """Answer the petition of an issue in writing."""
    petition, session = issue.petition, world.session
    assert petition is not None
    world.screen_and_route(petition, now)
    feedback_actions.accept(session, petition, world.officer, now)
    answer_actions.save_answer(session, petition, world.draft(petition), 0, world.officer, now)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, now)
    answer_actions.sign(session, world.settings, petition, world.leader, now)
    session.commit()


def test_the_table_and_its_files(client: FlaskClient, world: World, over: Conference) -> None:
    answer(world, issues_of(world, over)[0], LATER)
    lines = lines_of(world.session, over)
    assert [bool(line.letter) for line in lines] == [True, False]
    sign_in(client, world.records)
    page = client.get(address(over, "bang-tong-hop?kq=da-tra-loi")).get_data(as_text=True)
    assert lines[0].letter in page
    assert "1 trong 2 ý kiến" in page
    book = load_workbook(BytesIO(client.get(address(over, "bang-tong-hop.xlsx")).data))
    rows = list(book.active.iter_rows(min_row=4, values_only=True))
    assert [(row[0], row[1]) for row in rows] == [
        (n, line.asker) for n, line in enumerate(lines, 1)
    ]
    pdf = client.get(address(over, "bang-tong-hop.pdf"))
    assert pdf.mimetype == "application/pdf"
    assert "BẢNG TỔNG HỢP" in text_of(pdf.data)


def test_everybody_reads_the_table_without_names(
    client: FlaskClient, world: World, over: Conference
) -> None:
    shown = public_lines(lines_of(world.session, over))
    assert world.cooperative.name not in " ".join(line.subject for line in shown)
    page = client.get(f"/hoi-nghi/{over.dossier.code}").get_data(as_text=True)
    assert "mượn trụ sở" in page
    assert world.cooperative.name not in page
    assert "Bà Na" not in page


def test_the_next_conference_opens_with_what_became_of_this_one(
    client: FlaskClient, world: World, over: Conference
) -> None:
    minuted(world, over)
    paper = ruled(world, over)
    paper_actions.conclude(world.session, world.settings, over, paper, world.leader, LATER)
    answer(world, issues_of(world, over)[0], LATER)
    following = planned(
        world,
        begins_at=at_local(date(2027, 12, 1), time(8)),
        ends_at=at_local(date(2027, 12, 1), time(11)),
    )
    page = sign_in(client, world.records).get(address(following, "bao-cao-mo-dau"))
    said = page.get_data(as_text=True)
    assert "nhận 2 ý kiến" in said
    assert "đúng hạn 1" in said
    assert said.count("/cam-ket/") >= 2
    log = [one.facts for one in world.session.scalars(select(Commitment))]
    stands = Counter(standing(one, today()) for one in log)
    words = (
        f"Cam kết: {stands['kept'] + stands['kept_late']} đã thực hiện, {stands['open']} đang thực "
        f"hiện, {stands['broken']} không thực hiện được, {stands['late']} quá hạn."
    )
    assert words in said, "the paper's counts are the log's"
    assert sum(map(int, re.findall(r"\d+", words))) == len(log) > 0
    pdf = client.get(address(following, "bao-cao-mo-dau.pdf"))
    assert "KẾT LUẬN HỘI NGHỊ TRƯỚC" in text_of(pdf.data).replace("\n", " ")


def press(
    client: FlaskClient, over: Conference, path: str, button: str, seen: int | None = None
) -> int:
    """Press a button of a paper's page, as its form has it; `seen`: of an older page instead."""
    found = re.search(
        r'name="seen" value="(\d+)"', client.get(address(over, f"van-ban/{path}")).text
    )
    assert found is not None
    data = {"seen": found[1] if seen is None else str(seen)}
    return client.post(address(over, f"van-ban/{path}/{button}"), data=data).status_code


def test_the_pages_of_papers(
    client: FlaskClient, world: World, over: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conferences.paper_views.utc_now", lambda: LATER)
    sign_in(client, world.records)
    page = client.get(address(over, "van-ban/bien-ban"))
    assert page.status_code == 200
    assert client.get(address(over, "van-ban/bien-ban/ban-in.png")).mimetype == "image/png"
    assert client.post(address(over, "van-ban/bien-ban"), data={"body": ""}).status_code == 422
    assert press(client, over, "bien-ban", "thu-ky-ky", seen=7) == 409
    assert press(client, over, "bien-ban", "thu-ky-ky") == 303
    sign_in(client, world.leader)
    assert press(client, over, "bien-ban", "chu-tri-ky", seen=1) == 409, "nobody signs unseen"
    assert press(client, over, "bien-ban", "chu-tri-ky") == 303
    assert client.get(address(over, "van-ban/khac")).status_code == 404
    sign_in(client, world.records)
    typed: dict[str, str] = {}
    for issue in issues_of(world, over):
        typed |= {
            f"y{issue.id}-lead_id": str(world.officer.unit_id),
            f"y{issue.id}-until_on": "21/12/2026",
            f"y{issue.id}-words": "",
        }
    assert client.post(address(over, "giao-viec"), data=typed).status_code == 303
    wrong = typed | {f"y{issues_of(world, over)[0].id}-until_on": "mai"}
    assert client.post(address(over, "giao-viec"), data=wrong).status_code == 422
    assert client.get(address(over, "van-ban/thong-bao")).status_code == 200
    sign_in(client, world.leader)
    assert client.post(address(over, "giao-viec"), data=typed).status_code == 404
    assert press(client, over, "thong-bao", "ky", seen=0) == 409
    assert press(client, over, "thong-bao", "ky") == 303
    assert over.dossier.state == "concluded"
    assert sign_in(client, world.records).post(address(over, "buoc/finish")).status_code == 303
    assert over.dossier.state == "closed"


def test_the_floor_is_not_opened_again_after_the_minutes(
    client: FlaskClient, world: World, over: Conference, session: Session
) -> None:
    minuted(world, over)
    typed = {"note": "Quên một ý kiến"}
    answer = sign_in(client, world.records).post(address(over, "buoc/resume"), data=typed)
    assert answer.status_code == 422
    assert "Biên bản đã ký" in answer.get_data(as_text=True)
