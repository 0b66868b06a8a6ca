"""Papers: the certificate, and the list for the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.attendance.certifying import in_groups
from portal.attendance.links import public_url
from portal.attendance.models import Certificate
from portal.clock import today
from portal.groups.sentences import hours
from portal.i18n import language
from portal.letters import fit
from portal.press import press
from portal.recurrence.words import day_month_year
from portal.rooms.when import local, said
from portal.trainings.models import TrainingSession

TITLES = {
    "attendance": _l("Certificate of attendance"),
    "completion": _l("Certificate of completion"),
}


def certificate(paper: Certificate, *, locale: str) -> bytes:
    """As a tagged PDF in the holder's language: nothing of themes, groups or other people."""
    with force_locale(locale):
        data = _certificate(paper, locale)
    return press("certificate", data, today=paper.issued_on)


def _certificate(paper: Certificate, locale: str) -> dict[str, Any]:
    attended = len(paper.sittings)
    number = ngettext(
        "was at %(num)d session of the training", "was at %(num)d sessions of the training", attended
    )
    whole = _("completed the training")
    url = public_url(paper.code)
    return {
        "lang": locale,
        "network": {"name": fit(g.network.name, 80)},
        "title": str(TITLES[paper.kind]),
        "name": fit(paper.name, 80),
        "did": str(whole if paper.kind == "completion" else number),
        "training": fit(paper.title, 120),
        "dates": [[when, fit(topic, 120)] for when, topic in sittings(paper)],
        "issued": str(_("Issued on %(day)s by %(network)s.", day=day_month_year(paper.issued_on),
                        network=fit(g.network.name, 80))),
        "check": str(_("Whether this paper is right, anybody can see here:")),
        "url": url,
        "shown": url.split("://", 1)[1],
        "code": [str(_("Code")), in_groups(paper.code)],
    }  # fmt: skip


def sittings(paper: Certificate) -> list[tuple[str, str]]:
    """When each session was, with its year, and its topic. In the language in force."""
    return [
        (f"{day_month_year(local(first))}, {_hours(first, last)}", topic)
        for first, last, topic in paper.moments
    ]


def _hours(first: Any, last: Any) -> str:
    return str(hours(local(first).time(), local(last).time(), language()))


def door_list(session: TrainingSession, names: Sequence[str], *, locale: str, signatures: bool) -> bytes:
    """Names to tick by hand; first names only, since paper lies about."""
    columns = [str(_("Name")), str(_("Here"))] + ([str(_("Signature"))] if signatures else [])
    data = {
        "lang": locale,
        "network": {"name": fit(g.network.name, 80)},
        "title": str(_("Who is here")),
        "when": said(session.starts_at, session.ends_at, today()),
        "about": fit(session.training.title, 120),
        "columns": columns,
        "rows": [fit(name, 60) for name in called(names)],
        "note": str(_("Tear this paper up when the names are in the portal.")),
    }
    return press("door_list", data, today=today())


def called(names: Sequence[str]) -> list[str]:
    """First names; with the first letter of the next word where two are called the same, else the whole."""
    words = [name.split() or [name] for name in names]
    firsts = Counter(word[0].casefold() for word in words)
    short = [
        word[0] if firsts[word[0].casefold()] == 1 or len(word) == 1 else f"{word[0]} {word[-1][0]}."
        for word in words
    ]
    twice = Counter(name.casefold() for name in short)
    return [one if twice[one.casefold()] == 1 else name for one, name in zip(short, names, strict=True)]
