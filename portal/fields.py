"""Fields and checks that forms of several features share. They ask no database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length

ADDRESS_KEYS = {
    "autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false",
}  # fmt: skip

NOTHING = UUID(int=0)
"""An id that nothing has."""


def address(text: str) -> str:
    """A person's mail address as it is stored and compared. Raises EmailNotValidError (a ValueError)."""
    checked = validate_email(
        text, check_deliverability=False, allow_smtputf8=False, strict=True, test_environment=True
    )
    return str(checked.ascii_email).lower()


class AddressField(StringField):
    """A mail address; `data` is in the stored form once it is valid, what was typed while it is not."""

    def pre_validate(self, form: Any) -> None:
        """Before the other validators, so that they see the stored form."""
        if self.data:
            try:
                self.data = address(self.data)
            except EmailNotValidError:
                raise ValidationError(
                    _("This does not look like a mail address. Example: name@example.org")
                ) from None


class AtMost:
    """A limit that the browser does not know, because a browser would cut a pasted text off in silence."""

    def __init__(self, letters: int) -> None:
        self.letters = letters

    def __call__(self, _form: Any, field: Field) -> None:
        too_many = len(field.data or "") - self.letters
        if too_many > 0:
            raise ValidationError(
                _(
                    "This is %(number)s characters too long. Keep it within %(most)s.",
                    number=too_many,
                    most=self.letters,
                )
            )


class Chosen:
    """A radio button that always has an answer, so it is not marked as one that may stay empty."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Choices are checked by the field itself."""


def at_most(letters: int) -> Length:
    """A limit that the browser keeps too, with a sentence for those that do not."""
    return Length(max=letters, message=_l("Keep it within %(number)s characters.", number=letters))


def as_id(text: str | None) -> UUID | None:
    """The id that somebody's form or address names; None when it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def one_newline(text: str | None) -> str | None:
    """Browsers send line ends as two characters; stored texts have one."""
    return text.replace("\r\n", "\n") if text else text


def options(labels: Mapping[Any, Any]) -> list[Any]:
    """Choices of a field, from their labels by value."""
    return [SelectChoice(value, label) for value, label in labels.items()]
