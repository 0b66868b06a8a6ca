"""What people fill in. No form has a field for a role: that is decided by the page it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.fields import ADDRESS_KEYS, AddressField, options
from portal.forms import Form
from portal.i18n import NAMES, SUPPORTED

AS_NETWORK = "network"
CODE_KEYS = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class AddressForm(Form):
    """Where to send the code."""

    email = AddressField(
        _l("Mail address"), [InputRequired(_l("Fill in your mail address."))], render_kw=ADDRESS_KEYS
    )


class CodeForm(Form):
    """The code from the mail."""

    code = StringField(
        _l("Code"),
        [
            InputRequired(_l("Type the code from the mail.")),
            Length(max=100, message=_l("That is too long for a code.")),
        ],
        description=_l("Eight letters and digits, like KMPT-4F7C. Capitals and the hyphen do not matter."),
        render_kw=CODE_KEYS,
    )


class ProfileForm(Form):
    """What a person says of themselves."""

    name = StringField(
        _l("Name"), [Length(max=80, message=_l("Keep it within 80 characters."))],
        description=_l("The network's stewards see this name. It need not be your full name."),
        render_kw={"autocomplete": "name"},
    )
    locale = SelectField(
        _l("Language"), [InputRequired(_l("Choose a language."))],
        choices=options(
            {AS_NETWORK: _l("The network's language"), **{code: NAMES[code] for code in SUPPORTED}}
        ),
        description=_l("For these pages and for the mails you get."),
    )


class InvitationForm(Form):
    """Somebody to invite as steward; the form of a role has no field that could choose another."""

    email = AddressField(
        _l("Mail address"), [InputRequired(_l("Fill in the mail address of the person you invite."))],
        render_kw={**ADDRESS_KEYS, "autocomplete": "off"},
    )
    name = StringField(
        _l("Name"), [Length(max=80, message=_l("Keep it within 80 characters."))],
        description=_l("Used in the mail. The person can change it."), render_kw={"autocomplete": "off"},
    )


class MemberInvitationForm(InvitationForm):
    """Somebody to invite as participant, or as contact person of one group."""

    group = SelectField(
        _l("Contact person of"), choices=[],
        description=_l("A contact person keeps the page of their group up to date."),
    )

    def offer(self, groups: Sequence[tuple[UUID, str]]) -> None:
        """The network's groups to choose from; without any, the question goes."""
        if groups:
            named = {str(group_id): name for group_id, name in groups}
            self.group.choices = options({"": _("No group: invite as participant"), **named})
        else:
            del self.group

    @property
    def group_id(self) -> UUID | None:
        """The group that was chosen, if any."""
        chosen = self.group.data if "group" in self else ""
        return UUID(chosen) if chosen else None
