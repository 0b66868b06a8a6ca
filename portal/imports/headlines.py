"""The sum of a file in a few sentences, and the names of what can become of a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.clock import ZONE
from portal.imports.queries import Counts
from portal.recurrence.words import day_month_year

STATES = {
    "uploaded": _l("columns not chosen"),
    "checking": _l("being read"),
    "checked": _l("not imported yet"),
    "importing": _l("being imported"),
    "done": _l("imported"),
    "failed": _l("could not be read"),
}
VIEWS = (
    ("all", _l("All rows")),
    ("unsure", _l("With a question")),
    ("changed", _l("Changed")),
    ("left-out", _l("Left out")),
)
OUTCOMES = {
    "new": (_l("new"), ""),
    "update": (_l("changed"), "due"),
    "asked": (_l("proposal"), "due"),
    "same": (_l("the same"), "quiet"),
    "duplicate": (_l("double"), "due"),
    "refused": (_l("cannot be used"), "stop"),
}
"""The name of each outcome and the kind of its badge."""


def headline(counts: Counts, *, done: bool) -> str:
    """The heading of the page about one file."""
    if done:
        held = counts.new + counts.update + counts.same
        return str(ngettext("%(num)d group is in", "%(num)d groups are in", held))
    if counts.new:
        return str(ngettext("%(num)d new group is ready", "%(num)d new groups are ready", counts.new))
    if counts.changed:
        return str(ngettext("%(num)d group will change", "%(num)d groups will change", counts.changed))
    if counts.asked:
        return str(ngettext("%(num)d group gets a proposal", "%(num)d groups get a proposal", counts.asked))
    return str(_("There is nothing new in this list"))


def start_label(counts: Counts) -> str:
    """What the button says; empty when there would be nothing to do."""
    if counts.written:
        return str(ngettext("Import %(num)d group", "Import %(num)d groups", counts.written))
    return str(_("Put the questions on my list")) if counts.unsure and counts.same else ""


def sentences(counts: Counts, *, done: bool) -> Iterator[tuple[str, str]]:
    """An outcome and a sentence about its rows, for each that there is."""
    if counts.new:
        yield "new", _new(counts.new, done=done)
    if counts.changed:
        yield "update", _update(counts.changed, done=done)
    if counts.asked:
        yield "asked", _asked(counts.asked, done=done)
    if counts.same:
        yield (
            "same",
            ngettext(
                "%(num)d group is as its page says already. It stays as it is.",
                "%(num)d groups are as their pages say already. They stay as they are.",
                counts.same,
            ),
        )
    if counts.duplicate:
        yield (
            "duplicate",
            ngettext(
                "%(num)d row is about a group that another row is about, and is left out.",
                "%(num)d rows are about a group that another row is about, and are left out.",
                counts.duplicate,
            ),
        )
    if counts.refused:
        yield (
            "refused",
            ngettext(
                "%(num)d row cannot be used. The remark beside it says why.",
                "%(num)d rows cannot be used. The remarks beside them say why.",
                counts.refused,
            ),
        )


def _new(number: int, *, done: bool) -> str:
    if done:
        return str(ngettext("%(num)d group was added.", "%(num)d groups were added.", number))
    return str(
        ngettext("%(num)d group is not on this site yet.", "%(num)d groups are not on this site yet.", number)
    )


def _update(number: int, *, done: bool) -> str:
    if done:
        return str(ngettext("%(num)d group was changed.", "%(num)d groups were changed.", number))
    return str(ngettext("%(num)d group has something new.", "%(num)d groups have something new.", number))


def _asked(number: int, *, done: bool) -> str:
    if done:
        return str(
            ngettext(
                "%(num)d proposal was sent to a group. Its page stays as it is until the group agrees.",
                "%(num)d proposals were sent to groups. Their pages stay as they are until the groups agree.",
                number,
            )
        )
    return str(
        ngettext(
            "%(num)d group looks after its own page. It gets what is new as a proposal.",
            "%(num)d groups look after their own pages. They get what is new as a proposal.",
            number,
        )
    )


def doubts(counts: Counts, *, done: bool) -> str:
    """What happens to the rows of which something is not certain; empty when there are none."""
    if not counts.unsure:
        return ""
    if done:
        return str(
            ngettext(
                "%(num)d row has something that is not certain. It is on your list under Today.",
                "%(num)d rows have something that is not certain. It is on your list under Today.",
                counts.unsure,
            )
        )
    return str(
        ngettext(
            "In %(num)d row something is not certain. We guess nothing: it comes on your list under Today.",
            "In %(num)d rows something is not certain. We guess nothing: it comes on your list under Today.",
            counts.unsure,
        )
    )


def day_of(moment: datetime) -> str:
    """The date on the wall, with the month in words."""
    return day_month_year(moment.astimezone(ZONE).date())
