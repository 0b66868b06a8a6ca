"""What is typed about a question. Forms are pure: they ask no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from portal.attachments.fields import FilesField
from portal.clock import today
from portal.fields import ADDRESS_KEYS, AddressField, AtMost, Chosen, one_newline, options
from portal.forms import Form, KeyedForm
from portal.groups.fields import Checks
from portal.knowledge.categories import choices

LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 120, 4_000, 60
FARTHEST = timedelta(days=730)
IN_GENERAL = "-"
"""Chosen for no group."""


class NotInThePast:
    """A day to come, within two years."""

    def __call__(self, _form: Any, field: Field) -> None:
        day: date | None = field.data
        if day is not None and not today() <= day <= today() + FARTHEST:
            raise ValidationError(_("Choose a day from today, within two years."))


def day_field(label: Any, hint: Any = "") -> DateField:
    """A day that may stay empty."""
    return DateField(label, [Optional(), NotInThePast()], description=hint)


def signed_field() -> StringField:
    """Which name others read."""
    return StringField(
        _l("Sign with a name"),
        [AtMost(LONGEST_NAME)],
        description=_l("Others read this instead of the name of your group. It need not be your own name."),
        render_kw={"autocomplete": "off"},
    )


class QuestionForm(KeyedForm):
    """The question itself: what the first step asks."""

    category = SelectField(_l("What is it about?"), [InputRequired(_l("Choose what it is about."))])
    text = StringField(
        _l("Your question in one sentence"),
        [InputRequired(_l("Write your question in one sentence.")), AtMost(LONGEST_TITLE)],
        description=_l("For example: who has a room for twelve people on Tuesday evenings?"),
        render_kw={"autocomplete": "off"},
    )
    """Named as the search for questions alike wants it."""
    more = TextAreaField(
        _l("What others need to know"),
        [AtMost(LONGEST_TEXT)],
        filters=[one_newline],
        description=_l("Write no names and nothing about participants: other groups read this."),
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.category.choices = options({"": _("Choose"), **dict(choices())})


class AskForm(QuestionForm):
    """With everything about it: the second step."""

    group = SelectField(_l("For which group?"), [Chosen()])
    needed_by = day_field(_l("Needed by"), _l("Leave this empty when there is no hurry."))
    visibility = RadioField(
        _l("Who may read it?"),
        [Chosen()],
        choices=options(
            {
                "network": _l("the network: contact persons of all groups here, and the stewards"),
                "stewards": _l("only the stewards"),
            }
        ),
        default="network",
    )
    signed = signed_field()
    files = FilesField()

    def offer(self, groups: Sequence[tuple[str, str]]) -> AskForm:
        """Let the person choose between these groups, and asking in general."""
        general = {IN_GENERAL: _("in general: others do not read which group asks")}
        self.group.choices = options(dict(groups) | general)
        return self

    def group_id(self) -> UUID | None:
        """The group that was chosen; None: in general."""
        return None if self.group.data == IN_GENERAL else UUID(str(self.group.data))


class ForGroupForm(Form):
    """Something said in the name of a group, or by a steward for the network."""

    group = SelectField(_l("In the name of"), [Chosen()])

    def offer(self, groups: Sequence[tuple[str, str]], network: str = "") -> Any:
        """Groups to speak for; `network`: its name, for stewards."""
        ours = [(IN_GENERAL, network)] if network else []
        self.group.choices = options(dict((*ours, *groups)))
        if (ours or groups) and not self.is_submitted():
            self.group.data = (ours[0] if ours else groups[0])[0]
        return self

    def group_id(self) -> UUID | None:
        """The group that was chosen; None: the network."""
        return None if self.group.data == IN_GENERAL else UUID(str(self.group.data))


class AnswerForm(ForGroupForm):
    """An answer of others."""

    text = TextAreaField(
        _l("Your answer"),
        [InputRequired(_l("Write an answer.")), AtMost(LONGEST_TEXT)],
        filters=[one_newline],
    )
    signed = signed_field()
    asks_back = BooleanField(_l("I need to know something first; it waits for who asked"))
    private = BooleanField(_l("Only for who asked, who helps and the stewards"))
    files = FilesField()


class BackForm(Form):
    """What the asker adds."""

    text = TextAreaField(
        _l("What do you want to say?"),
        [InputRequired(_l("Write something.")), AtMost(LONGEST_TEXT)],
        filters=[one_newline],
    )
    files = FilesField()


class OfferForm(KeyedForm, ForGroupForm):
    """What a group can do."""

    text = TextAreaField(
        _l("What can you do?"),
        [InputRequired(_l("Write what you can do.")), AtMost(LONGEST_TEXT)],
        filters=[one_newline],
        description=_l("A part of it is fine too."),
    )
    ready_on = day_field(_l("By when?"))
    signed = signed_field()


class OutcomeForm(Form):
    """Did it work? No marks for people."""

    outcome = RadioField(
        _l("Did it work?"),
        [InputRequired(_l("Choose an answer."))],
        choices=options({"yes": _l("yes"), "partly": _l("partly"), "no": _l("no")}),
    )
    sentence = StringField(
        _l("Do you want to add something?"), [AtMost(300)], render_kw={"autocomplete": "off"}
    )


class TakeForm(Form):
    """A steward does it, by a day."""

    due_on = day_field(_l("Done by"))


class StepForm(KeyedForm):
    """One thing to do."""

    step = StringField(
        _l("What has to be done"), [InputRequired(_l("Write what has to be done.")), AtMost(200)]
    )
    due_on = day_field(_l("Done by"))


class NoteForm(Form):
    """A line in the stewards' log."""

    note = TextAreaField(
        _l("Note for the stewards"),
        [InputRequired(_l("Write a note.")), AtMost(LONGEST_TEXT)],
        filters=[one_newline],
    )


class HandOverForm(Form):
    """To a colleague, or back to everybody."""

    to = SelectField(_l("To whom?"), [Chosen()])

    def offer(self, stewards: Sequence[tuple[str, str]]) -> HandOverForm:
        """The other stewards."""
        self.to.choices = options(dict(stewards) | {IN_GENERAL: _("nobody: it waits for everybody again")})
        return self


class WillingForm(Form):
    """What a group may be asked about."""

    categories = Checks(
        _l("You may ask us about"),
        description=_l("When somebody asks about one of these, we mail you. You may always say no."),
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.categories.choices = options(dict(choices()))


class AskerForm(Form):
    """Somebody who may ask for the group."""

    email = AddressField(
        _l("Mail address"), [InputRequired(_l("Fill in a mail address."))], render_kw=ADDRESS_KEYS
    )


class GroupsForm(Form):
    """Groups to invite."""

    groups = Checks(_l("Which groups?"), [InputRequired(_l("Choose a group."))])
