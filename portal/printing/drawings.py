"""Small drawings as SVG: the square code that leads to a page, and the circle of chairs."""

from __future__ import annotations

from functools import lru_cache

import segno

from portal.rings import BOX, ring_dots

_BORDER = 2
"""Modules of white around a code in the drawing itself; the paper around it is white too."""
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'


@lru_cache(maxsize=2_000)
def code(url: str) -> str:
    """A QR code, few and therefore large modules: it is printed small and read by old telephones.

    Raises segno.DataOverflowError above 2,953 bytes; addresses of ours are far shorter.
    """
    made = segno.make(url, error="l", micro=False)
    drawn: str = made.svg_inline(border=_BORDER, omitsize=True, svgclass=None, lineclass=None)
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


@lru_cache(maxsize=2_000)
def ring(slug: str) -> str:
    """The ring of a group or network in black; the free chair is an open circle, as colour may be lacking."""
    dots = ring_dots(slug)
    taken = f'<path d="{dots.taken}" stroke="#000" stroke-width="6.6" stroke-linecap="round" fill="none"/>'
    free = f'<circle cx="{dots.free_x}" cy="{dots.free_y}" r="2.9" stroke="#000" fill="none"/>'
    return _SVG.format(box=f"0 0 {BOX} {BOX}", inside=taken + free)
