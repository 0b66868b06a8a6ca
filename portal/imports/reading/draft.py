"""A row while it is being read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from portal.imports.reading.fields import Field
from portal.imports.reading.remarks import Finding, Remark, Severity
from portal.imports.reading.rhythms import Rhythm
from portal.imports.reading.themes import Catalogue, ThemeMatch
from portal.imports.reading.values import GroupValues


@dataclass(frozen=True)
class Context:
    """What all rows share. The two readers remember recent answers: lists repeat themselves."""

    catalogue: Catalogue
    locale: str
    today: date
    rhythm: Callable[[str], Rhythm]
    match: Callable[[str], ThemeMatch]
    country: str = ""
    """NL, BE or DE: whose telephone numbers are written without their country; "" goes by the language."""


@dataclass
class Draft:
    """Texts by field in, values and remarks out.

    `section` is the heading above the row, `above` the themes that the nearest row above names itself.
    """

    texts: dict[Field, str]
    headers: dict[Field, str]
    section: str = ""
    above: tuple[str, ...] = ()
    values: GroupValues = field(default_factory=GroupValues)
    remarks: list[Remark] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)

    def text(self, of: Field) -> str:
        """What the row says for a field, empty when there is no such column."""
        return self.texts.get(of, "")

    def remark(self, of: Field, *findings: Finding) -> None:
        """Notes findings about a cell."""
        self.remarks += [
            Remark(of.value, self.headers.get(of, ""), self.text(of), found) for found in findings
        ]

    @property
    def refused(self) -> bool:
        """A step found a reason not to import the row."""
        return any(remark.severity == Severity.REFUSED for remark in self.remarks)

    def remark_row(self, *findings: Finding) -> None:
        """Notes findings about the whole row."""
        self.remarks += [Remark("", "", "", found) for found in findings]

    def keep(self, of: Field, findings: Iterable[Finding]) -> None:
        """A text of which nothing was understood stays, under the name of its column."""
        self.kept.append((self.headers.get(of, ""), self.text(of)))
        self.remark(of, *findings)
