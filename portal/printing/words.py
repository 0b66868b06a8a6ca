"""The words on paper, in the language in force. The drawings in templates/print hold none themselves."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.recurrence.words import day_month_year


def month_of(day: date, locale: str) -> str:
    """ "November 2026", as the booklet's cover has it."""
    said = format_date(day, "MMMM y", locale)
    return said[:1].upper() + said[1:]


def day_of(day: date, locale: str) -> str:
    """ "22 November 2026"."""
    return day_month_year(day, locale)


def crisis(country: str) -> str:
    """Who to call when thinking of suicide, by the country of the network, as on every page."""
    if country == "DE":
        line = _("Thinking of suicide? Call the Telefonseelsorge free of charge, day and night: %(number)s")
        return str(line % {"number": "0800 111 0 111"})
    either = str(_("or"))
    number, chat = ("1813", "zelfmoord1813.be") if country == "BE" else (f"113 {either} 0800-0113", "113.nl")
    line = _("Thinking of suicide? Call %(number)s free of charge, or chat at %(chat)s")
    return str(line % {"number": number, "chat": chat})


def signs() -> list[dict[str, str]]:
    """What the signs in the booklet mean."""
    meanings = (
        ("in-person", _("in person"), _("You meet each other at a place.")),
        ("online", _("online"), _("You meet by video, or in a group of messages.")),
        ("phone", _("by phone"), _("You talk by telephone.")),
        (
            "access",
            _("Access"),
            _("What the group says of the building: steps, a lift, wheelchairs, help with hearing."),
        ),
    )
    return [{"kind": kind, "text": text, "meaning": meaning} for kind, text, meaning in meanings]


def terms() -> list[dict[str, str]]:
    """Words in the booklet that need a sentence."""
    explained = (
        (_("You can just come along"), _("You need not tell anybody before.")),
        (
            _("Get in touch first, then you are welcome"),
            _("You call or mail, hear how it goes, and agree when you come."),
        ),
        (
            _("The group takes no new people now"),
            _("Ask the group or the network when there is room again."),
        ),
        (
            _("checked on"),
            _(
                "The day on which the group or the network last said that everything is right."
                " Is it long ago? Call or mail before you go."
            ),
        ),
    )
    return [{"text": _capital(text), "meaning": meaning} for text, meaning in explained]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def how_to_use() -> list[str]:
    """Three steps on the cover."""
    return [
        _("Look under a theme, or at the back for your town."),
        _("Call or mail the group before you come for the first time. You need not give your name."),
        _("Things change. The square code leads to the page of the group, which is always up to date."),
    ]


def booklet_words(region: str, *, today: date, groups: int, locale: str) -> dict[str, object]:
    """Everything the booklet says itself."""
    return {
        "subtitle": _("Self-help groups in %(region)s", region=region) if region else _("Self-help groups"),
        "month": month_of(today, locale),
        "count": ngettext("%(num)d group", "%(num)d groups", groups),
        "use": how_to_use(),
        "contents": _("What is in here"),
        "signs": _("What the signs mean"),
        "terms": _("What the words mean"),
        "by_theme": _("By theme"),
        "by_place": _("By place"),
        "by_theme_here": _("Groups by theme"),
        "see_also": _("See also"),
        "page": _("page"),
        "notes": _("Notes"),
        "someone": _("Somebody to talk to"),
        "someone_text": _(
            "Are you not sure which group suits you, or is yours not in here?"
            " The network listens and looks along with you. You need not give your name."
        ),
        "start": _("Is there no group yet? The network helps you to start one."),
        "printed": _("As it was known on %(day)s.", day=day_of(today, locale)),
        "nothing": _("There are no groups in this booklet yet. The network knows more: get in touch."),
    }


def poster_words(network: str) -> dict[str, object]:
    """What a poster and a sheet of slips say themselves."""
    return {
        "invitation": _("Talk with people who live through the same"),
        "free": _("You need not give your name, and you need no referral."),
        "code": _("Everything about this group"),
        "network": _("A group in %(network)s", network=network),
    }


def referral_title(theme: str, place: str) -> str:
    """What is looked for; without a theme or place the rest still makes a heading."""
    if theme and place:
        return str(_("%(theme)s: groups near %(place)s", theme=theme, place=place))
    if theme:
        return str(_("%(theme)s: groups", theme=theme))
    return str(_("Groups near %(place)s", place=place) if place else _("Self-help groups"))


def referral_words(today: date, locale: str) -> dict[str, object]:
    """What a referral sheet says itself."""
    return {
        "first": _("You get in touch yourself; nobody signs you up."),
        "more_about": _(
            "A self-help group is people who live through the same and help each other."
            " It costs little or nothing, needs no referral, and you need not give your name."
        ),
        "code": _("The same list, always up to date"),
        "nothing": _("We know no group for this nearby. Call the network: it looks along with you."),
        "printed": _("As it was known on %(day)s.", day=day_of(today, locale)),
    }


def behind_the_code(hidden: int) -> str:
    """That the list goes on; nothing when it does not."""
    if not hidden:
        return ""
    return str(
        ngettext(
            "%(num)d more group is on the page behind the code.",
            "%(num)d more groups are on the page behind the code.",
            hidden,
        )
    )


def leads_to(url: str) -> str:
    """What a screen reader says of a square code."""
    return str(_("Square code that leads to %(address)s", address=url))
