"""Uploading a list, and saying what its columns hold."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField

from portal.fields import options
from portal.forms import Form
from portal.imports.reading.columns import Layout
from portal.imports.reading.fields import LABELS, Field
from portal.imports.reading.mapping import Mapping


class UploadForm(Form):
    """One file."""

    file = FileField(
        _l("Your list"),
        [FileRequired(_l("Choose a file first."))],
        description=_l(
            "A spreadsheet (xlsx, xls, ods), a csv file or a Meeting Guide list, of at most 10 MB."
        ),
    )


class ColumnsForm(Form):
    """One choice for each column of the file; `for_layout` makes the class for a file."""

    header_line = HiddenField()

    def columns(self) -> list[Any]:
        """The choices in the order of the columns."""
        return [field for field in self if field.name.startswith("column-")]

    def choices(self) -> dict[str, str]:
        """Field names by the number of the column, as `Mapping.chosen` takes them."""
        return {field.name.removeprefix("column-"): field.data or "" for field in self.columns()}


def columns_form(layout: Layout, mapping: Mapping) -> ColumnsForm:
    """The form for the columns of a file, filled in with a mapping."""
    fields = [field for field in LABELS if field != Field.IGNORE]
    known = options({"": _l("Not used"), **{field.value: LABELS[field] for field in fields}})
    made = type("ColumnsFormOfFile", (ColumnsForm,), {})
    for column in layout.columns:
        setattr(made, f"column-{column.index + 1}", SelectField(mapping.label(column.index), choices=known))
    data = {f"column-{number}": name for number, name in mapping.choices().items() if name != Field.IGNORE}
    form: ColumnsForm = made(data={**data, "header_line": str(layout.header_line)})
    return form
