"""Fields that forms for visitors share: an address, a text that is never cut off, a trap for machines."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from wtforms import Field, StringField, ValidationError

LONGEST_ADDRESS = 200
ADDRESS_KEYS = {
    "autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false",
}  # fmt: skip


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


class AddressField(StringField):
    """A mail address, stored in lower case. What was typed stays while it cannot be used."""

    def pre_validate(self, form: Any) -> None:
        """Before the other validators, so that they see the stored form."""
        if not self.data:
            return
        try:
            checked = validate_email(
                self.data[: LONGEST_ADDRESS + 1],
                check_deliverability=False,
                allow_smtputf8=False,
                strict=True,
                test_environment=True,
            )
        except EmailNotValidError:
            raise ValidationError(
                _("This does not look like a mail address. Example: name@example.org")
            ) from None
        self.data = str(checked.ascii_email).lower()


def one_newline(text: str | None) -> str | None:
    """Browsers send line ends as two characters; stored texts have one."""
    return text.replace("\r\n", "\n") if text else text
