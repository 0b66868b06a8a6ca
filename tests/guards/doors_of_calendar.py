"""The part of the table (doors_table.py) about the calendar."""

from tests.guards.doors_answers import MEMBERS, NOWHERE, OPEN, STEWARDS, TRAINING

CALENDAR = {
    "calendar.change_date": STEWARDS,
    "calendar.come": TRAINING,
    "calendar.edit": STEWARDS,
    "calendar.end": MEMBERS,
    "calendar.entry": TRAINING,
    "calendar.feed": OPEN,
    "calendar.index": OPEN,
    "calendar.make": STEWARDS,
    "calendar.new": STEWARDS,
    "calendar.of_group": OPEN,
    "calendar.own": MEMBERS,
    "calendar.personal": NOWHERE,
    "calendar.remove": STEWARDS,
    "calendar.restore_date": STEWARDS,
    "calendar.save": STEWARDS,
    "calendar.save_date": STEWARDS,
    "calendar.single": NOWHERE,
    "calendar.stay_away": TRAINING,
    "calendar.subscribe": MEMBERS,
}
