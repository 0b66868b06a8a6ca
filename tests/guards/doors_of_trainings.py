"""The part of the table (doors_table.py) about trainings."""

from tests.guards.doors_answers import OPEN, STEWARDS, TRAINING

TRAININGS = {
    "trainings.add_question": STEWARDS,
    "trainings.add_session": STEWARDS,
    "trainings.ask_copy": STEWARDS,
    "trainings.ask_removal": STEWARDS,
    "trainings.cancel": STEWARDS,
    "trainings.confirm": STEWARDS,
    "trainings.decision": STEWARDS,
    "trainings.edit": STEWARDS,
    "trainings.edit_question": STEWARDS,
    "trainings.edit_session": STEWARDS,
    "trainings.index": OPEN,
    "trainings.make": STEWARDS,
    "trainings.make_copy": STEWARDS,
    "trainings.new": STEWARDS,
    "trainings.questions": STEWARDS,
    "trainings.remove": STEWARDS,
    "trainings.remove_question": STEWARDS,
    "trainings.remove_session": STEWARDS,
    "trainings.save": STEWARDS,
    "trainings.save_question": STEWARDS,
    "trainings.save_session": STEWARDS,
    "trainings.sessions": STEWARDS,
    "trainings.show": TRAINING,
    "trainings.state": STEWARDS,
}
