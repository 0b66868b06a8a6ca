"""What is filled in about a group's own house. Forms are pure: they ask no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired

from portal.fields import ADDRESS_KEYS, AddressField, Chosen, at_most, one_newline, options
from portal.forms import Form
from portal.groups.sentences import FIELDS, JOINING
from portal.groups.visibility import CAN_BE_KEPT

WHO = {"public": _l("everybody"), "network": _l("the network"), "group": _l("only us")}
KEEPABLE = tuple(name for name in FIELDS if name in CAN_BE_KEPT)
LONGEST_ABSENCE = 366
"""Days; who stays away longer makes somebody else contact person."""


def _who_sees(name: str) -> SelectField:
    return SelectField(
        FIELDS[name],
        [InputRequired()],
        choices=options(WHO),
        default="public",
    )


class DecisionsForm(Form):
    """What a group decides about itself."""

    version = HiddenField()
    word_for_contact = StringField(
        FIELDS["word_for_contact"], [at_most(40)], description=_l("For example: host. Empty: contact person.")
    )
    word_for_participant = StringField(
        FIELDS["word_for_participant"], [at_most(40)], description=_l("For example: peers, members, friends.")
    )
    house_rules = TextAreaField(
        FIELDS["house_rules"],
        [at_most(8_000)],
        filters=[one_newline],
        description=_l(
            "Plain text. With something here the group has a page with its rules that everybody can read."
        ),
    )
    joining = RadioField(
        FIELDS["joining"],
        [Chosen()],
        choices=options({**JOINING, "": _l("We do not say")}),
        default="",
    )
    takes_messages = BooleanField(FIELDS["takes_messages"])
    first_names_only = BooleanField(
        FIELDS["first_names_only"],
        description=_l("On the page, in print, in files and on other sites. Initials and surnames stay out."),
    )
    neutral_title = StringField(
        FIELDS["neutral_title"],
        [at_most(60)],
        description=_l(
            "Stands in calendars and mails instead of the name. Empty: a neutral word of the network."
        ),
    )

    def values(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        own = ("word_for_contact", "word_for_participant", "house_rules", "joining", "neutral_title")
        found: dict[str, Any] = {name: self[name].data or "" for name in own}
        found |= {name: bool(self[name].data) for name in ("takes_messages", "first_names_only")}
        found["shown_to"] = {name: self[f"shown_{name}"].data for name in KEEPABLE}
        return found


for _name in KEEPABLE:
    setattr(DecisionsForm, f"shown_{_name}", _who_sees(_name))


def stored(group: Any) -> Mapping[str, Any]:
    """A group's decisions as the form shows them."""
    own = (
        "word_for_contact",
        "word_for_participant",
        "house_rules",
        "joining",
        "neutral_title",
        "takes_messages",
        "first_names_only",
    )
    shown = {f"shown_{name}": group.shown_to.get(name, "public") for name in KEEPABLE}
    return {"version": str(group.version), **{name: getattr(group, name) for name in own}, **shown}


class RemarkForm(Form):
    """Something to say about a proposal."""

    text = TextAreaField(
        _l("What do you want to say?"),
        [DataRequired(_l("Write something first.")), at_most(2_000)],
        filters=[one_newline],
    )


class TypedCodeForm(Form):
    """The code that went to the address of a listing."""

    code = StringField(
        _l("Code"),
        [DataRequired(_l("Type the code from the mail.")), at_most(100)],
        description=_l("Eight letters and digits, like KMPT-4F7C. Capitals and the hyphen do not matter."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class ClaimForm(Form):
    """Who says that this is their group, and how to prove it."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Fill in a name.")), at_most(80)],
        description=_l("A first name is enough. Visitors do not see it."),
        render_kw={"autocomplete": "given-name"},
    )
    email = AddressField(
        _l("Your own mail address"),
        [InputRequired(_l("Fill in your mail address."))],
        description=_l("For your account. Visitors do not see it."),
        render_kw=ADDRESS_KEYS,
    )
    how = RadioField(
        _l("How can we check it?"),
        [InputRequired(_l("Choose one."))],
        choices=options(
            {
                "mail": _l("Mail a code to the address of the group"),
                "phone": _l("Call the phone number of the group"),
            }
        ),
        default="mail",
    )


class AwayForm(Form):
    """Until when somebody cannot, and in which of their groups. Why is not asked."""

    until = DateField(_l("First day you are back"), [InputRequired(_l("Fill in the day you are back."))])
    group = SelectField(_l("For which group?"), choices=[], default="")

    def __init__(self, today: date, groups: Mapping[UUID, str], **kw: Any) -> None:
        super().__init__(**kw)
        self._today = today
        if len(groups) > 1:
            named = {str(key): name for key, name in groups.items()}
            self.group.choices = options({"": _l("All my groups"), **named})
        else:
            del self.group

    def validate_until(self, field: DateField) -> None:
        """A day to come, and not too far."""
        if field.data is None:
            return
        if field.data <= self._today:
            raise ValidationError(
                _l("This day is over or is today. Choose the day you are back, from tomorrow on.")
            )
        if (field.data - self._today).days > LONGEST_ABSENCE:
            raise ValidationError(_l("That is more than a year. Make somebody else contact person instead."))

    def chosen(self, groups: Mapping[UUID, str]) -> list[UUID]:
        """The groups it is for."""
        wanted = self.group.data if "group" in self else ""
        return [key for key in groups if not wanted or str(key) == wanted]
