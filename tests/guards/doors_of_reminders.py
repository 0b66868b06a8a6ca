"""The part of the table (doors_table.py) about reminders, and what the operator's page answers."""

from tests.guards.doors_answers import MEMBERS, NOWHERE, OPEN

REMINDERS = {
    "reminders.leave": OPEN,
    "reminders.leaving": NOWHERE,
    "reminders.mails": MEMBERS,
    "reminders.mine": MEMBERS,
    "reminders.save": MEMBERS,
}
OPERATING = {"operating.show": 404}
"""Where the settings hold no secret there is no such page."""
WITH_FORMS = {"operating.": "the operator types a secret, and puts failed work back"}
"""Addresses of the national site that take forms, and why."""
