"""create_app: the one place where everything meets."""

import logging
from datetime import timedelta
from importlib import import_module

from flask import Flask, request, url_for
from flask.json.provider import DefaultJSONProvider
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from accounts import guard
from accounts.guard import find_me, language
from conferences.process import CONFERENCE
from config import Settings
from documents.vault import Vault
from feedback import view_log_views
from feedback.audit_queries import checks as audit_checks
from feedback.process import PETITION
from language.catalogue import read_catalogue
from language.templates import BilingualEnvironment
from loans.process import LOAN_APPLICATION
from membership.process import MEMBERSHIP
from navigation import footer_links, letters_elsewhere, navigation, search_address
from store.clock import today
from store.db import db
from store.reach import engine_options
from web import assets, errors, filters, headers, logs, numbers
from web.bodies import BoundedRequest
from web.commands import Commands
from workflow.roles import ROLE_NAMES

MACHINES = {
    machine.kind: machine for machine in (PETITION, LOAN_APPLICATION, CONFERENCE, MEMBERSHIP)
}
BLUEPRINTS = (
    "accounts.views",
    "administration.unit_views",
    "cooperatives.views",
    "imports.views",
    "representation.views",
    "dossiers.views",
    "letters.views",
    "notices.views",
    "notices.gateway_views",
    "commitments.views",
    "feedback.views",
    "conferences.views",
    "loans.views",
    "membership.views",
    "support.views",
    "profiles.views",
    "fund.views",
    "servicing.views",
    "administration.views",
    "administration.webhook_views",
    "administration.calendar_views",
    "administration.history_views",
    "reports.views",
    "administration.notice_views",
    "front.views",
    "administration.setting_views",
    "administration.routing_views",
    "administration.signer_views",
    "reports.figure_views",
    "api.views",
    "api.token_views",
)
FOR_PROGRAMS = frozenset({"api.views", "notices.gateway_views"})  # no form's token is asked for
COMMANDS = {
    "accounts": "accounts.commands",
    "api": "api.commands",
    "audit": "dossiers.commands",
    "base": "administration.commands",
    "demo": "demo.commands",
    "dossiers": "administration.replay_commands",
    "export": "administration.export_commands",
}
UPLOAD_BYTES_MAX = 10 * 20 * 1024 * 1024 + 1024 * 1024
FORM_BYTES_MAX = 2 * 1024 * 1024
CONNECT_SECONDS_MAX = 5  # a database that does not answer is told as away, not waited for

csrf = CSRFProtect()
migrate = Migrate()


class Json(DefaultJSONProvider):
    """JSON as people read it: Vietnamese letters as they are, names in the order of writing."""

    ensure_ascii = False
    sort_keys = False


def create_app(settings: Settings) -> Flask:
    """Return the application for `settings`: tables, pages, commands, guards."""
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.request_class = BoundedRequest
    app.jinja_environment = BilingualEnvironment  # type: ignore[assignment]
    _configure(app, settings)
    app.cli = Commands(COMMANDS)  # before what brings commands of its own
    _trust_proxies(app, settings.trusted_proxies)
    db.init_app(app)
    migrate.init_app(app, db, directory="migrations")
    logs.init_app(app)
    errors.init_app(app)
    guard.init_app(app)
    csrf.init_app(app)
    headers.init_app(app, settings.is_https)
    filters.init_app(app)
    numbers.init_app(app)
    assets.init_app(app)
    view_log_views.init_app(app)
    _add_blueprints(app)
    _add_context(app, settings)
    return app


def _trust_proxies(app: Flask, count: int) -> None:
    """Read the caller's address and scheme from the headers of `count` proxies before us."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": True,
            "pool_size": 8,
            "max_overflow": 8,
            "query_cache_size": 2000,  # all pages together ask more than the usual 500 statements
            **engine_options(CONNECT_SECONDS_MAX),
        },
        MAX_CONTENT_LENGTH=UPLOAD_BYTES_MAX,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES_MAX,
        MAX_FORM_PARTS=400,
        SESSION_COOKIE_NAME="donghanh",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )
    app.json = Json(app)
    app.extensions["settings"] = settings
    app.extensions["vault"] = Vault(settings.data_dir / "files")
    app.extensions["machines"] = MACHINES
    app.extensions["audit_checks"] = audit_checks
    logging.captureWarnings(capture=True)


def _add_blueprints(app: Flask) -> None:
    for name in BLUEPRINTS:
        module = import_module(name)
        app.register_blueprint(module.bp)
        if name in FOR_PROGRAMS:
            csrf.exempt(module.bp)


def _add_context(app: Flask, settings: Settings) -> None:
    app.jinja_env.globals.update(
        settings=settings, machines=MACHINES, role_names=ROLE_NAMES, is_demo=settings.is_demo
    )
    app.jinja_env.filters["dated"] = lambda text: filters.dated(text, today())
    app.jinja_env.chosen = language  # type: ignore[attr-defined]
    app.jinja_env.load_catalogue = read_catalogue  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def people() -> dict[str, object]:
        account = find_me()
        return {
            "page_language": language(),
            "way_back": request.full_path.removesuffix("?") if request.method == "GET" else "/",
            "language_url": url_for("accounts.set_language"),
            "me": account,
            "nav": navigation(account),
            "footer_links": footer_links(),
            "letters_elsewhere": letters_elsewhere,
            "search_url": search_address(account),
            "hotkeys_off": account is not None and not account.has_hotkeys,
            "account_url": url_for("accounts.profile") if account else None,
            "sign_out_url": url_for("accounts.sign_out") if account else None,
        }
