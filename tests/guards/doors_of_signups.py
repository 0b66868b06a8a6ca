"""The part of the table (doors_table.py) about places in trainings."""

from tests.guards.doors_answers import HIDDEN, NOWHERE, OPEN, STEWARDS, TRAINING

SIGN_UPS = {
    "signups.accept": OPEN,
    "signups.add": STEWARDS,
    "signups.answers": NOWHERE,
    "signups.as_table": STEWARDS,
    "signups.as_workbook": STEWARDS,
    "signups.begin": TRAINING,
    "signups.cancel": OPEN,
    "signups.check": TRAINING,
    "signups.code": TRAINING,
    "signups.dates": NOWHERE,
    "signups.decide": HIDDEN,
    "signups.decline": OPEN,
    "signups.details": (404, 303, 303, 303, 303, 404),
    "signups.finish": TRAINING,
    "signups.new": STEWARDS,
    "signups.people": STEWARDS,
    "signups.remove": HIDDEN,
    "signups.save": OPEN,
    "signups.send": TRAINING,
    "signups.show": NOWHERE,
}
