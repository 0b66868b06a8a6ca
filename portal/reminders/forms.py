"""What somebody wants of each kind of reminder."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from portal.forms import Form
from portal.reminders.kinds import KINDS, WEEKLY, Kind

USUAL = "usual"
LEADS = (1, 2, 3, 7, 14)


class ChoicesForm(Form):
    """One field for each kind that is planned here."""

    nothing = BooleanField(
        _l("Send me no reminders and no overviews at all"),
        description=_l("Answers to what you ask, codes and changes of your bookings still come."),
    )
    training = SelectField(KINDS["training"].name, [InputRequired()])
    meeting = SelectField(KINDS["meeting"].name, [InputRequired()])
    room_key = SelectField(KINDS["room_key"].name, [InputRequired()])
    event = SelectField(KINDS["event"].name, [InputRequired()])
    digest = SelectField(KINDS["digest"].name, [InputRequired()])
    briefing = SelectField(KINDS["briefing"].name, [InputRequired()])

    def offer(self, kinds: set[str]) -> ChoicesForm:
        """Keep the fields of these kinds, and write their choices."""
        for kind in KINDS.values():
            if kind.code in self and kind.code not in kinds:
                del self[kind.code]
            elif kind.code in self:
                self[kind.code].choices = _weekly() if kind.code in WEEKLY else _ways(kind)
        return self

    @property
    def ways(self) -> dict[str, str]:
        """By kind the way that was chosen; "" is as usual."""
        chosen = {name: field.data for name, field in self._fields.items() if name in KINDS}
        return {name: "" if way == USUAL else str(way) for name, way in chosen.items()}


def _weekly() -> list[tuple[str, Any]]:
    return [(USUAL, _("Yes, when there is something to tell")), ("off", _("No"))]


def _ways(kind: Kind) -> list[tuple[str, Any]]:
    days = [_before(number) for number in kind.days]
    usual = _("As usual: %(first)s and %(second)s", first=days[0], second=days[1]) if len(days) > 1 else (
        _("As usual: %(first)s", first=days[0])
    )  # fmt: skip
    alone = [(str(number), _before(number)) for number in LEADS if (number,) != kind.days]
    return [
        (USUAL, usual),
        *alone,
        ("digest", _("Only in the overview of the week")),
        ("off", _("Not at all")),
    ]


def _before(days: int) -> str:
    return str(ngettext("%(num)d day before", "%(num)d days before", days))
