"""A booklet laid out on A4 lying down: print on both sides, turn over the short edge, fold, staple.

For a printer only: pages put into pages lose their tags, so readers of a screen get the booklet itself.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.groups.public import PublicNetwork
from portal.letters import fit
from portal.press import TEMPLATES, typeset

PAGES_PER_SHEET = 4
_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")


def sheets(booklet: bytes, network: PublicNetwork, *, locale: str, today: date) -> bytes:
    """The pages of a stitched booklet, two by two, in printing order. ValueError for any other PDF."""
    found = _COUNT.search(booklet)
    pages = int(found[1]) if found else 0
    with force_locale(locale):
        data = {
            "lang": locale,
            "title": str(_("%(name)s, sheets to fold", name=fit(network.name, 120))),
            "network": {"name": fit(network.name, 120)},
            "sides": sides(pages),
            "alts": [str(_("page %(number)s", number=number)) for number in range(1, pages + 1)],
        }
    with TemporaryDirectory() as folder:
        room = Path(folder)
        (room / "booklet.pdf").write_bytes(booklet)
        (room / "sheets.typ").write_bytes((TEMPLATES / "sheets.typ").read_bytes())
        return typeset(room / "sheets.typ", data, today=today, standard="1.7")


def sides(pages: int) -> list[tuple[int, int]]:
    """Which pages stand left and right, side by side of paper: front of the outermost sheet first."""
    if not pages or pages % PAGES_PER_SHEET:
        raise ValueError(f"{pages} pages cannot be folded: ask for a stitched booklet")
    found = []
    for first in range(1, pages // 2, 2):
        last = pages + 1 - first
        found += [(last, first), (first + 1, last - 1)]
    return found
