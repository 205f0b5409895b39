"""Security headers, and compression of pages."""

import gzip
import secrets
from http import HTTPStatus

from flask import Flask, Response, g, request

COMPRESSED = (
    "text/html",
    "application/json",
    "application/problem+json",
    "application/atom+xml",
    "text/plain",
)
SIZE_BYTES_MIN = 500
A_WHILE_SECONDS = 60
HSTS = "max-age=31536000; includeSubDomains"


def csp_nonce() -> str:
    """Return this request's nonce for inline scripts and styles."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def policy(nonce: str) -> str:
    """Return the content security policy: nothing from elsewhere, nothing inline without nonce."""
    return (
        "default-src 'none'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        f"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    )


def _secure(response: Response, is_https: bool) -> None:
    response.headers.setdefault("Content-Security-Policy", policy(csp_nonce()))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if is_https:
        response.headers["Strict-Transport-Security"] = HSTS


def _compress(response: Response) -> None:
    if (
        response.direct_passthrough
        or response.mimetype not in COMPRESSED
        or "gzip" not in request.headers.get("Accept-Encoding", "")
        or "Content-Encoding" in response.headers
    ):
        return
    body = response.get_data()
    if len(body) >= SIZE_BYTES_MIN:
        response.set_data(gzip.compress(body, compresslevel=5))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")


def say_when(seconds: int) -> None:
    """Let the answer to this request, a 429, say when to come again."""
    g.retry_after = seconds


def init_app(app: Flask, is_https: bool) -> None:
    """Put the headers on every response; pages of signed-in people are never cached."""

    @app.after_request
    def finish(response: Response) -> Response:
        _secure(response, is_https)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            response.headers["Retry-After"] = str(g.get("retry_after", A_WHILE_SECONDS))
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        _compress(response)
        return response

    app.jinja_env.globals["csp_nonce"] = csp_nonce
