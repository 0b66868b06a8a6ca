"""One group on a sheet of A4: a poster, and the same with slips to take along."""

from __future__ import annotations

from datetime import date

from flask_babel import force_locale

from portal.groups.public import PublicGroup, PublicNetwork
from portal.press import press
from portal.printing.entries import Say, about, entry, home, nothing_to_say
from portal.printing.words import crisis, poster_words

INTRO = 230
"""Letters of the group's own words that can be read in passing."""


def poster(
    network: PublicNetwork,
    group: PublicGroup,
    *,
    locale: str,
    today: date,
    country: str = "",
    say: Say = nothing_to_say,
) -> bytes:
    """A poster of A4 as a PDF, one page whatever the group wrote."""
    return _placard("poster", network, group, locale=locale, today=today, country=country, say=say)


def tear_off(
    network: PublicNetwork,
    group: PublicGroup,
    *,
    locale: str,
    today: date,
    country: str = "",
    say: Say = nothing_to_say,
) -> bytes:
    """A sheet of A4 to hang up with nine slips to cut loose, as a PDF of one page."""
    return _placard("tear_off", network, group, locale=locale, today=today, country=country, say=say)


def _placard(
    name: str,
    network: PublicNetwork,
    group: PublicGroup,
    *,
    locale: str,
    today: date,
    country: str,
    say: Say,
) -> bytes:
    with force_locale(locale):
        described = entry(group, locale=locale, say=say, intro=INTRO)
        data = {
            "lang": locale,
            "title": described["name"],
            "network": about(network),
            "group": described,
            "words": poster_words(network.name),
            "crisis": crisis(country or home(network)),
        }
    return press(name, data, today=today)
