"""Forms of the check page."""

from hashlib import sha256

import wtforms
from wtforms import FileField
from wtforms.validators import ValidationError

from documents.rules import SIZE_BYTES_MAX
from web.forms import Form, TextField, at_most, required

CHUNK_BYTES = 64 * 1024


class LookupForm(Form):
    """The code beside the QR, or a number."""

    ma = TextField(
        "Mã kiểm tra hoặc số văn bản",
        validators=[
            required("Nhập mã kiểm tra in cạnh mã QR, hoặc số văn bản. Ví dụ: 05/LMHTX-CSPT"),
            at_most(80),
        ],
        description="Mã gồm 16 chữ và số in cạnh mã QR. Số văn bản, ví dụ: 05/LMHTX-CSPT",
    )


class CopyForm(Form):
    """A copy to be compared: `sha256` is its hash once the form is valid. Nothing is kept."""

    copy = FileField(
        "Tệp PDF cần kiểm tra", description="Nhiều nhất 20 MB. Tệp không được lưu lại."
    )
    sha256 = ""

    def validate_copy(self, field: wtforms.Field) -> None:
        """Hash the file piece by piece, and refuse what is missing, empty or too large."""
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError("Chọn tệp PDF cần kiểm tra.")
        digest, size = sha256(), 0
        while piece := field.data.stream.read(CHUNK_BYTES):
            digest.update(piece)
            size += len(piece)
        if not size:
            raise ValidationError("Tệp không có nội dung. Hãy chọn lại tệp.")
        if size > SIZE_BYTES_MAX:
            raise ValidationError("Tệp lớn hơn 20 MB nên không phải văn bản của Liên minh.")
        self.sha256 = digest.hexdigest()
