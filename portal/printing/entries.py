"""A group as paper shows it: short plain texts, in the order in which somebody needs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _

from portal.groups.public import PublicGroup, PublicMeeting, PublicNetwork, PublicPlace
from portal.groups.sentences import JOINING, for_whom, verified, when
from portal.groups.texts import sort_key
from portal.letters import NO_BREAK, fit, printable, together
from portal.printing.drawings import code, ring
from portal.printing.words import day_of, leads_to
from portal.profile import country_of

Say = Callable[[PublicMeeting], str]
"""The sentence for a meeting whose people wrote none."""

NAME, FACT, INTRO = 120, 180, 420
"""Most letters of a name, of one fact and of the group's own words."""
ONE_PIECE = 1_000
"""Letters that surely stand on one page of the booklet; a longer entry may be parted over two."""
MEETINGS = 5
_MAIL = re.compile(r"[^\s@<>\"?&]+@[^\s@<>\"?&]+")
_WEB = re.compile(r"https?://\S+")
LONGEST_LINK = 500
_HOUR = re.compile(
    r"(?<=\d) (?=(?:uur|Uhr|u|pm|am)\b)|(?<=\d) (?=(?:tot|to|bis) \d)|(?<=\d (?:tot|bis)) (?=\d)"
)
"""Spaces at which a time must not be torn apart."""


def nothing_to_say(_meeting: PublicMeeting) -> str:
    """For callers who have no sentences from rules."""
    return ""


def by_name(groups: Sequence[PublicGroup]) -> list[PublicGroup]:
    """In the order of an index, whatever the accents; twins in the order of their address."""
    return sorted(groups, key=lambda group: (sort_key(group.name), group.slug))


def entry(group: PublicGroup, *, locale: str, say: Say, intro: int = INTRO) -> dict[str, Any]:
    """One group as the drawings want it. Call with `locale` in force."""
    own_words, known = fit(group.intro, intro), facts(group, locale=locale, say=say)
    return {
        "name": fit(group.name, NAME) or printable(group.slug),
        "intro": own_words,
        "modes": modes(group),
        "facts": known,
        "long": len(own_words) + sum(len(fact["text"] + fact["note"]) for fact in known) > ONE_PIECE,
        "state": state(group, locale),
        "checked": verified(group.verified_on, group.verified_precision, locale),
        **leading_to(group.url),
        "ring": ring(group.slug),
    }


def leading_to(url: str) -> dict[str, str]:
    """An address as a code, as a link, and as people type it."""
    shown = fit(_bare(url), FACT)
    return {"url": url, "code": code(url), "code_alt": leads_to(printable(_bare(url))), "shown": shown}


def about(network: PublicNetwork) -> dict[str, Any]:
    """The network as the drawings want it."""
    return {
        "name": fit(network.name, NAME),
        "region": fit(network.region, NAME),
        "phone": fit(together(network.phone), 40),
        "call": dialled(network.phone),
        "email": fit(network.email, FACT),
        "mail": _mailed(network.email),
        "ring": ring(network.slug),
        **leading_to(network.url),
    }


def home(network: PublicNetwork) -> str:
    """The country of a network as pages know it."""
    return network.country or country_of(network.locale, network.region)


def modes(group: PublicGroup) -> list[dict[str, str]]:
    """How the group meets, sign and words."""
    ways = (
        ("in-person", _("in person"), group.in_person),
        ("online", _("online"), group.online),
        ("phone", _("by phone"), group.by_phone),
    )
    return [{"kind": kind, "text": text} for kind, text, so in ways if so]


def state(group: PublicGroup, locale: str) -> str:
    """A sentence when the group does not meet now."""
    if group.state == "ended":
        return str(_("This group has ended"))
    if group.state != "paused":
        return ""
    if group.paused_until:
        return str(_("Paused until %(day)s", day=day_of(group.paused_until, locale)))
    return str(_("This group is paused for a while"))


def facts(group: PublicGroup, *, locale: str, say: Say) -> list[dict[str, str]]:
    """What a reader asks, in that order; what the group does not say is left out."""
    places = _once(meeting.place for meeting in group.meetings if meeting.place)
    found = [
        *(_fact("when", _("When"), text) for text in sentences(group, locale=locale, say=say)),
        *(_fact("where", _("Where"), text) for text in _where(group, places)),
        *(_fact("access", _("Access"), text) for text in _access(places)),
        _fact("audience", _("For whom"), _listed(*for_whom(group.audiences, group.audience_note))),
        _fact("joining", _("Joining"), str(JOINING.get(group.joining, group.joining))),
        _fact("costs", _("Costs"), group.costs),
        *contact(group),
    ]
    return _said_once([fact for fact in found if fact["text"]])


def contact(group: PublicGroup) -> list[dict[str, str]]:
    """How the group is reached: telephone first, as on its page."""
    web = group.website if _WEB.fullmatch(group.website) and len(group.website) < LONGEST_LINK else ""
    found = [
        _fact("call", _("Call"), together(group.phone), dialled(group.phone)),
        _fact("mail", _("Mail"), group.email, _mailed(group.email)),
        _fact("web", _("Website"), _bare(group.website), web),
    ]
    reached = [fact for fact in found if fact["text"]]
    if reached:
        notes = (group.contact_name, group.phone_note if group.phone else "")
        reached[0]["note"] = fit(_listed(*notes), FACT)
    return reached


def sentences(group: PublicGroup, *, locale: str, say: Say) -> list[str]:
    """When the group meets: each sentence once, with the place where places differ."""
    several = len({meeting.place.id for meeting in group.meetings if meeting.place}) > 1
    said = []
    for meeting in group.meetings:
        pattern = meeting.pattern
        text = (
            when(meeting.text, pattern.starts_at, pattern.ends_at, locale) if meeting.text else say(meeting)
        )
        at = meeting.place.name or meeting.place.city if several and meeting.place else ""
        said.append(_HOUR.sub(NO_BREAK, _listed(text, at)) if text else "")
    return list(dict.fromkeys(text for text in said if text))[:MEETINGS]


def towns(group: PublicGroup) -> list[str]:
    """Towns where the group can be met in person, its own first."""
    met = (meeting.place.city for meeting in group.meetings if meeting.place)
    return list(dict.fromkeys(town for town in map(printable, (group.place, *met)) if town))


def dialled(phone: str) -> str:
    """The link that a telephone understands, empty without a number."""
    digits = "".join(letter for letter in phone if letter.isascii() and letter.isdigit())
    return f"tel:{'+' if phone.lstrip().startswith('+') else ''}{digits}" if digits else ""


def _mailed(email: str) -> str:
    return f"mailto:{email}" if _MAIL.fullmatch(email) and len(email) < LONGEST_LINK else ""


def _bare(url: str) -> str:
    return url.split("://", 1)[-1].rstrip("/")


def _fact(kind: str, label: str, text: str, link: str = "") -> dict[str, str]:
    return {"kind": kind, "label": label, "text": fit(text, FACT), "link": link, "note": ""}


def _said_once(found: list[dict[str, str]]) -> list[dict[str, str]]:
    """A second line of the same kind stands under the first without its label."""
    return [
        {**fact, "label": "" if number and found[number - 1]["kind"] == fact["kind"] else fact["label"]}
        for number, fact in enumerate(found)
    ]


def _listed(*texts: str) -> str:
    return ", ".join(text for text in texts if text)


def _once(places: Any) -> list[PublicPlace]:
    return list({place.id: place for place in places}.values())[:MEETINGS]


def _where(group: PublicGroup, places: list[PublicPlace]) -> list[str]:
    lines = [_listed(place.name, place.street, _town(place)) for place in places]
    return lines or ([group.place] if group.place else [])


def _access(places: list[PublicPlace]) -> list[str]:
    """What is known of each building, by name where there are several."""
    if len(places) == 1:
        return [places[0].access_note]
    return [f"{place.name or place.city}: {place.access_note}" for place in places if place.access_note]


def _town(place: PublicPlace) -> str:
    """The postcode stays in one piece, with its town."""
    return together(f"{place.postcode} {place.city}".strip())
