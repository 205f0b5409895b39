"""Every address that the application reads at, with the values that the database has for it."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

PER_ARGUMENT_MAX = 12
# What an argument of an address may be, as a query for its values.
VALUES = {
    "voice": "SELECT unnest(ARRAY['owner', 'staff'])",
    "language": "SELECT 'vi'",
    "account_id": "SELECT id FROM account",
    "answer_id": "SELECT id FROM answer",
    "basis_id": "SELECT id FROM legal_basis",
    "authority_id": "SELECT id FROM signing_authority",
    "canned_id": "SELECT id FROM canned_answer",
    "code": "SELECT code FROM dossier",
    "commitment_id": "SELECT id FROM commitment",
    "cooperative_id": "SELECT id FROM cooperative",
    "deputy_id": "SELECT id FROM deputy",
    "dataset": "SELECT DISTINCT dataset FROM open_file",
    "document_id": "SELECT id FROM document",
    "ending": "SELECT unnest(ARRAY['csv', 'json', 'xlsx'])",
    "action": "SELECT unnest(ARRAY['collect', 'begin'])",
    "attendance_id": "SELECT id FROM conference_attendance",
    "question_id": "SELECT id FROM conference_question",
    "cluster_id": "SELECT id FROM conference_cluster",
    "paper": "SELECT unnest(ARRAY['bien-ban', 'thong-bao'])",
    "guest_id": "SELECT id FROM conference_guest UNION SELECT id FROM support_guest",
    "decision_id": "SELECT id FROM member_decision",
    "fee_id": "SELECT id FROM member_fee",
    "import_id": "SELECT id FROM registry_import",
    "draft_id": "SELECT id FROM petition_draft",
    "entry_id": "SELECT id FROM fund_entry",
    "tranche": "SELECT n FROM loan_disbursement",
    "restructuring_id": "SELECT id FROM loan_restructuring",
    "letter_id": "SELECT letter_id FROM loan_debt_note",
    "relief_id": "SELECT id FROM loan_relief",
    "line_id": "SELECT id FROM bank_statement_line",
    "loan_id": "SELECT id FROM loan",
    "payment_id": "SELECT id FROM loan_payment",
    "item_code": "SELECT DISTINCT code FROM loan_checklist_item",
    "loan_draft_id": "SELECT id FROM loan_draft",
    "section": "SELECT unnest(ARRAY['borrower', 'project', 'money', 'income', 'repayment',"
    " 'security', 'related'])",
    "choice": "SELECT unnest(ARRAY['nhan', 'khong-nhan'])",
    "item_id": "SELECT id FROM council_item",
    "meeting_id": "SELECT id FROM council_meeting",
    "member_id": "SELECT id FROM council_member",
    "kind": "SELECT unnest(ARRAY['interim', 'follow_up', 'correction'])",
    "mail_id": "SELECT id FROM mail_message",
    "mandate_id": "SELECT id FROM mandate",
    "figure": "SELECT unnest(ARRAY['new', 'gone', 'missing', 'groups', 'received', 'due',"
    " 'kept', 'owed_vnd', 'served'])",
    "key": "SELECT unnest(ARRAY['new_cooperatives', 'members'])",
    "other": "SELECT code FROM dossier",
    "number": "SELECT generate_series(1, 2)",
    "programme_id": "SELECT id FROM loan_programme",
    "publication_id": "SELECT id FROM publication",
    "report_id": "SELECT id FROM saved_report",
    "request_id": "SELECT id FROM account_request UNION SELECT id FROM registry_request",
    "token": "SELECT check_token FROM letter UNION ALL SELECT token FROM conference_guest"
    " UNION ALL SELECT slip_token FROM conference_issue UNION ALL SELECT token FROM support_guest",
    "activity_id": "SELECT id FROM support_activity",
    "task_id": "SELECT id FROM dossier_task",
    "rule_id": "SELECT id FROM routing_rule",
    "unit_id": "SELECT id FROM unit",
    "version_id": "SELECT id FROM unit_version",
    "webhook_id": "SELECT id FROM webhook",
    "year": "SELECT DISTINCT year FROM plan_target",
}


def reading_rules(app: Flask) -> list[Rule]:
    """Return the routes that answer to GET."""
    return [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]


def addresses(session: Session, rule: Rule) -> Iterator[str]:
    """Yield the addresses of a rule, the latest values first where an argument has many."""
    paths = [rule.rule]
    for name in rule.arguments:
        values = list(session.execute(text(VALUES[name])).scalars())[-PER_ARGUMENT_MAX:]
        part = next(part for part in rule.rule.split("/") if f"{name}>" in part)
        mark = part[part.index("<") : part.index(">") + 1]
        paths = [path.replace(mark, quote(str(value))) for path in paths for value in values]
    yield from paths
