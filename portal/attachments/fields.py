"""The field for files, for the forms of features that have some."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField, ValidationError

from portal.attachments.checking import Ready, UnusableFile, prepare
from portal.attachments.models import MOST_FILES

ANY = _l("PDF, PNG or JPEG, together at most 12 MB. We remove where and when a photo was taken.")
PICTURES = _l("PNG or JPEG, together at most 12 MB. We remove where and when a photo was taken.")


class FilesField(MultipleFileField):
    """Files for a form. After `validate` of the form, `ready` are those to hang on the thing.

    A browser cannot show chosen files again: when another field is wrong they must be chosen once more.
    The macro `files_field` of attachments/_files.html says so.
    """

    def __init__(
        self, label: Any = None, *, most: int = MOST_FILES, pictures_only: bool = False, **more: Any
    ) -> None:
        more.setdefault("description", PICTURES if pictures_only else ANY)
        more.setdefault("render_kw", {"accept": "image/png,image/jpeg" + ("" if pictures_only else ",.pdf")})
        super().__init__(label or _l("Files"), **more)
        self._most, self._pictures_only = most, pictures_only
        self.ready: list[Ready] = []

    def pre_validate(self, _form: Any) -> None:
        """Look at the files and write them anew."""
        sent = [file for file in self.data or () if isinstance(file, FileStorage)]
        try:
            self.ready = prepare(sent, most=self._most, pictures_only=self._pictures_only)
        except UnusableFile as unusable:
            raise ValidationError(unusable.sentence) from unusable
