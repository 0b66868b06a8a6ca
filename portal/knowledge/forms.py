"""An article as it is written, checked and shared."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
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
from wtforms.validators import InputRequired, Optional

from portal.clock import today
from portal.fields import AtMost, as_id, one_newline, options
from portal.forms import Form
from portal.knowledge.categories import choices

LONGEST_TITLE, LONGEST_TEXT, LONGEST_SOURCES, LONGEST_WORDS = 120, 20_000, 4_000, 120


def _not_over(_form: Any, field: DateField) -> None:
    if field.data and field.data < today():
        raise ValidationError(_("Fill in a day that is still to come, or leave it empty."))


def _valid_until() -> DateField:
    return DateField(
        _l("Valid until"),
        [Optional(), _not_over],
        description=_l("For what ends, such as a yearly grant. A month before, somebody is asked to look."),
    )


class ArticleForm(Form):
    """What anybody who writes fills in."""

    draft_id = HiddenField()
    title = StringField(
        _l("Title"),
        [InputRequired(_l("Fill in a title.")), AtMost(LONGEST_TITLE)],
        description=_l("The question as a group would ask it. Example: who pays for our stamps?"),
    )
    category = SelectField(_l("Category"), [InputRequired(_l("Choose a category."))], choices=[])
    text = TextAreaField(
        _l("Text"),
        [InputRequired(_l("Write the answer.")), AtMost(LONGEST_TEXT)],
        filters=[one_newline],
        description=_l("A blank line begins a paragraph, “- ” before a line makes a list, “## ” a heading."),
    )
    region = StringField(
        _l("Region"), [AtMost(LONGEST_WORDS)], description=_l("Where it holds, if that is not everywhere.")
    )
    sources = TextAreaField(
        _l("Sources"),
        [AtMost(LONGEST_SOURCES)],
        filters=[one_newline],
        description=_l("Where one can look it up, one on each line."),
    )
    valid_until = _valid_until()
    may_stay = BooleanField(_l("I have looked: what is marked may stay"))

    def offer_categories(self) -> None:
        """In the reader's language."""
        self.category.choices = options({"": _("Choose a category"), **dict(choices())})

    def validate_draft_id(self, field: HiddenField) -> None:
        """A page that somebody made themselves: then it is a new article."""
        if as_id(field.data) is None:
            field.data = ""

    @property
    def values(self) -> dict[str, Any]:
        """What the form says of the article."""
        left_out = ("csrf_token", "draft_id", "may_stay", "checked")
        return {name: value for name, value in self.data.items() if name not in left_out}


class StewardsArticleForm(ArticleForm):
    """What a steward decides besides."""

    checked_by = StringField(
        _l("Checked by"),
        [AtMost(LONGEST_WORDS)],
        description=_l("As readers see it: an organisation or a task, not the name of a person."),
    )
    visibility = RadioField(
        _l("Who may read it?"), [InputRequired(_l("Choose who may read it."))], default="network", choices=[]
    )
    checked = BooleanField(_l("I have checked it: it holds today"))

    def offer_categories(self) -> None:
        """And who may read it."""
        super().offer_categories()
        self.visibility.choices = options(
            {"network": _("Those who speak for a group, and the network"), "public": _("Everybody")}
        )


class CheckForm(Form):
    """It still holds."""

    valid_until = _valid_until()


class SharingForm(Form):
    """The preview was read."""

    seen = HiddenField()
    read = BooleanField(
        _l("I have read it. Nothing in it says who somebody is."),
        [InputRequired(_l("Read the text and tick this box."))],
    )
