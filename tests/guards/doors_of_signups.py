"""The part of the table (doors_table.py) about places in trainings."""

from tests.guards.doors_answers import HIDDEN, NOWHERE, OPEN, STEWARDS, TRAINING

SIGN_UPS = {
    "signups.accept": OPEN,
    "signups.add": STEWARDS,
    "signups.answer_for_group": HIDDEN,
    "signups.answers": NOWHERE,
    "signups.as_table": STEWARDS,
    "signups.as_workbook": STEWARDS,
    "signups.ask_group": HIDDEN,
    "signups.begin": TRAINING,
    "signups.cancel": OPEN,
    "signups.check": TRAINING,
    "signups.code": TRAINING,
    "signups.come_in": OPEN,
    "signups.dates": NOWHERE,
    "signups.decide": HIDDEN,
    "signups.decline": OPEN,
    "signups.details": (404, 303, 303, 303, 303, 404),
    "signups.end_invitation": HIDDEN,
    "signups.finish": TRAINING,
    "signups.give_invitation": STEWARDS,
    "signups.invitations": STEWARDS,
    "signups.invited": OPEN,
    "signups.new": STEWARDS,
    "signups.people": STEWARDS,
    "signups.remove": HIDDEN,
    "signups.save": OPEN,
    "signups.send": TRAINING,
    "signups.show": NOWHERE,
}
