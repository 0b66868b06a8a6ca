"""What the columns of the board are called, and what stands in them."""

from flask_babel import lazy_gettext as _l

COLUMNS = {
    "new": (_l("New"), _l("Nobody did anything with these yet, and there is still time.")),
    "late": (_l("Late"), _l("The promise has run out, or the day on which a steward would be ready.")),
    "waiting": (_l("Waits for who asked"), _l("We asked something back, or an offer waits for a yes or no.")),
    "one_person": (
        _l("Hangs on one person"),
        _l("If this one person falls ill, nobody goes on with it. Find somebody beside them."),
    ),
    "all": (_l("Everything that goes on"), _l("All requests that are not over.")),
}
