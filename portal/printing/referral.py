"""A sheet to hand over when a doctor or a neighbourhood team tells of groups: one theme, one place, one page.

It has no room for a name. Who gets the sheet decides what to do with it, and gets in touch without others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.numbers import format_decimal
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.groups.public import PublicGroup, PublicNetwork
from portal.letters import fit
from portal.press import press
from portal.printing.entries import Say, about, entry, home, leading_to, nothing_to_say
from portal.printing.words import behind_the_code, crisis, referral_title, referral_words

MOST = 12
"""More never fit on a page of A4 in a readable size."""
INTRO = 120


def referral(
    network: PublicNetwork,
    theme_name: str,
    place: str,
    groups_with_distance: Sequence[tuple[PublicGroup, float | None]],
    *,
    more: int,
    search_url: str,
    locale: str,
    today: date,
    country: str = "",
    say: Say = nothing_to_say,
) -> bytes:
    """The sheet as a PDF of one page.

    Groups come with their distance in km (None: online, by phone or not known) and are printed in the order
    given, as many as fit; `more` says how many others the search at `search_url` finds.
    """
    shown = groups_with_distance[:MOST]
    with force_locale(locale):
        hidden = len(groups_with_distance) - len(shown) + more
        data = {
            "lang": locale,
            "title": referral_title(fit(theme_name, 80), fit(place, 60)),
            "network": about(network),
            "groups": [_near(group, km, locale=locale, say=say) for group, km in shown],
            "behind": [behind_the_code(hidden + left) for left in range(len(shown), -1, -1)],
            "search": leading_to(search_url),
            "words": referral_words(today, locale),
            "crisis": crisis(country or home(network)),
        }
    return press("referral", data, today=today)


def _near(group: PublicGroup, km: float | None, *, locale: str, say: Say) -> dict[str, Any]:
    described = entry(group, locale=locale, say=say, intro=INTRO)
    return {**described, "distance": distance(km, locale)}


def distance(km: float | None, locale: str) -> str:
    """ "2 km"; under a kilometre in words, and nothing where it says nothing."""
    if km is None:
        return ""
    if km < 1:
        return str(_("less than 1 km"))
    return str(_("%(num)s km", num=format_decimal(round(km), locale=locale)))
