"""One address or more for every page that people open, with somebody who opens it.

A page that is missing here fails `test_pages.test_every_page_has_a_sample`.
"""

from dataclasses import dataclass

OF_OFFICER = (
    "SELECT max(code) FROM dossier JOIN account ON account.id = officer_id"
    " WHERE kind = 'petition' AND state = '{state}' AND email LIKE '{login}@%'"
)
OF_OWNER = (
    "SELECT max(code) FROM dossier JOIN account ON account.id = filed_by_id"
    " WHERE kind = 'petition' AND state = '{state}' AND email LIKE '{login}@%'"
)
IN_STATE = "SELECT max(code) FROM dossier WHERE kind = 'petition' AND state = '{state}'"
PUBLISHED = (
    "SELECT max(dossier.code) FROM dossier JOIN answer ON answer.petition_id = dossier.id"
    " JOIN publication ON publication.answer_id = answer.id JOIN unit ON unit.id = unit_id"
    " WHERE dossier.state = 'answered' AND unit.code = 'CSPT'"
)
FURTHER = (
    "SELECT code || '/van-ban/' || answer.id FROM answer JOIN dossier ON dossier.id = petition_id"
    " WHERE answer.kind = '{kind}' ORDER BY answer.id DESC LIMIT 1"
)
PROMISED = "SELECT max(id) FROM publication WHERE promises <> '[]'"
TO_MERGE = (
    "SELECT one.code || '/gop?vao=' || lead.code FROM dossier one, dossier lead"
    " WHERE one.state = 'accepted' AND lead.state = 'accepted' AND one.id <> lead.id"
    " ORDER BY one.id DESC, lead.id DESC LIMIT 1"
)
TASKED = "SELECT max(code) FROM dossier JOIN dossier_task ON dossier_id = dossier.id"
TO_SPLIT = (
    "SELECT max(code) FROM dossier JOIN demand ON petition_id = dossier.id"
    " WHERE state = 'accepted' AND position = 2"
)
PASSED_ON = "SELECT max(code) FROM dossier WHERE state = 'forwarded'"
BARRED = (
    "SELECT max(code) FROM dossier JOIN dossier_bar ON dossier_id = dossier.id"
    " WHERE lifted_at IS NULL"
)
TO_PUBLISH = (
    "SELECT max(dossier.code) FROM dossier JOIN petition ON petition.dossier_id = dossier.id"
    " JOIN answer ON answer.petition_id = dossier.id"
    " LEFT JOIN publication ON publication.answer_id = answer.id"
    " WHERE state IN ('answered', 'closed') AND may_publish AND publication.id IS NULL"
)
TOKEN = "SELECT max(check_token) FROM letter WHERE kind = 'official_letter'"
PLANNED = "SELECT max(id) FROM support_activity WHERE status = 'planned'"
LETTER = (
    "SELECT token FROM support_guest g JOIN support_activity a ON a.id = g.activity_id"
    " WHERE a.status = '{}' AND g.people IS DISTINCT FROM 0 ORDER BY g.id LIMIT 1"
)
IN_BOOK = "SELECT max(code) FROM dossier WHERE kind = 'membership' AND state = '{}'"
PAYING = "SELECT max(cooperative_id) FROM member_fee"
OWN_COOPERATIVE = (
    "SELECT max(cooperative_id) FROM mandate JOIN account ON account.id = account_id"
    " WHERE email LIKE 'quyet@%'"
)
LOAN_DRAFT = (
    "SELECT max(loan_draft.id) FROM loan_draft JOIN account ON account.id = account_id"
    " WHERE filed_dossier_id IS NULL AND email LIKE '{login}@%'"
)
APPLICATION = (
    "SELECT max(code) FROM dossier JOIN account ON account.id = filed_by_id"
    " WHERE kind = 'loan_application' AND state = '{state}' AND email LIKE '{login}@%'"
)
DRAFT = "SELECT max(id) FROM petition_draft WHERE filed_dossier_id IS NULL"

PAST_CONFERENCE = "SELECT min(code) FROM dossier WHERE kind = 'conference'"
NEXT_CONFERENCE = "SELECT max(code) FROM dossier WHERE kind = 'conference'"
CARD = (
    "SELECT max(token) FROM conference_guest JOIN dossier ON dossier.id = conference_id"
    " WHERE state = 'collecting'"
)
QUESTION = (
    "SELECT code || '/cau-hoi/' || conference_question.id FROM conference_question"
    " JOIN dossier ON dossier.id = conference_id ORDER BY conference_question.id LIMIT 1"
)
SLIP = "SELECT slip_token FROM conference_issue ORDER BY number LIMIT 1"
GUEST = (
    "SELECT code || '/khach-moi/' || conference_guest.id FROM conference_guest"
    " JOIN dossier ON dossier.id = conference_id WHERE state = 'collecting'"
    " ORDER BY conference_guest.id LIMIT 1"
)

LOAN = "SELECT id FROM loan WHERE {} ORDER BY id LIMIT 1"
MY_LOAN = (
    "SELECT min(loan.id) FROM loan JOIN mandate USING (cooperative_id)"
    " JOIN account ON account.id = account_id WHERE email LIKE '{login}@%' AND drawn_vnd > 0"
)

# What is no page: files, pictures, answers to programs.
NO_PAGES = {
    "membership.preview", "membership.decision_file", "support.paper",
    "support.invitation_preview", "support.invitation_file", "support.own_invitation",
    "profiles.request_file",
    "cooperatives.download", "imports.template", "imports.refused",
    "static", "feedback.receipt_file", "feedback.preview", "feedback.draft_document",
    "dossiers.paper", "calendar.export", "api.healthz", "api.readyz", "api.openapi", "api.deadline",
    "feedback.preview_further", "feedback.offered_bases",
    "api.list_answers", "api.show_petition", "api.list_petitions",
    "api.report_overview", "reports.sheet", "reports.paper", "front.open_file",
    "representation.request_paper",
    "feedback.find_senders",
    "feedback.forward_preview",
    "feedback.answers_feed",
    "conferences.invitation_preview", "conferences.capture_data", "conferences.board_stream",
    "conferences.floor_worker", "conferences.preparation_xlsx", "conferences.preparation_pdf",
    "conferences.paper_preview", "conferences.table_xlsx", "conferences.table_file",
    "conferences.opening_file",
    "servicing.statement_pdf", "servicing.statement_xlsx", "servicing.receipt_pdf",
    "servicing.report_pdf", "servicing.report_xlsx",
    "loans.draft_file",
    "loans.calculator_file", "figures.petitions_sheet",
    "history.export_events", "history.export",
}  # fmt: skip
NO_PAGES |= {"servicing.debt_note_pdf", "servicing.letter_pdf"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A page: who opens it ("" a visitor), at which path, with what the query finds for {}."""

    endpoint: str
    login: str
    path: str
    query: str = ""
    status: int = 200

    @property
    def name(self) -> str:
        return f"{self.login or 'everybody'}:{self.path}"


def _staff(login: str, endpoint: str, path: str, state: str, query: str = OF_OFFICER) -> Sample:
    officer = {"khai": "hanh"}.get(login, login)
    return Sample(endpoint, login, path, query.format(state=state, login=officer))


PUBLIC = (
    Sample("front.home", "", "/"),
    Sample("front.search", "", "/tim-kiem"),
    Sample("front.search", "", "/tim-kiem?q=na+chi+lang"),
    Sample("front.search", "", "/tim-kiem?q=vay+von"),
    Sample("front.search", "", "/tim-kiem?q=khongcogi"),
    Sample("front.help_page", "", "/tro-giup"),
    Sample("front.accessibility", "", "/kha-nang-tiep-can"),
    Sample("front.open_data", "", "/du-lieu-mo"),
    Sample("feedback.answers", "", "/tra-loi"),
    Sample("feedback.answers", "", "/tra-loi?q=vay+von"),
    Sample("feedback.answers", "", "/tra-loi?q=khongcodau+nao"),
    Sample("feedback.answer", "", "/tra-loi/{}?q=vay", "SELECT max(id) FROM publication"),
    Sample("feedback.track", "", "/tra-cuu"),
    Sample("feedback.effect", "", "/viec-da-xong/khong-con", status=404),
    Sample("feedback.how", "", "/cach-xu-ly"),
    Sample("commitments.public", "", "/cam-ket"),
    Sample("feedback.answer", "", "/tra-loi/{}", PROMISED),
    Sample("feedback.privacy", "", "/bao-ve-du-lieu"),
    Sample("feedback.body_link", "", "/chuyen/khong-con", status=404),
    Sample("servicing.about", "", "/vay-von"),
    Sample("loans.calculator", "", "/vay-von/tinh-lich"),
    Sample(
        "loans.calculator",
        "",
        "/vay-von/tinh-lich?so_tien=280+triệu&lai_suat=4,8&ngay=15/03/2026&thang=24&ky=6"
        "&cach=custom&mua=8&mua=9&an_han=",
    ),
    Sample("loans.calculator", "", "/vay-von/tinh-lich?so_tien=500&lai_suat=abc", status=422),
    Sample("letters.check", "", "/kiem-tra-van-ban"),
    Sample("letters.check", "", "/kiem-tra-van-ban?ma=1/LMHTX-CSPT"),
    Sample("letters.check_letter", "", "/kiem-tra-van-ban/{}", TOKEN),
    Sample("administration.deadline", "", "/tinh-han"),
    Sample("administration.deadline", "", "/tinh-han?ngay=10/02/2026&so_ngay=5"),
    Sample("accounts.sign_in", "", "/dang-nhap"),
    Sample("representation.ask", "", "/xin-tai-khoan"),
    Sample("representation.asked", "", "/xin-tai-khoan/da-gui"),
    Sample("accounts.enter_code", "", "/dang-nhap/ma-xac-thuc", status=404),
    Sample("accounts.forgot", "", "/quen-mat-khau"),
    Sample("accounts.use_link", "", "/lien-ket/khong-con", status=404),
    Sample("api.guide", "", "/api"),
    Sample("notices.demo_mail", "", "/demo/thu"),
    Sample("notices.demo_mail_message", "", "/demo/thu/{}", "SELECT max(id) FROM mail_message"),
    Sample("notices.demo_sms", "", "/demo/tin-nhan"),
    Sample("cooperatives.list_registry", "", "/hop-tac-xa"),
    Sample("cooperatives.list_registry", "", "/hop-tac-xa?q=khong+co+ten+nay"),
    Sample("profiles.show", "", "/hop-tac-xa/{}", "SELECT min(id) FROM cooperative"),
    Sample("conferences.public_list", "", "/hoi-nghi"),
    Sample("conferences.public_show", "", "/hoi-nghi/{}", PAST_CONFERENCE),
    Sample("conferences.public_show", "", "/hoi-nghi/{}", NEXT_CONFERENCE),
    Sample("conferences.invitation", "", "/thu-moi/{}", CARD),
    Sample("conferences.slip", "", "/y-kien/{}", SLIP),
    Sample("no page", "", "/khong-co-trang-nay", status=404),
)
OWNERS = (
    Sample("profiles.show", "quyet", "/hop-tac-xa/{}", OWN_COOPERATIVE),
    Sample("feedback.mine", "quyet", "/ho-so"),
    Sample("feedback.mine", "thang", "/ho-so"),
    Sample("feedback.mine", "bang", "/ho-so"),
    Sample("feedback.claim_dossier", "quyet", "/ho-so/nhan-ve"),
    Sample("feedback.start", "quyet", "/kien-nghi/moi"),
    Sample("feedback.start", "thang", "/kien-nghi/moi"),
    Sample("feedback.draft", "quyet", "/kien-nghi/nhap/{}", DRAFT),
    Sample("feedback.draft_files", "quyet", "/kien-nghi/nhap/{}/giay-to", DRAFT),
    Sample("feedback.answer_found", "quyet", "/kien-nghi/nhap/{}/da-co-tra-loi/1", DRAFT),
    Sample("feedback.check_draft", "quyet", "/kien-nghi/nhap/{}/xem-lai", DRAFT),
    *(
        _staff(login, "feedback.show", "/kien-nghi/{}", state, OF_OWNER)
        for login, state in (
            ("quyet", "accepted"), ("quyet", "supplement_requested"), ("quyet", "answered"),
            ("thang", "awaiting_signature"), ("huong", "in_review"), ("yen", "submitted"),
            ("lieu", "routed"), ("can", "withdrawn"), ("trang", "declined"), ("pao", "closed"),
            ("mui", "forwarded"),
        )
    ),
    _staff("quyet", "feedback.receipt", "/kien-nghi/{}/phieu", "accepted", OF_OWNER),
    _staff("quyet", "feedback.supply", "/kien-nghi/{}/bo-sung", "supplement_requested", OF_OWNER),
    _staff("quyet", "feedback.add_papers", "/kien-nghi/{}/them-giay-to", "accepted", OF_OWNER),
    _staff("quyet", "feedback.message", "/kien-nghi/{}/nhan-tin", "accepted", OF_OWNER),
    _staff("quyet", "feedback.withdraw", "/kien-nghi/{}/rut", "accepted", OF_OWNER),
    _staff("quyet", "feedback.reopen", "/kien-nghi/{}/xem-xet-lai", "answered", OF_OWNER),
    Sample("conferences.ask", "quyet", "/hoi-nghi/{}/gui-cau-hoi", NEXT_CONFERENCE),
    Sample("loans.mine", "quyet", "/vay-von/cua-toi"),
    Sample("loans.mine", "thang", "/vay-von/cua-toi"),
    Sample("loans.mine", "hoi", "/vay-von/cua-toi"),
    Sample("loans.start", "quyet", "/vay-von/nop-ho-so"),
    Sample("loans.draft", "quyet", "/vay-von/ho-so-nhap/{}",
           LOAN_DRAFT.format(login="quyet")),
    *(
        Sample("loans.section", "quyet", f"/vay-von/ho-so-nhap/{{}}/{section}",
               LOAN_DRAFT.format(login="quyet"))
        for section in (
            "borrower", "project", "money", "income", "repayment", "security", "related",
        )
    ),
    Sample("loans.papers", "quyet", "/vay-von/ho-so-nhap/{}/giay-to",
           LOAN_DRAFT.format(login="quyet")),
    Sample("loans.paper", "quyet", "/vay-von/ho-so-nhap/{}/giay-to/resolution",
           LOAN_DRAFT.format(login="quyet")),
    Sample("loans.check", "yen", "/vay-von/ho-so-nhap/{}/xem-lai",
           LOAN_DRAFT.format(login="yen")),
    Sample("loans.show", "quyet", "/vay-von/ho-so/{}",
           APPLICATION.format(login="quyet", state="in_appraisal")),
    Sample("loans.show", "thang", "/vay-von/ho-so/{}",
           APPLICATION.format(login="thang", state="supplement_requested")),
    Sample("loans.show", "nghia", "/vay-von/ho-so/{}",
           APPLICATION.format(login="nghia", state="withdrawn")),
    Sample("loans.receipt", "quyet", "/vay-von/ho-so/{}/bien-nhan",
           APPLICATION.format(login="quyet", state="in_appraisal")),
    Sample("loans.supply", "thang", "/vay-von/ho-so/{}/bo-sung",
           APPLICATION.format(login="thang", state="supplement_requested")),
    Sample("loans.supply", "cuong", "/vay-von/ho-so/{}/bo-sung",
           APPLICATION.format(login="cuong", state="supplement_requested")),
    Sample("loans.message", "quyet", "/vay-von/ho-so/{}/nhan-tin",
           APPLICATION.format(login="quyet", state="in_appraisal")),
    Sample("loans.withdraw", "quyet", "/vay-von/ho-so/{}/rut",
           APPLICATION.format(login="quyet", state="in_appraisal")),
    Sample("notices.inbox", "quyet", "/thong-bao"),
    Sample("notices.preferences", "quyet", "/tai-khoan-cua-toi/thong-bao"),
    Sample("accounts.profile", "quyet", "/tai-khoan-cua-toi"),
    Sample("accounts.sign_ins", "quyet", "/tai-khoan-cua-toi/lich-su-dang-nhap"),
    Sample("tokens.mine", "quyet", "/tai-khoan-cua-toi/ma-truy-cap"),
    Sample("accounts.second_factor", "quyet", "/tai-khoan-cua-toi/xac-thuc-hai-buoc"),
)  # fmt: skip
STAFF = (
    *(
        Sample("dossiers.desk", login, "/ban-lam-viec")
        for login in ("vanthu", "hanh", "khai", "thai", "viet", "kiemtra")
    ),
    Sample("dossiers.desk", "hanh", "/ban-lam-viec?loc=qua-han"),
    Sample("dossiers.desk", "thamdinh", "/ban-lam-viec"),
    Sample("dossiers.desk", "giamdocquy", "/ban-lam-viec"),
    Sample("loans.show", "thamdinh", "/vay-von/ho-so/{}",
           "SELECT max(code) FROM dossier WHERE kind = 'loan_application'"
           " AND state = 'in_appraisal'"),
    Sample("feedback.record", "vanthu", "/ghi-nhan"),
    Sample("feedback.effects", "vanthu", "/hoi-ket-qua"),
    Sample("dossiers.search", "hanh", "/tim-ho-so"),
    Sample("dossiers.search", "hanh", "/tim-ho-so?q=vay+von"),
    _staff("hanh", "feedback.show", "/kien-nghi/{}", "routed"),
    _staff("hanh", "feedback.show", "/kien-nghi/{}", "accepted"),
    _staff("hanh", "feedback.show", "/kien-nghi/{}", "answered"),
    _staff("khai", "feedback.show", "/kien-nghi/{}", "in_review"),
    _staff("thai", "feedback.show", "/kien-nghi/{}", "awaiting_signature", IN_STATE),
    _staff("vanthu", "feedback.show", "/kien-nghi/{}", "submitted", IN_STATE),
    _staff("kiemtra", "feedback.show", "/kien-nghi/{}", "closed", IN_STATE),
    _staff("vanthu", "feedback.route", "/kien-nghi/{}/phan-cong", "submitted", IN_STATE),
    _staff("khai", "feedback.reassign", "/kien-nghi/{}/giao-lai", "accepted"),
    _staff("hanh", "feedback.request_supplement", "/kien-nghi/{}/yeu-cau-bo-sung", "accepted"),
    _staff("hanh", "feedback.decline", "/kien-nghi/{}/khong-thu-ly", "accepted"),
    _staff("vanthu", "feedback.merge", "/kien-nghi/{}/gop", "routed", IN_STATE),
    Sample("feedback.merge", "vanthu", "/kien-nghi/{}", TO_MERGE),
    _staff("vanthu", "feedback.unmerge", "/kien-nghi/{}/bo-gop", "merged", IN_STATE),
    _staff("vanthu", "feedback.show", "/kien-nghi/{}", "merged", IN_STATE),
    Sample("dossiers.tasks", "vanthu", "/ho-so/{}/viec", TASKED),
    _staff("thai", "feedback.redirect_complaint", "/kien-nghi/{}/khieu-nai-to-cao", "submitted",
           IN_STATE),
    Sample("accounts.deputies", "khai", "/truc-thay"),
    Sample("feedback.hand_desk", "khai", "/ban-giao"),
    Sample("feedback.hand_desk", "khai", "/ban-giao?officer_id={}",
           "SELECT id FROM account WHERE email LIKE 'hanh@%'"),
    Sample("feedback.split", "vanthu", "/kien-nghi/{}/tach", TO_SPLIT),
    _staff("hanh", "feedback.forwarding", "/kien-nghi/{}/chuyen", "accepted"),
    _staff("thai", "feedback.forwarding", "/kien-nghi/{}/chuyen", "forwarded", IN_STATE),
    Sample("feedback.body_desk", "tam", "/co-quan/{}", PASSED_ON),
    _staff("vanthu", "feedback.conflict", "/kien-nghi/{}/xung-dot", "", BARRED),
    _staff("vanthu", "feedback.retain", "/kien-nghi/{}/giu-lai", "closed", IN_STATE),
    Sample("feedback.unretain", "vanthu", "/kien-nghi/{}/thoi-giu-lai",
           "SELECT max(code) FROM dossier JOIN petition ON dossier_id = dossier.id"
           " WHERE kept_reason <> ''"),
    _staff("hanh", "feedback.resolve", "/kien-nghi/{}/ket-qua", "answered"),
    _staff("hanh", "feedback.receipt", "/kien-nghi/{}/phieu", "accepted"),
    _staff("khai", "feedback.return_draft", "/kien-nghi/{}/tra-lai-du-thao", "in_review"),
    _staff("thai", "feedback.return_unsigned", "/kien-nghi/{}/tra-lai-trinh-ky",
           "awaiting_signature", IN_STATE),
    _staff("thai", "feedback.extend", "/kien-nghi/{}/gia-han", "accepted", IN_STATE),
    _staff("hanh", "feedback.new_further", "/kien-nghi/{}/van-ban/moi/follow_up", "answered"),
    _staff("khai", "feedback.print_preview", "/kien-nghi/{}/ban-in", "in_review", IN_STATE),
    Sample("feedback.further", "thai", "/kien-nghi/{}", FURTHER.format(kind="correction")),
    Sample("feedback.further", "thai", "/kien-nghi/{}", FURTHER.format(kind="follow_up")),
    Sample("feedback.bases", "hanh", "/can-cu"),
    Sample("feedback.new_basis", "khai", "/can-cu/moi"),
    Sample("feedback.edit_basis", "khai", "/can-cu/{}", "SELECT max(basis_id) FROM answer_basis"),
    Sample("feedback.canned", "hanh", "/doan-mau"),
    Sample("feedback.new_canned", "khai", "/doan-mau/moi"),
    Sample("feedback.edit_canned", "khai", "/doan-mau/{}", "SELECT max(id) FROM canned_answer"),
    Sample("feedback.bases_to_review", "thai", "/can-cu/xem-lai"),
    Sample("feedback.publish", "vanthu", "/kien-nghi/{}/cong-khai", TO_PUBLISH),
    Sample("feedback.publish_many", "vanthu", "/cong-khai-hang-loat"),
    Sample("feedback.unpublish", "khai", "/kien-nghi/{}/go-cong-khai", PUBLISHED),
    Sample("representation.list_requests", "vanthu", "/yeu-cau-tai-khoan"),
    Sample("representation.show_request", "vanthu", "/yeu-cau-tai-khoan/{}",
           "SELECT max(id) FROM account_request"),
    Sample("representation.find", "vanthu", "/dai-dien?q=na+chi+lang"),
    Sample("representation.mandates", "vanthu", "/dai-dien/{}",
           "SELECT max(cooperative_id) FROM mandate WHERE ends_on IS NOT NULL"),
    Sample("representation.end_mandate", "vanthu", "/dai-dien/uy-quyen/{}/ket-thuc",
           "SELECT max(id) FROM mandate WHERE ends_on IS NULL"),
    Sample("conferences.manage", "vanthu", "/hoi-nghi/quan-ly"),
    Sample("conferences.plan", "vanthu", "/hoi-nghi/lap-ke-hoach"),
    *(
        Sample(f"conferences.{endpoint}", login, f"/hoi-nghi/{{}}/{path}", NEXT_CONFERENCE)
        for endpoint, login, path in (
            ("show", "vanthu", "to-chuc"), ("show", "viet", "to-chuc"),
            ("change", "vanthu", "ke-hoach"), ("guests", "vanthu", "khach-moi"),
            ("guests", "thai", "khach-moi"), ("cards", "vanthu", "the-moi"),
            ("door", "vanthu", "diem-danh"), ("capture", "vanthu", "ghi"),
            ("questions", "vanthu", "cau-hoi"), ("record_question", "vanthu", "cau-hoi/ghi"),
            ("board", "vanthu", "bang"), ("opening", "vanthu", "bao-cao-mo-dau"),
        )
    ),
    *(
        Sample(f"conferences.{endpoint}", login, f"/hoi-nghi/{{}}/{path}", PAST_CONFERENCE)
        for endpoint, login, path in (
            ("show", "thai", "to-chuc"), ("floor", "vanthu", "y-kien"),
            ("slips", "vanthu", "phieu"), ("board", "vanthu", "bang"),
            ("paper", "vanthu", "van-ban/bien-ban"), ("paper", "thai", "van-ban/thong-bao"),
            ("rulings", "vanthu", "giao-viec"), ("table", "vanthu", "bang-tong-hop"),
            ("table", "kiemtra", "bang-tong-hop?kq=qua-han"),
        )
    ),
    Sample("conferences.question", "vanthu", "/hoi-nghi/{}", QUESTION),
    Sample("conferences.guest", "vanthu", "/hoi-nghi/{}", GUEST),
    Sample("feedback.signing", "thai", "/ky-duyet"),
    Sample("feedback.signing", "thai", "/ky-duyet?ky=1"),
    Sample("feedback.unreached", "vanthu", "/chua-den-tay"),
    Sample("commitments.follow", "thai", "/theo-doi-cam-ket"),
    Sample("commitments.follow", "thai", "/theo-doi-cam-ket?loc=doi-han"),
    Sample("commitments.show", "vanthu", "/cam-ket/{}",
           "SELECT max(id) FROM commitment WHERE status = 'open'"),
    Sample("commitments.show", "vanthu", "/cam-ket/{}",
           "SELECT max(commitment_id) FROM commitment_move WHERE document_id IS NOT NULL"),
    Sample("feedback.unreached", "khai", "/chua-den-tay"),
    _staff("vanthu", "feedback.deliver", "/kien-nghi/{}/giao-tra-loi", "answered", IN_STATE),
    Sample("cooperatives.list_registry", "vanthu", "/hop-tac-xa?q=na&linh_vuc=agriculture"),
    Sample("cooperatives.list_registry", "hanh", "/hop-tac-xa"),
    Sample("profiles.show", "vanthu", "/hop-tac-xa/{}", OWN_COOPERATIVE),
    Sample("cooperatives.register", "vanthu", "/hop-tac-xa/moi"),
    Sample("imports.list_imports", "vanthu", "/hop-tac-xa/nhap"),
    Sample("membership.list_all", "vanthu", "/thanh-vien"),
    Sample("membership.apply", "vanthu", "/thanh-vien/gia-nhap/{}",
           "SELECT min(id) FROM cooperative"),
    Sample("membership.show", "vanthu", "/thanh-vien/{}", IN_BOOK.format("submitted")),
    Sample("membership.show", "vanthu", "/thanh-vien/{}", IN_BOOK.format("recognised")),
    Sample("membership.member", "vanthu", "/thanh-vien/hop-tac-xa/{}", PAYING),
    Sample("membership.card", "vanthu", "/thanh-vien/hop-tac-xa/{}/the", PAYING),
    Sample("membership.receipt", "vanthu", "/thanh-vien/bien-lai/{}",
           "SELECT max(id) FROM member_fee"),
    Sample("profiles.quality", "vanthu", "/hop-tac-xa/chat-luong"),
    Sample("profiles.quality", "vanthu", "/hop-tac-xa/chat-luong?loi=doanh-thu"),
    Sample("profiles.requests_list", "vanthu", "/de-nghi-sua-so"),
    Sample("profiles.request_page", "vanthu", "/de-nghi-sua-so/{}",
           "SELECT max(id) FROM registry_request"),
    Sample("profiles.ask", "quyet", "/hop-tac-xa/{}/de-nghi-sua", OWN_COOPERATIVE),
    Sample("profiles.figures", "quyet", "/hop-tac-xa/{}/so-lieu/2025", OWN_COOPERATIVE),
    Sample("support.list_all", "hanh", "/ho-tro"),
    Sample("support.plan", "hanh", "/ho-tro/lap-ke-hoach"),
    Sample("support.change", "hanh", "/ho-tro/{}/sua", PLANNED),
    Sample("support.show", "hanh", "/ho-tro/{}", PLANNED),
    Sample("support.show", "hanh", "/ho-tro/{}",
           "SELECT max(id) FROM support_activity WHERE status = 'held'"),
    Sample("support.attendance", "hanh", "/ho-tro/{}/diem-danh", PLANNED),
    Sample("support.budget", "hanh", "/ho-tro/kinh-phi"),
    Sample("support.letter", "", "/ho-tro/thu/{}", LETTER.format("planned")),
    Sample("support.letter", "", "/ho-tro/thu/{}", LETTER.format("held")),
    Sample("imports.show", "vanthu", "/hop-tac-xa/nhap/{}",
           "SELECT max(id) FROM registry_import"),
    Sample("cooperatives.edit", "vanthu", "/hop-tac-xa/{}/sua", OWN_COOPERATIVE),
    Sample("reports.home", "hanh", "/bao-cao"),
    Sample("reports.show", "hanh", "/bao-cao/xem?tu=01/01/2024&den=30/11/2024"),
    Sample("reports.show", "kiemtra", "/bao-cao/xem"),
    Sample("reports.show", "hanh", "/bao-cao/xem?tu=01/01/2024&den=31/11/2024", status=422),
    Sample("reports.rows", "hanh", "/bao-cao/dong/new?tu=01/01/2024&den=30/11/2024"),
    Sample("reports.rows", "hanh", "/bao-cao/dong/gone?tu=01/01/2024&den=30/11/2024"),
    *(Sample("reports.further", "hanh", f"/bao-cao/them/{one}") for one in
      ("promises_open", "owed_vnd", "served")),
    Sample("reports.petition_rows", "hanh", "/bao-cao/kien-nghi/received?den=31/12/2025"),
    Sample("reports.saved", "khai", "/bao-cao/{}", "SELECT min(id) FROM saved_report"),
    Sample("reports.words", "khai", "/bao-cao/{}/loi-van", "SELECT max(id) FROM saved_report"),
    Sample("reports.plan", "khai", "/bao-cao/ke-hoach/2024"),
    Sample("reports.target", "khai", "/bao-cao/ke-hoach/2024/new_cooperatives"),
    Sample("figures.petitions", "thai", "/thong-ke"),
    Sample("figures.petitions", "khai", "/thong-ke?theo=can-bo"),
    Sample("figures.petitions", "kiemtra", "/thong-ke?theo=thang"),
    Sample("history.events", "kiemtra", "/lich-su"),
    Sample("history.dossier", "kiemtra", "/lich-su/{}", BARRED),
    Sample("history.views", "kiemtra", "/luot-xem"),
    Sample("notices.inbox", "hanh", "/thong-bao"),
    Sample("notices.preferences", "hanh", "/tai-khoan-cua-toi/thong-bao"),
    Sample("accounts.profile", "hanh", "/tai-khoan-cua-toi"),
)  # fmt: skip
ASKED = "SELECT max(id) FROM loan_restructuring"
FUND = (
    Sample("fund.overview", "ketoan", "/quy"),
    Sample("fund.overview", "thai", "/quy"),
    Sample("fund.trial_balance", "ketoan", "/quy/can-doi"),
    Sample("fund.journal", "ketoan", "/quy/so-nhat-ky"),
    Sample("fund.journal", "ketoan", "/quy/so-nhat-ky?q=khongcodau"),
    Sample("fund.entry", "giamdocquy", "/quy/so-nhat-ky/{}", "SELECT min(id) FROM fund_entry"),
    Sample("fund.post_by_hand", "ketoan", "/quy/ghi-so"),
    Sample("servicing.portfolio", "ketoan", "/quy/khoan-vay"),
    Sample("servicing.portfolio", "thai", "/quy/khoan-vay?loc=late"),
    Sample("servicing.portfolio", "ketoan", "/quy/khoan-vay?q=khongcoai"),
    Sample(
        "servicing.show", "ketoan", "/quy/khoan-vay/{}", LOAN.format("overdue_since IS NOT NULL")
    ),
    Sample("servicing.show", "ketoan", "/quy/khoan-vay/{}", LOAN.format("status = 'contracted'")),
    Sample("servicing.show", "giamdocquy", "/quy/khoan-vay/{}", LOAN.format("restructured = 1")),
    Sample(
        "servicing.disburse",
        "ketoan",
        "/quy/khoan-vay/{}/giai-ngan",
        LOAN.format("status = 'contracted'"),
    ),
    Sample("servicing.pay", "ketoan", "/quy/khoan-vay/{}/thu-no", LOAN.format("due_vnd > 0")),
    Sample(
        "servicing.reverse_payment",
        "ketoan2",
        "/quy/khoan-vay/{}/huy",
        "SELECT loan_id || '/thu-no/' || id FROM loan_payment ORDER BY id LIMIT 1",
    ),
    Sample(
        "servicing.restructure",
        "giamdocquy",
        "/quy/khoan-vay/{}/co-cau",
        LOAN.format("overdue_since IS NOT NULL"),
    ),
    Sample(
        "servicing.write_off",
        "giamdocquy",
        "/quy/khoan-vay/{}/xu-ly",
        LOAN.format("overdue_since IS NOT NULL AND debt_group = 5"),
    ),
    Sample(
        "servicing.show",
        "giamdocquy",
        "/quy/khoan-vay/{}",
        LOAN.format("status = 'written_off'"),
    ),
    Sample("servicing.bank", "ketoan", "/quy/sao-ke"),
    Sample("servicing.reliefs", "giamdocquy", "/quy/thien-tai"),
    Sample("servicing.restructurings", "ketoan", "/quy/co-cau"),
    Sample("servicing.balances", "ketoan", "/quy/doi-chieu"),
    Sample(
        "servicing.confirm_balance",
        "quyet",
        "/khoan-vay/{}/doi-chieu",
        MY_LOAN.format(login="quyet"),
    ),
    Sample("servicing.restructuring", "giamdocquy", "/quy/co-cau/{}", ASKED),
    Sample("servicing.restructuring", "thamdinh", "/quy/co-cau/{}", ASKED),
    Sample(
        "servicing.ask_restructuring",
        "quyet",
        "/khoan-vay/{}/xin-co-cau",
        MY_LOAN.format(login="quyet"),
    ),
    Sample("servicing.contracts", "giamdocquy", "/quy/hop-dong"),
    Sample(
        "servicing.contract",
        "giamdocquy",
        "/quy/hop-dong/{}",
        "SELECT max(code) FROM dossier WHERE state = 'offer_accepted'",
    ),
    Sample("servicing.forecast", "ketoan", "/quy/dong-tien?so_tien=12+t%E1%BB%B7"),
    Sample("servicing.period_report", "ketoan", "/quy/bao-cao"),
    Sample("servicing.mine", "quyet", "/khoan-vay"),
    Sample("servicing.my_loan", "quyet", "/khoan-vay/{}", MY_LOAN.format(login="quyet")),
    Sample("servicing.my_loan", "thang", "/khoan-vay/{}", MY_LOAN.format(login="thang")),
)
LOAN_IN = "SELECT max(code) FROM dossier WHERE kind = 'loan_application' AND state = '{}'"
LOAN_HELD = (
    "SELECT max(d.code) FROM dossier d JOIN account a ON a.id = d.officer_id WHERE d.kind = "
    "'loan_application' AND d.state = 'in_appraisal' AND a.email LIKE 'thamdinh@%'"
)
LOAN_OF = (
    "SELECT max(d.code) FROM dossier d JOIN mandate m ON m.cooperative_id = d.cooperative_id JOIN "
    "account a ON a.id = m.account_id WHERE d.kind = 'loan_application' AND d.state = '{}' "
    "AND a.email LIKE '{}@%'"
)
LOAN_REVIEW = (
    Sample("loans.appraisal", "thamdinh", "/vay-von/ho-so/{}/tham-dinh", LOAN_HELD),
    Sample("loans.visit", "thamdinh", "/vay-von/ho-so/{}/kiem-tra-thuc-te", LOAN_HELD),
    Sample("loans.ask_for_more", "thamdinh", "/vay-von/ho-so/{}/yeu-cau-bo-sung", LOAN_HELD),
    Sample("loans.note", "thamdinh", "/vay-von/ho-so/{}/ghi-chu", LOAN_HELD),
    Sample("loans.give", "giamdocquy", "/vay-von/ho-so/{}/giao-tham-dinh", LOAN_HELD),
    Sample("loans.decide", "giamdocquy", "/vay-von/ho-so/{}/quyet-dinh",
           LOAN_IN.format("in_council")),
    Sample("loans.outcome", "giamdocquy", "/vay-von/ho-so/{}/ket-qua",
           LOAN_IN.format("rejected")),
    Sample("loans.outcome", "giamdocquy", "/vay-von/ho-so/{}/ket-qua",
           LOAN_IN.format("approved")),
    Sample("loans.programmes", "giamdocquy", "/vay-von/chuong-trinh"),
    Sample("loans.new_programme", "giamdocquy", "/vay-von/chuong-trinh/them"),
    Sample("loans.end", "giamdocquy", "/vay-von/chuong-trinh/{}/ket-thuc",
           "SELECT min(id) FROM loan_programme"),
    Sample("loans.new_version", "quantri", "/vay-von/chuong-trinh/{}/dieu-kien-moi",
           "SELECT min(id) FROM loan_programme"),
    Sample("loans.council", "giamdocquy", "/vay-von/hoi-dong"),
    Sample("loans.council", "chutich", "/vay-von/hoi-dong"),
    Sample("loans.council_members", "giamdocquy", "/vay-von/hoi-dong/thanh-vien"),
    Sample("loans.meeting", "giamdocquy", "/vay-von/hoi-dong/phien/{}",
           "SELECT min(id) FROM council_meeting"),
    Sample("loans.meeting", "tam", "/vay-von/hoi-dong/phien/{}",
           "SELECT max(id) FROM council_meeting"),
    Sample("loans.policy_trial", "giamdocquy", "/vay-von/thu-chinh-sach"),
    Sample("loans.policy_trial", "giamdocquy", "/vay-von/thu-chinh-sach?lai=4,8&von=30"),
)  # fmt: skip
ADMINS = (
    Sample("administration.home", "quantri", "/quan-tri"),
    Sample("administration.stuck", "quantri", "/quan-tri/viec-ket"),
    Sample("administration.audit", "quantri", "/quan-tri/kiem-chung"),
    Sample("administration.audit", "kiemtra", "/quan-tri/kiem-chung"),
    Sample("administration.calendar", "quantri", "/quan-tri/lich"),
    Sample("calendar.edit_day", "quantri", "/quan-tri/lich/ngay"),
    Sample("calendar.edit_day", "quantri", "/quan-tri/lich/ngay?ngay=30/04/2026"),
    Sample("calendar.bring_in", "quantri", "/quan-tri/lich/nhap"),
    Sample("administration.settings", "quantri", "/quan-tri/quy-dinh"),
    Sample("settings.new_value", "quantri", "/quan-tri/quy-dinh/moi?ma=petition.answer_days"),
    Sample("texts.list_all", "quantri", "/quan-tri/van-ban-bao"),
    Sample("texts.edit", "quantri", "/quan-tri/van-ban-bao/petition/owner/sign/vi"),
    Sample("texts.queue", "quantri", "/quan-tri/tin-cho"),
    Sample("signers.list_all", "quantri", "/quan-tri/ky-van-ban"),
    Sample("signers.give", "quantri", "/quan-tri/ky-van-ban/moi"),
    Sample("routing.rules", "quantri", "/quan-tri/phan-cong"),
    Sample("routing.new_rule", "quantri", "/quan-tri/phan-cong/moi?linh_vuc=land"),
    Sample("routing.trial", "vanthu", "/quan-tri/thu-van-ban"),
    Sample("accounts.list_accounts", "quantri", "/quan-tri/tai-khoan"),
    Sample("accounts.list_accounts", "quantri", "/quan-tri/tai-khoan?q=khongcoai"),
    Sample("accounts.new_account", "quantri", "/quan-tri/tai-khoan/moi"),
    Sample("accounts.changes", "quantri", "/quan-tri/tai-khoan/lich-su"),
    Sample("tokens.list_all", "quantri", "/quan-tri/ma-truy-cap"),
    Sample("accounts.edit_account", "quantri", "/quan-tri/tai-khoan/{}",
           "SELECT id FROM account WHERE email LIKE 'hanh@%'"),
    Sample("webhooks.list_webhooks", "quantri", "/quan-tri/ket-noi"),
    Sample("webhooks.new_webhook", "quantri", "/quan-tri/ket-noi/moi"),
    Sample("webhooks.edit_webhook", "quantri", "/quan-tri/ket-noi/{}",
           "SELECT max(id) FROM webhook"),
    Sample("units.list_units", "quantri", "/quan-tri/don-vi"),
    Sample("units.new_unit", "quantri", "/quan-tri/don-vi/moi"),
    Sample("units.show_unit", "quantri", "/quan-tri/don-vi/{}",
           "SELECT id FROM unit WHERE code = 'VP'"),
    Sample("units.change_unit", "quantri", "/quan-tri/don-vi/{}/doi",
           "SELECT id FROM unit WHERE code = 'CSPT'"),
    Sample("units.end_unit", "quantri", "/quan-tri/don-vi/{}/ket-thuc",
           "SELECT id FROM unit WHERE code = 'CSPT'"),
    Sample("units.correct_unit", "quantri", "/quan-tri/don-vi/{}/sua",
           "SELECT id FROM unit WHERE code = 'CSPT'"),
)  # fmt: skip
# Whoever reads reads everything at once: most windows are then opened by one process only.
SAMPLES = sorted(
    (*PUBLIC, *OWNERS, *STAFF, *FUND, *ADMINS, *LOAN_REVIEW), key=lambda sample: sample.login
)
