"""The base of every form: token, trimmed text, clear sentences in the reader's language."""

from __future__ import annotations

from typing import Any, Self, cast
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField

from portal.fields import as_id
from portal.tables import new_id


def _trim(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose texts are trimmed; what was typed stays when it cannot be used."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Trims every text field."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            if issubclass(unbound_field.field_class, (StringField, TextAreaField)):
                filters = [*unbound_field.kwargs.get("filters", ()), _trim]
                return cast(Field, unbound_field.bind(form=form, filters=filters, **options))
            return cast(Field, unbound_field.bind(form=form, **options))

    def add_error(self, field: str, sentence: str) -> None:
        """Show a sentence at a field, for what only the action could know."""
        target = self[field]
        target.errors = [*target.errors, sentence]


class KeyedForm(Form):
    """A form that counts once, however often it is sent: a double click, a lost connection."""

    key = HiddenField()

    @property
    def own_key(self) -> UUID:
        """The key it was opened with; a fresh one when it carries none that can be read."""
        return as_id(self.key.data) or new_id()

    def with_key(self) -> Self:
        """Give an empty form its key."""
        self.key.data = self.key.data or new_id().hex
        return self
