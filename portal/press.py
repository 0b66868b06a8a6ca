"""Typst turns a drawing and data into a PDF: tagged, PDF/UA-1, the same bytes for the same input.

What people wrote only ever enters as JSON, never as Typst source; no file outside templates/print is read,
no typeface but those inside the typst package, and nothing is fetched. It is imported with the first
document: most processes print none, and it takes 7 MB.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import typst

KEPT_FOR = 10
TEMPLATES = Path(__file__).parents[1] / "templates" / "print"


@cache
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False)


def press(name: str, data: Mapping[str, Any], *, today: date) -> bytes:
    """The PDF of templates/print/<name>.typ."""
    return typeset(TEMPLATES / f"{name}.typ", data, today=today)


def typeset(
    drawing: Path, data: Mapping[str, Any], *, today: date, standard: Literal["ua-1", "1.7"] = "ua-1"
) -> bytes:
    """The PDF of a drawing, which may read the files beside it. Raises typst.TypstError when it is wrong."""
    import typst

    values = {**data, "today": [today.year, today.month, today.day]}
    try:
        return typst.compile(
            drawing,
            root=drawing.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
            pdf_standards=standard,
            timestamp=datetime(today.year, today.month, today.day, tzinfo=UTC),
        )
    finally:
        forget()


def forget() -> None:
    """Make Typst let go of what it remembers to be quicker the next time: 90 MB for each booklet.

    It drops what was of no use to the last ten documents, so it is given ten empty ones (some ms).
    """
    import typst

    for _ in range(KEPT_FOR):
        typst.compile(b"", format="svg", font_paths=_fonts(), ignore_system_fonts=True)
