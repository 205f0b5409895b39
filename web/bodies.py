"""What a request may bring: text in UTF-8, and much of it only where files come along."""

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any, cast
from urllib.parse import unquote_to_bytes

from flask import Request, current_app
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property
from werkzeug.wsgi import LimitedStream

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
NUL = "\0"  # no text of the database may hold it, and nobody types it
FOR_PROGRAMS = "/api/"
REPLACED = "\ufffd"  # what the parser of forms with files puts in the place of such bytes


class NotUtf8(BadRequest):
    """A form holds bytes that are no text."""


class TextForms(FormDataParser):
    """Reads forms; the parser below it would keep bytes that are no text as %FF or �."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: Mapping[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], Any]:
        """Read a form. Raises: NotUtf8."""
        if mimetype == URLENCODED:
            body = stream.read()
            if not _is_text(unquote_to_bytes(body)):
                raise NotUtf8
            stream = BytesIO(body)
        rest, form, files = super().parse(stream, mimetype, content_length, dict(options or {}))
        if mimetype == MULTIPART and any(REPLACED in value for value in form.values()):
            raise NotUtf8
        return rest, _without_nul(form), files


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _without_nul(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    if not any(NUL in value for value in typed.values()):
        return typed
    pairs = typed.items(multi=True)
    return type(typed)((name, value.replace(NUL, "")) for name, value in pairs)


class UntoldBody(LimitedStream):
    """A body that comes in pieces, of no told length: beyond the limit it is refused, not cut."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        super().__init__(stream, limit, is_max=True)

    def readall(self) -> bytes:
        """Return the whole body. Raises: RequestEntityTooLarge."""
        body = super().readall()
        if self.is_exhausted and self._stream.read(1):
            raise RequestEntityTooLarge
        return body


class BoundedRequest(Request):
    """A request without files may bring as much text as a form holds, and no more."""

    form_data_parser_class = TextForms

    @cached_property
    def stream(self) -> IO[bytes]:
        """The body, as far as its limit."""
        limit = self.max_content_length
        is_told = self.content_length is not None or "wsgi.input_terminated" not in self.environ
        if is_told or limit is None:
            return super().stream
        return cast(IO[bytes], UntoldBody(self.environ["wsgi.input"], limit))

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query; what programs send is checked as it is."""
        asked = super().args
        return asked if self.path.startswith(FOR_PROGRAMS) else _without_nul(asked)

    @property
    def max_content_length(self) -> int | None:
        """The bytes this request may bring: its own limit, else that of its kind."""
        if self._max_content_length is not None:
            return self._max_content_length
        has_files = self.mimetype == MULTIPART
        limit = "MAX_CONTENT_LENGTH" if has_files else "MAX_FORM_MEMORY_SIZE"
        bytes_max: int = current_app.config[limit]
        return bytes_max

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value
