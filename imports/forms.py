"""What the page of imports accepts."""

from wtforms import FileField

from web.forms import Form


class TableForm(Form):
    """A table to bring into the registry."""

    files = FileField("Tệp Excel (.xlsx) hoặc CSV", description="Tối đa 12 MB, 20.000 dòng")
