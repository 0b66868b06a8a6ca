"""The booklet of a network's groups (A5), and the same as sheets of A4 to fold and staple."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.groups.public import PublicGroup, PublicNetwork
from portal.groups.texts import sort_key
from portal.letters import fit
from portal.press import press
from portal.printing.entries import Say, about, by_name, entry, home, nothing_to_say, towns
from portal.printing.words import booklet_words, crisis, signs, terms


def booklet(
    network: PublicNetwork,
    groups: Sequence[PublicGroup],
    *,
    locale: str,
    today: date,
    stitched: bool = False,
    country: str = "",
    say: Say = nothing_to_say,
) -> bytes:
    """The booklet as a PDF; `stitched` adds pages for notes until their number is a multiple of 4.

    `country` ("NL", "BE", "DE") chooses the crisis line; without it the network's language does.
    """
    with force_locale(locale):
        data = _data(network, by_name(groups), locale=locale, today=today, say=say)
        data["crisis"] = crisis(country or home(network))
    return press("booklet", {**data, "stitched": stitched}, today=today)


def _data(
    network: PublicNetwork, groups: list[PublicGroup], *, locale: str, today: date, say: Say
) -> dict[str, Any]:
    themes = by_theme(groups)
    words = booklet_words(fit(network.region, 80), today=today, groups=len(groups), locale=locale)
    return {
        "lang": locale,
        "title": f"{fit(network.name, 120)}, {words['month']}",
        "network": about(network),
        "words": words,
        "signs": signs(),
        "terms": terms(),
        "groups": [entry(group, locale=locale, say=say) for group in groups],
        "sections": _sections(groups, themes),
        "themes": themes,
        "places": by_place(groups),
    }


def by_theme(groups: Sequence[PublicGroup]) -> list[dict[str, Any]]:
    """Each theme with the numbers of all its groups; groups without one come last."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for name in _themes(group):
            found[name].append(number)
    without = [number for number, group in enumerate(groups) if not _themes(group)]
    return _in_order(found) + ([{"name": _("Other groups"), "groups": without}] if without else [])


def _themes(group: PublicGroup) -> list[str]:
    return list(dict.fromkeys(name for _code, said in group.themes if (name := fit(said, 80))))


def _sections(groups: Sequence[PublicGroup], themes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A group is described once, under its first theme; its other themes say on which page."""
    described: set[int] = set()
    homes = {number: names[0] for number, group in enumerate(groups) if (names := _themes(group))}
    found = []
    for theme in themes:
        own = [number for number in theme["groups"] if homes.get(number, theme["name"]) == theme["name"]]
        own = [number for number in own if number not in described]
        described.update(own)
        also = [number for number in theme["groups"] if number not in own]
        found.append({"name": theme["name"], "groups": own, "also": also})
    return found


def by_place(groups: Sequence[PublicGroup]) -> list[dict[str, Any]]:
    """Each town with the numbers of its groups, then those one can meet from anywhere."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for town in towns(group):
            found[town].append(number)
    anywhere = (
        (_("online"), [number for number, group in enumerate(groups) if group.online]),
        (_("by phone"), [number for number, group in enumerate(groups) if group.by_phone]),
    )
    rest = [{"name": name[:1].upper() + name[1:], "groups": numbers} for name, numbers in anywhere if numbers]
    return _in_order(found) + rest


def _in_order(found: dict[str, list[int]]) -> list[dict[str, Any]]:
    return [{"name": fit(name, 80), "groups": found[name]} for name in sorted(found, key=sort_key)]
