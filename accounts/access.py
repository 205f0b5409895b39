"""Who may call every route. A route without a row is refused, and fails the build.

The row says who may knock; what is behind the door is decided by `dossiers.queries.visible_to`
and by the process table.
"""

from dataclasses import dataclass

from workflow import roles
from workflow.roles import (
    FUND_READERS,
    FUND_ROLES,
    HANDLING_ROLES,
    RECORDERS,
    STAFF_ROLES,
    Role,
)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call a route. `roles` None: everybody. `scope`: what a bearer token must hold.

    `limit`: the name of a rate limit in LIMITS; `shared_limit`: one more, which it counts in with
    other routes. `is_for_set_up`: open to who has to set up a second factor before anything else.
    """

    roles: frozenset[Role] | None
    scope: str | None = None
    limit: str | None = None
    is_for_set_up: bool = False
    shared_limit: str | None = None

    @property
    def limits(self) -> list[str]:
        return [name for name in (self.limit, self.shared_limit) if name is not None]


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `count_max` calls in `seconds`, per account or, unsigned, per address.

    Only unsafe methods count, unless `counts_reads`.
    """

    count_max: int
    seconds: int
    counts_reads: bool = False


LIMITS = {
    "sign_in": RateLimit(20, 60),
    "link": RateLimit(10, 600),
    "file": RateLimit(60, 600),
    "upload": RateLimit(120, 600),
    "ask": RateLimit(10, 3600),
    "search": RateLimit(120, 60, counts_reads=True),
    "track": RateLimit(20, 60, counts_reads=True),
    "api": RateLimit(600, 60, counts_reads=True),
}

PUBLIC = Access(None)
SEARCH = Access(None, limit="search")
SIGNED_IN = Access(frozenset(Role) - {Role.SYSTEM})
SETTING_UP = Access(SIGNED_IN.roles, limit="sign_in", is_for_set_up=True)
APPRAISERS = Access(frozenset({Role.APPRAISER}))
TRIERS = Access(
    frozenset({Role.FUND_DIRECTOR, Role.APPRAISER, Role.LEADER, Role.AUDITOR}), limit="search"
)
FUND_NOTERS = Access(FUND_ROLES | {Role.LEADER})
PROGRAMME_KEEPERS = Access(frozenset({Role.FUND_DIRECTOR, Role.ADMIN}))
FUND_DIRECTORS = Access(frozenset({Role.FUND_DIRECTOR}))
OWNERS = Access(frozenset({Role.REPRESENTATIVE}))
STAFF = Access(STAFF_ROLES)
COMMENTERS = Access(HANDLING_ROLES | {Role.EXTERNAL})
HANDLERS = Access(HANDLING_ROLES)
BODIES = Access(frozenset({Role.EXTERNAL}))
DECLARERS = Access(frozenset({Role.RECORDS, Role.HEAD}))
HEADS = Access(frozenset({Role.HEAD}))
ORGANISERS = Access(roles.ORGANISERS)
READERS = Access(STAFF_ROLES | {Role.REPRESENTATIVE})
PUBLISHERS = Access(frozenset({Role.RECORDS, Role.HEAD, Role.LEADER}))
BASIS_READERS = Access(STAFF_ROLES | {Role.ADMIN})
BASIS_KEEPERS = Access(frozenset({Role.ADMIN, Role.HEAD}))
SIGNERS = Access(frozenset({Role.LEADER}))
ADMINS = Access(frozenset({Role.ADMIN}))
ROUTERS = Access(frozenset({Role.ADMIN, Role.AUDITOR, Role.RECORDS, Role.HEAD, Role.LEADER}))
AUDITORS = Access(frozenset({Role.AUDITOR}))
CHECKERS = Access(frozenset({Role.ADMIN, Role.AUDITOR}))
COUNTERS = Access(HANDLING_ROLES | {Role.AUDITOR})
FILERS = Access(frozenset({Role.REPRESENTATIVE}), limit="file")
REGISTRARS = Access(roles.REGISTRARS)
REQUEST_READERS = Access(roles.REGISTRARS | {Role.REPRESENTATIVE})
SORTERS = Access(roles.ORGANISERS)
REPORT_READERS = Access(HANDLING_ROLES | {Role.AUDITOR, Role.ADMIN})
REPORT_MAKERS = Access(HANDLING_ROLES)
PLANNERS = Access(frozenset({Role.RECORDS, Role.HEAD, Role.LEADER, Role.ADMIN}))
SETTLERS = Access(frozenset({Role.HEAD, Role.LEADER}))
FUND_BOOK = Access(FUND_READERS)
FUND_STAFF = Access(frozenset({Role.FUND_ACCOUNTANT, Role.FUND_DIRECTOR}))
FUND_KEEPERS = Access(frozenset({Role.FUND_ACCOUNTANT}))
FUND_DECIDERS = Access(frozenset({Role.FUND_DIRECTOR}))
BORROWERS = Access(FUND_READERS | {Role.REPRESENTATIVE})
UPLOADERS = Access(frozenset({Role.REPRESENTATIVE}), limit="upload")

# fmt: off
ACCESS: dict[str, Access] = {
    "static":                       PUBLIC,
    # for everybody
    "front.home":                   PUBLIC,
    "front.search":                 SEARCH,
    "front.help_page":              PUBLIC,
    "front.accessibility":          PUBLIC,
    "front.open_data":              PUBLIC,
    "front.open_file":              SEARCH,
    "feedback.answers":             SEARCH,
    "feedback.effect":              Access(None, limit="track"),
    "feedback.answers_feed":        SEARCH,
    "feedback.answer":              PUBLIC,
    "feedback.rate_answer":         Access(None, limit="track"),
    "feedback.track":               Access(None, limit="track"),
    "feedback.body_link":           Access(None, limit="track"),
    "feedback.how":                 PUBLIC,
    "commitments.public":           PUBLIC,
    "feedback.privacy":             PUBLIC,
    "servicing.about":              PUBLIC,
    "loans.calculator":             SEARCH,
    "loans.calculator_file":        SEARCH,
    "loans.show":                   READERS,
    "loans.receipt":                READERS,
    "loans.mine":                   OWNERS,
    "loans.start":                  FILERS,
    "loans.draft":                  OWNERS,
    "loans.section":                UPLOADERS,
    "loans.preview":                Access(frozenset({Role.REPRESENTATIVE}), limit="search"),
    "loans.papers":                 OWNERS,
    "loans.paper":                  UPLOADERS,
    "loans.reuse_paper":            UPLOADERS,
    "loans.remove_paper":           OWNERS,
    "loans.draft_file":             OWNERS,
    "loans.check":                  OWNERS,
    "loans.file_draft":             FILERS,
    "loans.discard_draft":          OWNERS,
    "loans.move_draft":             OWNERS,
    "loans.supply":                 UPLOADERS,
    "loans.message":                UPLOADERS,
    "loans.withdraw":               OWNERS,
    "letters.check":                Access(None, limit="track"),
    "letters.check_letter":         Access(None, limit="track"),
    "administration.deadline":      SEARCH,
    "api.healthz":                  PUBLIC,
    "api.readyz":                   PUBLIC,
    # the registry
    "cooperatives.list_registry":   SEARCH,
    "profiles.show":                SEARCH,
    "profiles.ask":                 UPLOADERS,
    "profiles.requests_list":       REGISTRARS,
    "profiles.request_page":        REQUEST_READERS,
    "profiles.request_file":        REQUEST_READERS,
    "profiles.accept_request":      REGISTRARS,
    "profiles.refuse_request":      REGISTRARS,
    "profiles.withdraw_request":    OWNERS,
    "profiles.figures":             Access(RECORDERS | {Role.REPRESENTATIVE}),
    "profiles.confirm":             OWNERS,
    "profiles.quality":             Access(HANDLING_ROLES | {Role.ADMIN, Role.AUDITOR}),
    "cooperatives.download":        Access(STAFF_ROLES | {Role.ADMIN}, limit="search"),
    "cooperatives.register":        REGISTRARS,
    "cooperatives.edit":            REGISTRARS,
    "membership.list_all":          STAFF,
    "membership.apply":             Access(RECORDERS | {Role.REPRESENTATIVE}, limit="upload"),
    "membership.show":              READERS,
    "membership.act":               Access(HANDLING_ROLES | {Role.REPRESENTATIVE}, limit="upload"),
    "membership.preview":           STAFF,
    "membership.member":            READERS,
    "membership.propose_change":    HANDLERS,
    "membership.sign_change":       SIGNERS,
    "membership.send_change_back":  SIGNERS,
    "membership.decision_file":     READERS,
    "membership.receive_fee":       HANDLERS,
    "membership.receipt":           READERS,
    "membership.card":              READERS,
    "imports.list_imports":         REGISTRARS,
    "imports.template":             REGISTRARS,
    "imports.take_in":              Access(REGISTRARS.roles, limit="upload"),
    "imports.show":                 REGISTRARS,
    "imports.refused":              REGISTRARS,
    "imports.step":                 REGISTRARS,
    # who speaks for a cooperative
    "representation.ask":           Access(None, limit="ask"),
    "representation.asked":         PUBLIC,
    "representation.list_requests": REGISTRARS,
    "representation.show_request":  REGISTRARS,
    "representation.request_paper": REGISTRARS,
    "representation.confirm_request": REGISTRARS,
    "representation.refuse_request": REGISTRARS,
    "representation.find":          REGISTRARS,
    "representation.mandates":      REGISTRARS,
    "representation.end_mandate":   REGISTRARS,
    # signing in
    "accounts.sign_in":             Access(None, limit="sign_in"),
    "accounts.enter_code":          Access(None, limit="sign_in"),
    "accounts.sign_out":            PUBLIC,
    "accounts.forgot":              Access(None, limit="link"),
    "accounts.use_link":            Access(None, limit="link"),
    "accounts.profile":             SIGNED_IN,
    "accounts.change_password":     SIGNED_IN,
    "accounts.set_hotkeys":         SIGNED_IN,
    "accounts.set_language":        PUBLIC,
    "accounts.end_session":         SIGNED_IN,
    "accounts.end_other_sessions":  SIGNED_IN,
    "accounts.sign_ins":            SIGNED_IN,
    "tokens.mine":                  SIGNED_IN,
    "tokens.make":                  Access(SIGNED_IN.roles, limit="sign_in"),
    "tokens.revoke_mine":           SIGNED_IN,
    "accounts.second_factor":       SETTING_UP,
    "accounts.offer_factor":        SETTING_UP,
    "accounts.confirm_factor":      SETTING_UP,
    "accounts.change_factor":       Access(SIGNED_IN.roles, limit="sign_in"),
    "notices.inbox":                SIGNED_IN,
    "notices.open_notice":          SIGNED_IN,
    "notices.read_all":             SIGNED_IN,
    "notices.preferences":          SIGNED_IN,
    # the cooperative
    "feedback.mine":                OWNERS,
    "feedback.claim_dossier":       Access(frozenset({Role.REPRESENTATIVE}), limit="track"),
    "feedback.start":               FILERS,
    "feedback.draft":               UPLOADERS,
    "feedback.draft_files":         UPLOADERS,
    "feedback.draft_document":      OWNERS,
    "feedback.remove_draft_file":   OWNERS,
    "feedback.draft_near":          Access(frozenset({Role.REPRESENTATIVE}), limit="search"),
    "feedback.answer_fits":         UPLOADERS,
    "feedback.answer_found":        OWNERS,
    "feedback.check_draft":         OWNERS,
    "feedback.discard_draft":       OWNERS,
    "feedback.file_draft":          FILERS,
    "feedback.supply":              UPLOADERS,
    "feedback.add_papers":          UPLOADERS,
    "feedback.message":             UPLOADERS,
    "feedback.withdraw":            OWNERS,
    "feedback.rate":                OWNERS,
    "feedback.reopen":              Access(frozenset({Role.REPRESENTATIVE}), limit="upload"),
    "feedback.confirm_read":        OWNERS,
    "feedback.open_answer":         OWNERS,
    # whoever may see the dossier
    "feedback.show":                READERS,
    "feedback.receipt":             READERS,
    "feedback.receipt_file":        READERS,
    "dossiers.paper":               READERS,
    # staff
    "dossiers.desk":                STAFF,
    "accounts.deputies":            DECLARERS,
    "accounts.end_deputies":        DECLARERS,
    "feedback.hand_desk":           DECLARERS,
    "dossiers.tasks":               STAFF,
    "dossiers.ask_colleague":       HANDLERS,
    "dossiers.end_task":            HANDLERS,
    "dossiers.search":              Access(STAFF_ROLES, limit="search"),
    "feedback.effects":             HANDLERS,
    "feedback.record_effect":       HANDLERS,
    "feedback.record":              Access(RECORDERS, limit="upload"),
    "feedback.find_senders":        Access(RECORDERS, limit="search"),
    "feedback.accept":              HANDLERS,
    "feedback.route":               HANDLERS,
    "feedback.reassign":            HANDLERS,
    "feedback.request_supplement":  HANDLERS,
    "feedback.decline":             HANDLERS,
    "feedback.redirect_complaint":  SIGNERS,
    "feedback.join_cluster":        HANDLERS,
    "feedback.leave_cluster":       HANDLERS,
    "feedback.merge":               SORTERS,
    "feedback.unmerge":             SORTERS,
    "feedback.split":               Access(RECORDERS, limit="file"),
    "feedback.extend":              SIGNERS,
    "feedback.retain":              PUBLISHERS,
    "feedback.unretain":            PUBLISHERS,
    "feedback.note":                COMMENTERS,
    "feedback.save_answer":         HANDLERS,
    "feedback.submit_draft":        HANDLERS,
    "feedback.preview":             STAFF,
    "feedback.print_preview":       STAFF,
    "feedback.return_draft":        HEADS,
    "feedback.approve":             HEADS,
    "feedback.signing":             SIGNERS,
    "feedback.sign":                Access(frozenset({Role.LEADER, Role.HEAD})),
    "feedback.return_unsigned":     SIGNERS,
    "feedback.new_further":         HANDLERS,
    "feedback.further":             STAFF,
    "feedback.preview_further":     STAFF,
    "feedback.approve_further":     HEADS,
    "feedback.return_further":      Access(frozenset({Role.HEAD, Role.LEADER})),
    "feedback.sign_further":        SIGNERS,
    "feedback.bases":               BASIS_READERS,
    "feedback.canned":              HANDLERS,
    "feedback.new_canned":          HEADS,
    "feedback.edit_canned":         HANDLERS,
    "feedback.offered_bases":       Access(STAFF_ROLES, limit="search"),
    "feedback.new_basis":           BASIS_KEEPERS,
    "feedback.edit_basis":          BASIS_KEEPERS,
    "feedback.bases_to_review":     HANDLERS,
    "feedback.review_basis":        HANDLERS,
    "feedback.publish":             PUBLISHERS,
    "feedback.publish_many":        PUBLISHERS,
    "feedback.unpublish":           HANDLERS,
    "feedback.resolve":             HANDLERS,
    "feedback.forwarding":          HANDLERS,
    "feedback.propose_forward":     HANDLERS,
    "feedback.forward_preview":     HANDLERS,
    "feedback.sign_forward":        Access(frozenset({Role.LEADER, Role.HEAD})),
    "feedback.recall":              Access(frozenset({Role.RECORDS, Role.HEAD, Role.LEADER})),
    "feedback.adopt_answer":        SIGNERS,
    "feedback.body_desk":           BODIES,
    "feedback.body_act":            BODIES,
    "feedback.conflict":            DECLARERS,
    "feedback.lift_bar":            DECLARERS,
    "feedback.unreached":           HANDLERS,
    "commitments.follow":           STAFF,
    "commitments.show":             STAFF,
    "commitments.report":           Access(COMMENTERS.roles, limit="upload"),
    "feedback.deliver":             HANDLERS,
    # review and decision of loans
    "loans.appraisal":              APPRAISERS,
    "loans.visit":                  Access(APPRAISERS.roles, limit="upload"),
    "loans.programmes":             Access(FUND_READERS | {Role.ADMIN}),
    "loans.new_version":            PROGRAMME_KEEPERS,
    "loans.new_programme":          PROGRAMME_KEEPERS,
    "loans.end":                    PROGRAMME_KEEPERS,
    "loans.give":                   FUND_DIRECTORS,
    "loans.ask_for_more":           APPRAISERS,
    "loans.note":                   FUND_NOTERS,
    "loans.decide":                 FUND_DIRECTORS,
    "loans.approve":                FUND_DIRECTORS,
    "loans.reject":                 FUND_DIRECTORS,
    "loans.return_proposal":        FUND_DIRECTORS,
    "loans.outcome":                READERS,
    "loans.answer_offer":           OWNERS,
    "loans.second_look":            OWNERS,
    "loans.council":                STAFF,
    "loans.call_meeting":           FUND_DIRECTORS,
    "loans.put_on_agenda":          FUND_DIRECTORS,
    "loans.meeting":                STAFF,
    "loans.open_meeting":           STAFF,
    "loans.record_attendance":      STAFF,
    "loans.cast_votes":             STAFF,
    "loans.declare_tie":            STAFF,
    "loans.close_item":             STAFF,
    "loans.close_meeting":          STAFF,
    "loans.council_members":        STAFF,
    "loans.end_term":               FUND_DIRECTORS,
    "loans.policy_trial":           TRIERS,
    # support activities
    "support.list_all":             STAFF,
    "support.plan":                 ORGANISERS,
    "support.change":               ORGANISERS,
    "support.show":                 STAFF,
    "support.finish":               ORGANISERS,
    "support.cancel":               ORGANISERS,
    "support.add_paper":            Access(ORGANISERS.roles, limit="upload"),
    "support.paper":                STAFF,
    "support.invite":               ORGANISERS,
    "support.invitation_preview":   STAFF,
    "support.sign_invitations":     SIGNERS,
    "support.invitation_file":      STAFF,
    "support.own_invitation":       Access(None, limit="track"),
    "support.drop_guest":           ORGANISERS,
    "support.attendance":           ORGANISERS,
    "support.letter":               Access(None, limit="track"),
    "support.budget":               STAFF,
    # conferences
    "conferences.public_list":      PUBLIC,
    "conferences.public_show":      PUBLIC,
    "conferences.invitation":       Access(None, limit="track"),
    "conferences.check_in_card":    ORGANISERS,
    "conferences.manage":           STAFF,
    "conferences.plan":             ORGANISERS,
    "conferences.show":             STAFF,
    "conferences.change":           ORGANISERS,
    "conferences.move":             HANDLERS,
    "conferences.guests":           HANDLERS,
    "conferences.add_guests":       ORGANISERS,
    "conferences.drop_guest":       ORGANISERS,
    "conferences.guest":            ORGANISERS,
    "conferences.invitation_preview": HANDLERS,
    "conferences.sign_invitations": SIGNERS,
    "conferences.cards":            HANDLERS,
    "conferences.door":             ORGANISERS,
    "conferences.check_in":         ORGANISERS,
    "conferences.drop_attendance":  ORGANISERS,
    "conferences.capture":          Access(RECORDERS),
    "conferences.capture_data":     Access(RECORDERS),
    "conferences.reserve_numbers":  Access(RECORDERS),
    "conferences.send_entries":     Access(RECORDERS),
    "conferences.project":          ORGANISERS,
    "conferences.floor":            STAFF,
    "conferences.board":            STAFF,
    "conferences.board_stream":     STAFF,
    "conferences.floor_worker":     PUBLIC,
    "conferences.slips":            HANDLERS,
    "conferences.slip":             Access(None, limit="track"),
    "conferences.ask":              FILERS,
    "conferences.questions":        STAFF,
    "conferences.record_question":  ORGANISERS,
    "conferences.question":         STAFF,
    "conferences.draft_answer":     COMMENTERS,
    "conferences.put_together":     ORGANISERS,
    "conferences.take_apart":       ORGANISERS,
    "conferences.preparation_xlsx": STAFF,
    "conferences.preparation_pdf":  STAFF,
    "conferences.paper":            HANDLERS,
    "conferences.redraft":          ORGANISERS,
    "conferences.paper_preview":    HANDLERS,
    "conferences.sign_record":      ORGANISERS,
    "conferences.sign_minutes":     SIGNERS,
    "conferences.conclude":         SIGNERS,
    "conferences.rulings":          HANDLERS,
    "conferences.table":            STAFF,
    "conferences.table_xlsx":       STAFF,
    "conferences.table_file":       STAFF,
    "conferences.opening":          STAFF,
    "conferences.opening_file":     STAFF,
    # the fund's book
    "fund.overview":                FUND_BOOK,
    "fund.trial_balance":           FUND_BOOK,
    "fund.journal":                 Access(FUND_READERS, limit="search"),
    "fund.entry":                   FUND_BOOK,
    "fund.reverse":                 FUND_STAFF,
    "fund.post_by_hand":            FUND_KEEPERS,
    "fund.close_year":              FUND_KEEPERS,
    # figures
    "figures.petitions":            COUNTERS,
    "figures.petitions_sheet":      COUNTERS,
    # loans under repayment
    "servicing.contracts":          FUND_BOOK,
    "servicing.contract":           FUND_STAFF,
    "servicing.sign_contract":      FUND_DECIDERS,
    "servicing.bank":               FUND_STAFF,
    "servicing.bring_statement":    FUND_KEEPERS,
    "servicing.assign_line":        FUND_KEEPERS,
    "servicing.set_line_aside":     FUND_KEEPERS,
    "servicing.reliefs":            FUND_BOOK,
    "servicing.give_relief":        FUND_DECIDERS,
    "servicing.undo_relief":        FUND_DECIDERS,
    "servicing.restructurings":     FUND_BOOK,
    "servicing.restructuring":      FUND_BOOK,
    "servicing.appraise_restructuring": APPRAISERS,
    "servicing.decide_restructuring": FUND_DECIDERS,
    "servicing.sign_note":          FUND_DECIDERS,
    "servicing.ask_restructuring":  OWNERS,
    "servicing.confirm_balance":    OWNERS,
    "servicing.balances":           FUND_BOOK,
    "servicing.withdraw_restructuring": OWNERS,
    "servicing.letter_pdf":         BORROWERS,
    "servicing.portfolio":          Access(FUND_READERS, limit="search"),
    "servicing.show":               FUND_BOOK,
    "servicing.disburse":           FUND_KEEPERS,
    "servicing.pay":                FUND_KEEPERS,
    "servicing.reverse_payment":    FUND_STAFF,
    "servicing.restructure":        FUND_DECIDERS,
    "servicing.write_off":          FUND_DECIDERS,
    "servicing.forecast":           FUND_BOOK,
    "servicing.period_report":      FUND_BOOK,
    "servicing.report_pdf":         FUND_BOOK,
    "servicing.report_xlsx":        FUND_BOOK,
    "servicing.mine":               OWNERS,
    "servicing.my_loan":            OWNERS,
    "servicing.statement_pdf":      BORROWERS,
    "servicing.statement_xlsx":     BORROWERS,
    "servicing.debt_note_pdf":      BORROWERS,
    "servicing.receipt_pdf":        BORROWERS,
    # administration
    "administration.home":          CHECKERS,
    "administration.stuck":         ADMINS,
    "administration.retry":         ADMINS,
    "administration.audit":         CHECKERS,
    "administration.verify_audit":  CHECKERS,
    "administration.calendar":      CHECKERS,
    "administration.settings":      CHECKERS,
    "history.events":               AUDITORS,
    "history.export_events":        AUDITORS,
    "history.dossier":              AUDITORS,
    "history.export":               AUDITORS,
    "history.views":                AUDITORS,
    "texts.list_all":               ADMINS,
    "texts.edit":                   ADMINS,
    "texts.queue":                  ADMINS,
    "texts.withdraw":               ADMINS,
    "settings.new_value":           ADMINS,
    "settings.drop_value":          ADMINS,
    "settings.end_special":         ADMINS,
    "routing.rules":                ROUTERS,
    "routing.new_rule":             ADMINS,
    "routing.drop_rule":            ADMINS,
    "routing.trial":                ROUTERS,
    "signers.list_all":             CHECKERS,
    "signers.give":                 ADMINS,
    "signers.end":                  ADMINS,
    # the calendar
    "calendar.export":              CHECKERS,
    "calendar.edit_day":            ADMINS,
    "calendar.drop_day":            ADMINS,
    "calendar.bring_in":            ADMINS,
    "calendar.save":                ADMINS,
    "webhooks.list_webhooks":       ADMINS,
    "webhooks.new_webhook":         ADMINS,
    "webhooks.edit_webhook":        ADMINS,
    "webhooks.send_test":           ADMINS,
    "webhooks.renew_secret":        ADMINS,
    "webhooks.retry":               ADMINS,
    "accounts.list_accounts":       ADMINS,
    "accounts.new_account":         ADMINS,
    "accounts.edit_account":        ADMINS,
    "accounts.send_link":           ADMINS,
    "accounts.set_active":          ADMINS,
    "accounts.reset_factor":        ADMINS,
    "accounts.changes":             ADMINS,
    "tokens.list_all":              ADMINS,
    "tokens.revoke":                ADMINS,
    "units.list_units":             CHECKERS,
    "units.show_unit":              CHECKERS,
    "units.new_unit":               ADMINS,
    "units.change_unit":            ADMINS,
    "units.end_unit":               ADMINS,
    "units.correct_unit":           ADMINS,
    "units.remove_unit":            ADMINS,
    "units.drop_version":           ADMINS,
    # reports
    "reports.home":                 REPORT_READERS,
    "reports.show":                 REPORT_READERS,
    "reports.rows":                 REPORT_READERS,
    "reports.further":              REPORT_READERS,
    "reports.petition_rows":        REPORT_READERS,
    "reports.sheet":                REPORT_READERS,
    "reports.paper":                REPORT_READERS,
    "reports.save":                 REPORT_MAKERS,
    "reports.saved":                REPORT_READERS,
    "reports.words":                REPORT_MAKERS,
    "reports.settle":               SETTLERS,
    "reports.plan":                 REPORT_READERS,
    "reports.target":               PLANNERS,
    # programs
    "api.guide":                    PUBLIC,
    "api.openapi":                  PUBLIC,
    "api.deadline":                 Access(None, limit="api"),
    "api.report_overview":          Access(None, limit="api"),
    "api.list_answers":             Access(None, limit="api"),
    "api.loan_schedule":            Access(None, limit="api"),
    "api.file_petition":            Access(frozenset({Role.REPRESENTATIVE}), scope="petitions:write", limit="api", shared_limit="file"),
    "api.show_petition":            Access(READERS.roles, scope="petitions:read", limit="api"),
    "api.list_petitions":           Access(READERS.roles, scope="petitions:read", limit="api"),
    "gateway.sms_report":           Access(None, limit="api"),
    # the demo
    "notices.demo_mail":            PUBLIC,
    "notices.demo_mail_message":    PUBLIC,
    "notices.demo_sms":             PUBLIC,
}
# fmt: on


def scopes_of(role: Role) -> list[str]:
    """Return the scopes with which a program of this role can call anything at all."""
    rows = (access for access in ACCESS.values() if access.scope and access.roles is not None)
    return sorted({str(row.scope) for row in rows if row.roles and role in row.roles})
