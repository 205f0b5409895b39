"""Settings from the environment. A missing secret stops the start, unless it is a demo."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEMO_SECRET = "only-for-the-demo-and-the-tests"  # noqa: S105  a demo has nothing to hide

OFF = ("", "0", "no", "false")


class SettingsError(Exception):
    """The environment does not allow a start; the text says what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations."""

    secret_key: str
    database_url: str
    redis_url: str
    data_dir: Path
    is_demo: bool
    base_url: str
    mail_url: str
    mail_from: str
    alliance_name: str
    alliance_short_name: str
    alliance_parent_name: str
    alliance_symbol: str
    alliance_address: str
    alliance_phone: str
    alliance_place: str
    office_hours: str
    certificate_path: Path | None
    certificate_password: str
    is_https: bool
    trusted_proxies: int
    password_memory_kib: int
    requires_second_factor: bool
    sms_url: str
    sms_method: str
    sms_headers: str
    sms_body: str
    sms_success: str
    sms_report_token: str
    sms_report_reference: str
    sms_report_status: str
    sms_report_delivered: str
    sms_is_plain: bool
    sms_per_minute: int
    webhooks_may_be_private: bool


def settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises SettingsError where SECRET_KEY or DATABASE_URL is missing."""
    env = os.environ if env is None else env
    is_demo = env.get("DEMO", "0") not in OFF
    asks_for_codes = env.get("SECOND_FACTOR", "0" if is_demo else "1") not in OFF
    secret = env.get("SECRET_KEY", DEMO_SECRET if is_demo else "")
    if len(secret) < 16:
        raise SettingsError(
            "Thiếu SECRET_KEY (ít nhất 16 ký tự). Đặt biến môi trường SECRET_KEY rồi chạy lại."
        )
    if not env.get("DATABASE_URL"):
        raise SettingsError("Thiếu DATABASE_URL, ví dụ postgresql+psycopg:///donghanh.")
    base_url = env.get("BASE_URL", f"http://localhost:{env.get('PORT', '8000')}").rstrip("/")
    certificate = env.get("CERTIFICATE_PATH", "")
    return Settings(
        secret_key=secret,
        database_url=env["DATABASE_URL"],
        redis_url=env.get("REDIS_URL", "redis://localhost:6379/0"),
        data_dir=Path(env.get("DATA_DIR", "var")).resolve(),
        is_demo=is_demo,
        base_url=base_url,
        mail_url=env.get("MAIL_URL", "folder:" if is_demo else "smtp://localhost:25"),
        mail_from=env.get("MAIL_FROM", "donghanh@langson.example"),
        alliance_name=env.get("ALLIANCE_NAME", "Liên minh Hợp tác xã tỉnh Lạng Sơn"),
        alliance_short_name=env.get("ALLIANCE_SHORT_NAME", "Liên minh HTX tỉnh Lạng Sơn"),
        alliance_parent_name=env.get("ALLIANCE_PARENT_NAME", "Liên minh Hợp tác xã Việt Nam"),
        alliance_symbol=env.get("ALLIANCE_SYMBOL", "LMHTX"),
        alliance_address=env.get("ALLIANCE_ADDRESS", "Phường Đông Kinh, tỉnh Lạng Sơn"),
        alliance_phone=env.get("ALLIANCE_PHONE", "0205 0000 000"),
        alliance_place=env.get("ALLIANCE_PLACE", "Lạng Sơn"),
        office_hours=env.get("OFFICE_HOURS", "thứ Hai đến thứ Sáu, 07:30–17:00"),
        certificate_path=Path(certificate) if certificate else None,
        certificate_password=env.get("CERTIFICATE_PASSWORD", ""),
        is_https=base_url.startswith("https://"),
        trusted_proxies=int(env.get("TRUSTED_PROXIES", "0")),
        password_memory_kib=int(env.get("PASSWORD_MEMORY_KIB", "19456")),
        requires_second_factor=asks_for_codes,
        **_outward(env, is_demo),
    )


def _outward(env: Mapping[str, str], is_demo: bool) -> dict[str, Any]:
    """Read how text messages leave and whom integrations may call."""
    return {
        "sms_url": env.get("SMS_URL", "demo:" if is_demo else ""),
        "sms_method": env.get("SMS_METHOD", "POST"),
        "sms_headers": env.get("SMS_HEADERS", "Content-Type: application/json"),
        "sms_body": env.get("SMS_BODY", '{"to": "{phone}", "text": "{text}", "id": "{key}"}'),
        "sms_success": env.get("SMS_SUCCESS", ""),
        "sms_report_token": env.get("SMS_REPORT_TOKEN", ""),
        "sms_report_reference": env.get("SMS_REPORT_REFERENCE", "id"),
        "sms_report_status": env.get("SMS_REPORT_STATUS", "status"),
        "sms_report_delivered": env.get("SMS_REPORT_DELIVERED", "(?i)^deliv"),
        "sms_is_plain": env.get("SMS_PLAIN", "1") not in OFF,
        "sms_per_minute": int(env.get("SMS_PER_MINUTE", "60")),
        "webhooks_may_be_private": env.get("WEBHOOKS_MAY_BE_PRIVATE", "0") not in OFF,
    }
