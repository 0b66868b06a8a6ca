"""What stands in forms and on pages about trainings, by the values that are stored."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WHO = {
    "everyone": _l("Everybody, also without an account"),
    "accounts": _l("Everybody with an account here"),
    "seats": _l("Contact persons and stand-ins of groups"),
    "contacts": _l("Contact persons of groups"),
}
APPROVALS = {
    "": _l("Nobody: who signs up has a place at once"),
    "steward": _l("A steward of the network"),
    "group": _l("A contact person of their own group"),
}
VISIBILITIES = {
    "network": _l("Only people with an account here"),
    "public": _l("Everybody who visits this site"),
}
WAYS = {"": _l("For the whole training"), "1": _l("For single sessions")}
STATES = {
    "draft": _l("draft"),
    "open": _l("open"),
    "closed": _l("signing up is closed"),
    "confirmed": _l("goes ahead"),
    "cancelled": _l("cancelled"),
    "done": _l("over"),
}
KINDS = {
    "text": _l("In their own words"),
    "choice": _l("One of several answers"),
    "number": _l("A number"),
    "yes_no": _l("Yes or no"),
}
READERS = {"steward": _l("Only stewards"), "trainer": _l("Stewards and who gives the training")}
YES_NO = {"yes": _l("Yes"), "no": _l("No")}
