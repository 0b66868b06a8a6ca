"""The base of every form: token, trimmed text, clear sentences in the reader's language."""

from __future__ import annotations

from typing import Any, cast

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField


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
