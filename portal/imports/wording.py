"""What the importer understood, changed and doubts, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from flask_babel import gettext as _

from portal.groups.sentences import AUDIENCES, verified, when
from portal.i18n import language
from portal.imports.facts import LABELS, PARTS, Facts, Part
from portal.imports.models import ImportRow
from portal.imports.reading.remarks import Remark, Severity
from portal.imports.reading.values import GroupValues
from portal.recurrence.words import day_month_year

ThemeName = Callable[[str], str]
_PART = {part.code: part for part in PARTS}
_ADDS_NOTHING = ("theme.several", "rhythm.", "row.", "contact.phone_shared")
"""Remarks whose understanding is said in their sentence, or means nothing to a person."""


def as_json(part: Part, facts: Facts, venue: str) -> dict[str, Any]:
    """One part of a page for storing; it is put into words when it is shown."""
    said = {name: _plain(facts[name]) for name in part.facts if name != "location"}
    return said | {"venue": venue} if part.code == "where" else said


def _plain(value: Any) -> Any:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return list(value) if isinstance(value, tuple) else value


def in_words(code: str, said: Mapping[str, Any], theme_name: ThemeName) -> str:
    """One part of a page as a person reads it; empty when the page says nothing there."""
    if code == "themes":
        return ", ".join(theme_name(theme) for theme in said["themes"])
    speak = _SPEAK.get(code)
    return speak(said) if speak else " ".join(str(said[_PART[code].facts[0]]).split())


def _audience(said: Mapping[str, Any]) -> str:
    return said["audience_note"] or ", ".join(str(AUDIENCES[name]) for name in said["audiences"])


def _where(said: Mapping[str, Any]) -> str:
    ways = [
        said["venue"] or said["place"],
        _("online") if said["online"] else "",
        _("by telephone") if said["by_phone"] else "",
    ]
    return ", ".join(way for way in ways if way)


def _when(said: Mapping[str, Any]) -> str:
    start, end = (time.fromisoformat(said[name]) if said[name] else None for name in ("starts_at", "ends_at"))
    return when(said["meeting_text"], start, end, language())


def _phone(said: Mapping[str, Any]) -> str:
    return f"{said['phone']} ({said['phone_note']})" if said["phone_note"] else str(said["phone"])


def _listed(said: Mapping[str, Any]) -> str:
    return str(_("yes") if said["listed"] else _("no"))


def _checked(said: Mapping[str, Any]) -> str:
    return verified(date.fromisoformat(said["on"]), said["precision"], language()) if said["on"] else ""


_SPEAK: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "audience": _audience,
    "where": _where,
    "when": _when,
    "phone": _phone,
    "listed": _listed,
    "checked": _checked,
}


def venue_of(values: GroupValues) -> str:
    """Building, street and town in one line."""
    parts = (values.location, values.street, values.city if values.location or values.street else "")
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Notice:
    """One thing to say about a row. `kind` is "note", "change", "asked", "unsure" or "refused"."""

    kind: str
    sentence: str
    column: str = ""
    original: str = ""
    understood: str = ""
    suggested: str = ""

    @property
    def whole(self) -> str:
        """Sentence, understanding and suggestion together."""
        said = [self.sentence]
        if self.understood:
            said.append(_("Understood: %(text)s.", text=self.understood))
        if self.suggested:
            said.append(_("Suggestion: %(text)s.", text=self.suggested))
        return " ".join(said)


def notice(remark: Remark, theme_name: ThemeName) -> Notice:
    """A remark of the reader."""
    suggested = ""
    if remark.finding.suggests and remark.finding.suggests[0] == "theme":
        suggested = theme_name(remark.finding.suggests[1])
    return Notice(
        remark.severity.value, str(remark.sentence), remark.column, remark.original[:300],
        _understood(remark, theme_name), suggested,
    )  # fmt: skip


def _understood(remark: Remark, theme_name: ThemeName) -> str:
    found = remark.understood
    if not found or remark.code.startswith(_ADDS_NOTHING):
        return ""
    if remark.code.startswith("theme."):
        return ", ".join(theme_name(code) for code in found.split(", "))
    if remark.code.startswith("date.") and len(found) == len("2026-11-21"):
        return day_month_year(date.fromisoformat(found))
    return found


def difference(change: Mapping[str, Any], theme_name: ThemeName) -> Notice:
    """A part on which the page and the file do not agree, or another doubt about the whole row."""
    if change["part"] == "rivals":
        names = ", ".join(f"“{name}”" for name in change["names"])
        return Notice("unsure", _("This may be one of these groups: %(names)s. Which one?", names=names))
    if change["part"] == "failed":
        return Notice("refused", _("This row could not be saved. The other rows were not affected."))
    code, label = change["part"], str(LABELS[change["part"]])
    page, file = (in_words(code, change[side], theme_name) or _("nothing") for side in ("page", "file"))
    if change.get("kept"):
        said = _("%(part)s: the page says “%(page)s”, the file says “%(file)s”. The page stays as it is.",
                 part=label, page=page, file=file)  # fmt: skip
        return Notice("unsure", said)
    if change.get("asked"):
        said = _("%(part)s: the page says “%(page)s”, the file says “%(file)s”. The group decides.",
                 part=label, page=page, file=file)  # fmt: skip
        return Notice("asked", said)
    return Notice("change", _("%(part)s: “%(page)s” becomes “%(file)s”.", part=label, page=page, file=file))


def notices(row: ImportRow, theme_name: ThemeName) -> list[Notice]:
    """Everything to say about a row, the gravest first."""
    found = [difference(change, theme_name) for change in row.changes]
    found += [notice(Remark.from_json(stored), theme_name) for stored in row.remarks]
    order = [Severity.REFUSED.value, Severity.UNSURE.value, "asked", "change", Severity.NOTE.value]
    return sorted(found, key=lambda one: order.index(one.kind))
