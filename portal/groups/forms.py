"""What is filled in about a group, and about a new contact person. Forms are pure: they ask no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Optional

from portal.fields import AddressField, Chosen, at_most, one_newline, options
from portal.forms import Form
from portal.groups.actions import ADDRESS, COLUMNS
from portal.groups.fields import Checks, Clock
from portal.groups.models import Group
from portal.groups.sentences import AUDIENCES, FIELDS, JOINING, SEATS, STATES

_PHONE = re.compile(r"\+?[\d\s()/.\-]+")
SHORT, LINE, TEXT = 80, 200, 4_000
"""Letters that fit in a name, in a line, in a text."""


def mail_address(text: str) -> str:
    """A group's listed address, as it wants it read. Raises ValidationError with a sentence."""
    try:
        return str(validate_email(text, check_deliverability=False, test_environment=True).normalized)
    except EmailNotValidError:
        raise ValidationError(
            _("This does not look like a mail address. Example: name@example.org")
        ) from None


def web_address(text: str) -> str:
    """The address with its scheme. Only http and https: anything else could act on the reader's device."""
    full = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(full)
    except ValueError:
        parts = urlsplit("")
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "." not in host or re.search(r"[\s<>\"'\\@]", full):
        raise ValidationError(_("This does not look like a website. Example: https://www.example.org"))
    return full


class GroupForm(Form):
    """Everything about a group. Only a theme and one way to be reached are needed to be found."""

    version = HiddenField()
    base = HiddenField()
    name = StringField(FIELDS["name"], [DataRequired(_l("Give the group a name.")), at_most(120)])
    intro = TextAreaField(
        FIELDS["intro"],
        [at_most(TEXT)],
        filters=[one_newline],
        description=_l("What do you do together? Keep it short and warm."),
    )
    themes = Checks(FIELDS["themes"])
    audiences = Checks(FIELDS["audiences"], choices=options(AUDIENCES))
    audience_note = StringField(FIELDS["audience_note"], [at_most(LINE)])
    in_person = BooleanField(FIELDS["in_person"])
    online = BooleanField(FIELDS["online"])
    by_phone = BooleanField(FIELDS["by_phone"])
    venue = StringField(FIELDS["venue"], [at_most(120)], description=_l("For example: De Huiskamer"))
    street = StringField(FIELDS["street"], [at_most(120)])
    postcode = StringField(FIELDS["postcode"], [at_most(12)])
    place = StringField(
        FIELDS["place"],
        [at_most(SHORT)],
        description=_l("Also when you meet online: the town you belong to."),
    )
    meeting_text = StringField(
        FIELDS["meeting_text"],
        [at_most(LINE)],
        description=_l("As you would say it: every second Tuesday, not in July."),
    )
    starts_at = Clock(FIELDS["starts_at"], [Optional()])
    ends_at = Clock(FIELDS["ends_at"], [Optional()])
    contact_name = StringField(
        FIELDS["contact_name"], [at_most(SHORT)], description=_l("A first name is enough. Visitors see it.")
    )
    phone = StringField(FIELDS["phone"], [at_most(40)])
    phone_note = StringField(FIELDS["phone_note"], [at_most(SHORT)])
    email = StringField(FIELDS["email"], [at_most(LINE)], description=_l("Visitors see it."))
    website = StringField(FIELDS["website"], [at_most(LINE)])
    costs = StringField(FIELDS["costs"], [at_most(LINE)])
    access_note = StringField(
        FIELDS["access_note"], [at_most(LINE)], description=_l("Wheelchair, hearing loop, lift, parking.")
    )
    joining = RadioField(
        FIELDS["joining"], [Chosen()], choices=options({**JOINING, "": _l("We do not say")}), default=""
    )
    state = RadioField(FIELDS["state"], [Chosen()], choices=options(STATES), default="active")
    listed = BooleanField(FIELDS["listed"], default=True)
    network_note = TextAreaField(
        FIELDS["network_note"],
        [at_most(TEXT)],
        filters=[one_newline],
        description=_l("Visitors never see this: only the contact persons of this group and the network."),
    )
    still_correct = BooleanField(
        _l("Everything on this page is still correct"),
        description=_l("Visitors see today's date as the day it was checked."),
    )

    why = TextAreaField(
        _l("Why do you propose this?"),
        [at_most(1_000)],
        filters=[one_newline],
        description=_l("The contact persons read it beside your proposal."),
    )

    def validate_phone(self, field: StringField) -> None:
        """Digits as people write them."""
        digits = sum(character.isdigit() for character in field.data or "")
        if field.data and not (_PHONE.fullmatch(field.data) and 6 <= digits <= 15):
            raise ValidationError(
                _("This does not look like a phone number. Only the number goes here; when to call, below.")
            )

    def validate_email(self, field: StringField) -> None:
        """An address that could exist."""
        if field.data:
            field.data = mail_address(field.data)

    def validate_website(self, field: StringField) -> None:
        """A page on the web."""
        if field.data:
            field.data = web_address(field.data)

    def validate_themes(self, field: Checks) -> None:
        """Without a theme nobody finds the group."""
        if not field.data:
            raise ValidationError(_("Choose at least one theme, so that people can find the group."))

    def validate_ends_at(self, field: Clock) -> None:
        """A meeting ends after it starts."""
        if field.data and not self.starts_at.data:
            raise ValidationError(_("Fill in when the meeting starts too."))
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("The meeting ends before it starts. Look at both times."))

    def validate_listed(self, field: BooleanField) -> None:
        """Visitors must be able to reach a group they find."""
        if self.state.data == "forming":
            return
        if field.data and not (self.phone.data or self.email.data or self.website.data):
            raise ValidationError(
                _("Fill in a phone number, a mail address or a website, so that people can reach the group.")
            )

    def offer_themes(self, choices: Iterable[tuple[str, str]]) -> None:
        """The themes of the network, as (code, name)."""
        self.themes.choices = options(dict(choices))

    def values(self) -> dict[str, Any]:
        """What was filled in, as the actions take it."""
        found = {name: self[name].data for name in (*COLUMNS, *ADDRESS, "themes")}
        empty = {name: None if name in ("starts_at", "ends_at") else "" for name in found}
        return {name: empty[name] if value is None else value for name, value in found.items()}


class NewGroupForm(GroupForm):
    """The same for a new group: even the name may come later."""

    name = StringField(
        FIELDS["name"], [at_most(120)], description=_l("Left empty it becomes the theme and the town.")
    )


class ContactForm(Form):
    """Somebody to invite as contact person of one group."""

    email = AddressField(
        FIELDS["email"],
        [DataRequired(_l("Fill in the mail address of the person you invite."))],
        render_kw={"autocomplete": "off", "inputmode": "email", "autocapitalize": "none"},
    )
    name = StringField(
        _l("Name"),
        [at_most(SHORT)],
        description=_l("Used in the mail. The person can change it."),
        render_kw={"autocomplete": "off"},
    )

    role = RadioField(
        _l("As what?"),
        [Chosen()],
        choices=options(SEATS),
        default="contact",
        description=_l("A stand-in gets the mail and can change the page while a contact person cannot."),
    )


def stored(group: Group) -> Mapping[str, Any]:
    """A group as its form shows it; its place and themes are loaded."""
    place = group.location
    address = {"venue": place.name, "street": place.street, "postcode": place.postcode} if place else {}
    columns = {name: getattr(group, name) for name in COLUMNS}
    themes = [theme.code for theme in group.themes]
    return {**dict.fromkeys(ADDRESS, ""), **address, **columns, "themes": themes}
