"""Fields that several forms about groups share, with our own sentences for what cannot be used."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, IntegerField, SelectMultipleField, TimeField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

WRITTEN = ["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"]
HOURS = ["%H:%M", "%H.%M", "%H:%M:%S"]
YEARS = range(1990, 2101)


class Checks(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Day(DateField):
    """A date of the calendar; also as people write it. What was typed stays when there is no such day."""

    def __init__(self, label: Any, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, WRITTEN, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in our own words when it is no date."""
        text = " ".join(valuelist).strip()
        try:
            super().process_formdata([text] if text else [])
        except ValueError:
            raise ValueError(
                _("“%(text)s” is not a day on the calendar. Write it as 31-12-2026.", text=text[:20])
            ) from None
        if isinstance(self.data, date) and self.data.year not in YEARS:
            self.data = None
            raise ValueError(_("Look at the year of this date."))

    def __call__(self, **attributes: Any) -> Any:
        """A browser's calendar shows nothing for a day that does not exist: then the text stays as typed."""
        return super().__call__(**({"type": "text"} if self.errors else {}) | attributes)


class Number(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in our own words when it is not one, or far too large."""
        text = " ".join(valuelist).strip()
        if not text:
            self.data = None
        elif text.isascii() and text.isdecimal() and len(text) < 5:
            self.data = int(text)
        else:
            raise ValueError(_("Fill in a number."))


class Clock(TimeField):
    """A time of day; "19.30" is understood as well as "19:30"."""

    def __init__(self, label: Any, validators: Any = None, format: Any = HOURS, **more: Any) -> None:
        super().__init__(label, validators, format, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in our own words when it is not a time."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a time as 19:30.")) from None


class Within:
    """A number between two others."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuses others with a sentence."""
        if field.data is not None and not self.least <= field.data <= self.most:
            raise ValidationError(
                _("Fill in a number from %(least)s to %(most)s.", least=self.least, most=self.most)
            )
