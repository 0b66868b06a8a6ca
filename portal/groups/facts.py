"""What a group's page says, as plain texts and addresses; the template gives them their form."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.groups.models import Group, Location
from portal.groups.sentences import JOINING, for_whom, verified, when
from portal.groups.visibility import Shown, ShownPlace
from portal.recurrence.words import day_month_year

WEB = ("https://", "http://")


@dataclass(frozen=True)
class Facts:
    """One group for its readers. Empty means that the group does not say."""

    checked: str
    when: str
    where: list[str]
    call: str
    """The number as a telephone wants it."""
    web: str
    """The website if it is an address that may become a link, whatever was once stored."""
    web_shown: str
    audience: list[str]
    joining: str
    access: list[str]
    directions: str
    """How to find the place."""
    back: str
    """The day on which a paused group meets again."""


def facts_of(group: Group | Shown, locale: str) -> Facts:
    """Everything visitors may read, in the language `locale`."""
    web = group.website if group.website.startswith(WEB) else ""
    return Facts(
        checked=verified(group.verified_on, group.verified_precision, locale),
        when=when(group.meeting_text, group.starts_at, group.ends_at, locale),
        where=_where(group),
        call=_dialled(group.phone),
        web=web,
        web_shown=(web.split("://", 1)[1] if web else group.website).rstrip("/"),
        audience=for_whom(group.audiences, group.audience_note),
        joining=str(JOINING.get(group.joining, "")),
        access=_said(group.access_note, *_way_in(group.location)),
        directions=group.location.directions if group.location else "",
        back=day_month_year(group.paused_until) if group.paused_until else "",
    )


def _where(group: Group | Shown) -> list[str]:
    place = group.location.line if group.location else group.place
    return _said(place, _("online") if group.online else "", _("by phone") if group.by_phone else "")


def _way_in(place: Location | ShownPlace | None) -> list[str]:
    """How one gets into the place, as far as somebody said."""
    if place is None:
        return []
    steps = {True: _("You can get in without steps"), False: _("There are steps at the entrance"), None: ""}
    return _said(steps[place.step_free], place.access_note)


def _said(*texts: str) -> list[str]:
    return [text for text in texts if text]


def _dialled(phone: str) -> str:
    digits = "".join(character for character in phone if character.isascii() and character.isdigit())
    return f"+{digits}" if phone.lstrip().startswith("+") else digits
