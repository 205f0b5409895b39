"""The only code that sends mail: through SMTP, or into a folder of the demo.

smtp://host:port               a relay that we trust, on this machine or beside it
smtp://user:secret@host:port   STARTTLS first, or nothing
smtps://user:secret@host:port  TLS from the first byte
folder:                        DATA_DIR/mail/<key>.eml
"""

import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL_FORMAT
from email.utils import format_datetime
from pathlib import Path
from smtplib import SMTP, SMTP_SSL
from urllib.parse import SplitResult, unquote, urlsplit

from config import Settings, SettingsError
from notices.texts import Text
from workflow.localtime import to_local

TIMEOUT_SECONDS = 20
PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to hand over. `key` is the same at every attempt, so receivers see one mail."""

    key: str
    recipient: str
    text: Text
    written_at: datetime


def compose(settings: Settings, mail: Mail) -> EmailMessage:
    """Return the mail in plain text. Raises ValueError where an address or header is malformed."""
    message = EmailMessage(policy=MAIL_FORMAT)
    domain = settings.mail_from.rpartition("@")[2]
    message["From"] = Address(settings.alliance_name, addr_spec=settings.mail_from)
    message["To"] = Address(addr_spec=mail.recipient)
    message["Subject"] = mail.text.subject
    message["Date"] = format_datetime(to_local(mail.written_at))
    message["Message-ID"] = f"<{mail.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text.body, cte="quoted-printable")
    return message


def deliver(settings: Settings, mail: Mail) -> None:
    """Hand a mail over.

    Raises: OSError (smtplib's errors are OSErrors) where it was not taken; ValueError where it is
    malformed; SettingsError where MAIL_URL is none of the forms above.
    """
    message, url = compose(settings, mail), urlsplit(settings.mail_url)
    if url.scheme == "folder":
        _put(settings.data_dir / "mail", mail.key, bytes(message))
    elif url.scheme in PORTS:
        _post(url, message)
    else:
        raise SettingsError("MAIL_URL phải bắt đầu bằng smtp://, smtps:// hoặc folder:")


def _put(folder: Path, key: str, content: bytes) -> None:
    """Write whole or not at all; a second delivery takes the place of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{key}.new"
    beside.write_bytes(content)
    beside.replace(folder / f"{key}.eml")


def _post(url: SplitResult, message: EmailMessage) -> None:
    host, port = url.hostname or "localhost", url.port or PORTS[url.scheme]
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        with SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context) as secure:
            _log_in_and_send(secure, url, message)
        return
    with SMTP(host, port, timeout=TIMEOUT_SECONDS) as server:
        if url.username:
            server.starttls(context=context)
        _log_in_and_send(server, url, message)


def _log_in_and_send(server: SMTP, url: SplitResult, message: EmailMessage) -> None:
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    server.send_message(message)
