"""What the importer understood of one row."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from portal.imports.reading.dates import Precision


@dataclass(frozen=True)
class GroupValues:
    """The fields of a group, as far as they could be read; nothing in here is a guess.

    `themes` are certain codes, `theme_suggestions` wait for a person. `when` is the sentence about the
    meetings as it was written; `rrule` has no first date, and `needs_anchor` says that it cannot do without
    one. `anchor` is only set when the text itself says which weeks. `phone` is as written, `phone_dial` is
    E.164. `kept` holds texts that could not be read, with the name of their column, so that nothing is lost.
    """

    name: str = ""
    themes: tuple[str, ...] = ()
    theme_text: str = ""
    theme_suggestions: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    audience: str = ""
    contact_name: str = ""
    phone: str = ""
    phone_note: str = ""
    phone_dial: str = ""
    email: str = ""
    website: str = ""
    in_person: bool = True
    online: bool = False
    by_phone: bool = False
    platform: str = ""
    location: str = ""
    street: str = ""
    postcode: str = ""
    country: str = ""
    city: str = ""
    when: str = ""
    rrule: str = ""
    needs_anchor: bool = False
    anchor: date | None = None
    start: time | None = None
    end: time | None = None
    note: str = ""
    checked_on: date | None = None
    checked_precision: Precision = "day"
    costs: str = ""
    intro: str = ""
    external_id: str = ""
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def reachable(self) -> bool:
        """A visitor can telephone, write or look at a website."""
        return bool(self.phone or self.email or self.website)

    @property
    def listable(self) -> bool:
        """It has what a listed group needs: a theme and one way to be reached."""
        return bool(self.themes) and self.reachable

    def as_json(self) -> dict[str, Any]:
        """Plain text, lists and booleans, for storing; dates and times in ISO form."""
        stored = asdict(self)
        stored["anchor"] = self.anchor.isoformat() if self.anchor else None
        stored["checked_on"] = self.checked_on.isoformat() if self.checked_on else None
        stored["start"] = f"{self.start:%H:%M}" if self.start else None
        stored["end"] = f"{self.end:%H:%M}" if self.end else None
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> GroupValues:
        """The values that `as_json` wrote, also after a round through a JSON column."""
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()
        }
        values["kept"] = tuple((str(column), str(text)) for column, text in stored["kept"])
        for key in ("anchor", "checked_on"):
            values[key] = date.fromisoformat(stored[key]) if stored[key] else None
        for key in ("start", "end"):
            values[key] = time.fromisoformat(stored[key]) if stored[key] else None
        return cls(**values)
