"""Two stewards changed the same training: nothing typed is lost, nothing of the other is overwritten unseen.

As with the page of a group (`portal/groups/merging.py`): the form carries the version of what it was opened
with, and a digest of every field.
"""

from __future__ import annotations

import json

from portal.groups.merging import Clash, digest
from portal.trainings.forms import TrainingForm, filled
from portal.trainings.models import Training


def opened(form: TrainingForm, training: Training) -> None:
    """Let the form remember what the training looked like."""
    form.version.data = str(training.version)
    form.base.data = json.dumps({name: digest(value) for name, value in filled(training).items()})


def merge(form: TrainingForm, training: Training) -> Clash | None:
    """None when nobody saved meanwhile. Else the form takes over what only the other changed."""
    if form.version.data == str(training.version):
        return None
    base, taken_over, both = _base(form), [], []
    for name, present in filled(training).items():
        typed = form[name].data
        if digest(present) in (base.get(name), digest(typed)):
            continue
        if digest(typed) == base.get(name):
            form[name].data = present
            form[name].raw_data = None
            taken_over.append(name)
        else:
            both.append(name)
    opened(form, training)
    return Clash(taken_over, both)


def _base(form: TrainingForm) -> dict[str, str]:
    try:
        found = json.loads(form.base.data or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
