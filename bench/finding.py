"""What a figure came to, beside its goal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One line of the table. Without a goal it is there to explain the others."""

    figure: str
    what: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    control: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def goal(self) -> str:
        """The goal as it is printed."""
        if self.at_most is not None:
            return f"<= {self.at_most:g}"
        return f">= {self.at_least:g}" if self.at_least is not None else ""

    @property
    def passed(self) -> bool | None:
        """None where there is no goal."""
        if self.at_most is not None:
            return self.value <= self.at_most
        return self.value >= self.at_least if self.at_least is not None else None

    def as_json(self) -> dict[str, Any]:
        """For bench/results/."""
        return {
            "figure": self.figure,
            "what": self.what,
            "value": round(self.value, 4),
            "unit": self.unit,
            "goal": self.goal,
            "passed": self.passed,
            "control": self.control,
            "detail": self.detail,
        }


HEADINGS = ("figure", "what", "value", "goal", "", "control and spread")


def table(findings: list[Finding]) -> str:
    """All findings as text, one line each."""
    rows = [HEADINGS, *(_row(finding) for finding in findings)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _row(finding: Finding) -> tuple[str, ...]:
    verdict = {True: "pass", False: "MISS", None: ""}[finding.passed]
    value = f"{_short(finding.value)} {finding.unit}"
    return finding.figure, finding.what, value, finding.goal, verdict, finding.control


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
