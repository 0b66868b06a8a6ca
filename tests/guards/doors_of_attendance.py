"""The part of the table (doors_table.py) about the day of a training and what follows."""

from tests.guards.doors_answers import HIDDEN, NOWHERE, OPEN, STEWARDS

ATTENDANCE = {
    "attendance.afterwards": STEWARDS,
    "attendance.answer": OPEN,
    "attendance.ask": NOWHERE,
    "attendance.check": OPEN,
    "attendance.day": STEWARDS,
    "attendance.door_list": STEWARDS,
    "attendance.edit": HIDDEN,
    "attendance.issue_again": HIDDEN,
    "attendance.look_up": OPEN,
    "attendance.own": NOWHERE,
    "attendance.own_paper": NOWHERE,
    "attendance.qualifications": STEWARDS,
    "attendance.results": STEWARDS,
    "attendance.save": STEWARDS,
    "attendance.thanks": OPEN,
    "attendance.tick": STEWARDS,
    "attendance.withdraw": HIDDEN,
}
