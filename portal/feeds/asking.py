"""What a program asks of a list, read strictly: a filter that is not understood must not give everything."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn
from uuid import UUID

from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from portal.feeds.hsds import LARGEST_SIZE, USUAL_SIZE

UNSUPPORTED = ("search", "taxonomy_id")
"""Filters of the standard that we do not have."""
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
_YES_OR_NO = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a list of HSDS records."""

    page: int = 1
    per_page: int = USUAL_SIZE
    full: bool = False
    modified_after: datetime | None = None
    taxonomy_term_id: str = ""
    organization: str = ""


def asked(args: Mapping[str, str], *, filters: Collection[str] = ()) -> Asked:
    """Understand an address; `filters` are those this list has. Raises BadRequest with a sentence."""
    for name in (*UNSUPPORTED, "modified_after", "taxonomy_term_id", "organization_id"):
        if args.get(name) and name not in filters:
            _refuse(_("This list cannot be asked with “%(name)s”.", name=name))
    if args.get("format", "json") != "json":
        _refuse(_("There is only “json” for “format”."))
    return Asked(
        page=_number("page", args, 1),
        per_page=_number("per_page", args, USUAL_SIZE, most=LARGEST_SIZE),
        full=_yes("full", args, no="minimal"),
        modified_after=_moment("modified_after", args),
        taxonomy_term_id=_id("taxonomy_term_id", args),
        organization=_id("organization_id", args),
    )


def _refuse(sentence: str) -> NoReturn:
    error = BadRequest()
    error.sentence = str(sentence)  # type: ignore[attr-defined]
    raise error


def _number(name: str, args: Mapping[str, str], usual: int, *, most: int = 999_999) -> int:
    text = args.get(name, "") or str(usual)
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= most:
        _refuse(_("“%(name)s” is a number from 1 to %(most)s.", name=name, most=most))
    return int(text)


def _yes(name: str, args: Mapping[str, str], *, no: str) -> bool:
    """The first of two switches; the second, its opposite in the standard, is only looked at."""
    for each in (name, no):
        if args.get(each, "true") not in _YES_OR_NO:
            _refuse(_("“%(name)s” is “true” or “false”.", name=each))
    return _YES_OR_NO[args.get(name, "false")]


def _moment(name: str, args: Mapping[str, str]) -> datetime | None:
    """A date or a moment; without a zone it is UTC. A plus sign arrives as a space."""
    text = args.get(name, "").strip().replace(" ", "+")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        _refuse(_("“%(name)s” is a moment, for example 2026-11-01T00:00:00Z.", name=name))


def _id(name: str, args: Mapping[str, str]) -> str:
    text = args.get(name, "").strip()
    if not text:
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        _refuse(_("“%(name)s” is an id of 32 digits and letters with hyphens.", name=name))
