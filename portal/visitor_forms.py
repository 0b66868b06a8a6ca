"""Forms that anybody can send. Programs are told from people without asking people anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from portal.clock import now
from portal.forms import Form
from portal.links import opened, signed
from portal.tables import new_id

FORM_LIVES = timedelta(hours=12)
QUICKEST = timedelta(seconds=4)
"""Nobody reads a form and fills it in in less."""


class Mark(NamedTuple):
    """What a form carries along: a key the same form always has, and whether it was filled in too fast."""

    key: UUID
    quick: bool


class VisitorForm(Form):
    """A form about one thing, with a mark and a field that people leave empty.

    A form without a mark of ours (opened long ago, copied from another page) is shown again with a new one.
    """

    purpose: ClassVar[str]
    """Of the mark: a form of one kind is not taken for another."""

    opened = HiddenField()
    trap = StringField(
        _l("Leave this empty"), name="company", render_kw={"autocomplete": "off", "tabindex": "-1"}
    )

    def __init__(self, about: UUID, **kw: Any) -> None:
        super().__init__(**kw)
        self._about = about
        self._mark = self._read() if self.is_submitted() else None
        if not self.is_submitted():
            self.opened.data = self._new()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it can be used; a program's can, see `doubtful`."""
        valid = bool(super().validate(extra_validators))
        if self._mark is not None:
            return valid
        self.opened.data = self._new()
        self.form_errors.append(
            _("This page was open for a long time. Look at it once more and send it again.")
        )
        return False

    @property
    def key(self) -> UUID:
        """The same whenever the same form is sent again. Only of a form that was validated."""
        assert self._mark is not None
        return self._mark.key

    @property
    def doubtful(self) -> bool:
        """Probably a program filled it in; it hears the same as a person. Only of a validated form."""
        return bool(self.trap.data) or self._mark is None or self._mark.quick

    def _new(self) -> str:
        return signed(f"form.{self.purpose}", self._about, new_id())

    def _read(self) -> Mark | None:
        found = opened(f"form.{self.purpose}", self.opened.data or "", lives=FORM_LIVES)
        if found is None or found.id != self._about:
            return None
        return Mark(UUID(found.said[1]), now() - found.made_at < QUICKEST)
