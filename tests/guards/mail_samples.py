"""Every mail with each of its faces, told as the features tell it: by template, then by face.

A value that is a function is asked in the reader's language, as whoever writes the mail does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.calendar.reminding import OWN, WITH_GROUP
from portal.fees.prices import euros
from portal.groups.sentences import field_name
from portal.help_requests.telling import ASKER, FOLLOWER, HELPER, WAITING
from portal.help_requests.telling import SENTENCES as HELP
from portal.recurrence.words import day_month_year
from portal.reminders.kinds import KINDS
from portal.reminders.sources import GIVEN, KEY, MEETING, ROOM, TRAINING
from portal.rooms.when import moment, said
from portal.signups.dates import calendar
from portal.signups.telling import OFF
from portal.signups.telling import SENTENCES as PLACES
from portal.trainings.models import Training, TrainingSession

SITE = "https://zuidoost-brabant.portal.example"
SIGNED = "WyJuX2EiLCIwMTky" + "a1B2" * 20 + ".aVr8_Q.Xf3kq9mZ2pLr7sTn1vWy"
PAGE = f"{SITE}/help-requests/01930000-0000-7000-8000-000000000001"
ME = f"{SITE}/me"
OPEN = f"{SITE}/sign-ups/{SIGNED}"
NOW = date(2026, 12, 1)
UNTIL = partial(moment, datetime(2026, 12, 7, 12, tzinfo=UTC), NOW)
SOME_ID = UUID(int=0x0193_0000_0000_7000_8000_0000_0000_0001)
"""Whose mail it is, for links."""

Values = dict[str, Any]


def _evening(day: int) -> Callable[[], str]:
    """From half past seven till half past nine, a day in December."""
    begin, end = (datetime(2026, 12, day, hour, 30, tzinfo=UTC) for hour in (18, 20))
    return partial(said, begin, end, NOW)


def _weekend() -> str:
    return said(datetime(2027, 1, 8, 9, tzinfo=UTC), datetime(2027, 1, 10, 15, tzinfo=UTC), NOW)


def _day(month: int, day: int, year: int = 2026) -> Callable[[], str]:
    return partial(day_month_year, date(year, month, day))


def _waiting() -> list[tuple[str, str]]:
    """As the stewards' overview has them."""
    board = f"{SITE}/stewardship/board?view="
    return [
        (ngettext("%(num)d new question.", "%(num)d new questions.", 3), f"{board}new"),
        (ngettext("%(num)d question waits longer than we promised.",
                  "%(num)d questions wait longer than we promised.", 1), f"{board}late"),
        (ngettext("%(num)d group waits for a call.", "%(num)d groups wait for a call.", 2),
         f"{SITE}/stewardship/freshness"),
    ]  # fmt: skip


def _week() -> list[tuple[str, str]]:
    """As the overview of who speaks for a group has them."""
    return [
        (_("Your group meets: %(when)s.", when=_evening(8)()), ME),
        (_("You have a booking, or open the door: %(when)s.", when=_evening(10)()), ME),
        (ngettext("%(num)d page of your groups has to be checked.",
                  "%(num)d pages of your groups have to be checked.", 1), ME),
        (ngettext("%(num)d new question of another group. Can you help?",
                  "%(num)d new questions of other groups. Can you help?", 4), f"{SITE}/help-requests"),
        (ngettext("%(num)d training in the coming weeks has places left.",
                  "%(num)d trainings in the coming weeks have places left.", 2), f"{SITE}/trainings"),
    ]  # fmt: skip


def _faces(which: str, /, *faces: str, **values: Any) -> dict[str, Values]:
    """One face for each thing that `which` can be."""
    return {face: {which: face, **values} for face in faces}


def _helping(template: str, **values: Any) -> dict[str, Values]:
    """One face for each change that this mail tells of."""
    told = {change: text for (of, change), text in HELP.items() if of == template}
    return {change: {"sentence": text, "link": PAGE, **values} for change, text in told.items()}


def _reminder(kind: str, sentence: Any, path: str, **more: Any) -> Values:
    known = {"sentence": sentence, "when": _evening(8), "link": SITE + path, "why": KINDS[kind].why}
    return {**known, "unsubscribe": kind, **more}


def _one(**values: Any) -> dict[str, Values]:
    """A mail with one face."""
    return {"": values}


def _dates(method: str) -> Callable[[], str]:
    """The file with a mail about a place, of a training whose title is telling."""
    moment_of_change = datetime(2026, 11, 1, tzinfo=UTC)
    training = Training(title="Omgaan met rouw", created_at=moment_of_change, changed_at=moment_of_change)
    session = TrainingSession(
        id=SOME_ID, place="De Huiskamer, Helmond",
        starts_at=datetime(2026, 12, 8, 18, 30, tzinfo=UTC),
        ends_at=datetime(2026, 12, 8, 20, 30, tzinfo=UTC),
    )  # fmt: skip
    return partial(calendar, training, [session], method=method, link="" if method == "CANCEL" else OPEN)


FILES = {**dict.fromkeys(OFF, "CANCEL"), **dict.fromkeys(("confirmed", "moved", "goes_on"), "PUBLISH")}
"""Which mails about a place bring a file, and what it says."""
CODE: Values = {"code": "KMPT-4F7C", "minutes": 10}
INVOICE: Values = {
    "amount": partial(euros, 2500), "due": date(2026, 12, 6), "reference": "RF18 2026 0001", "link": OPEN,
}  # fmt: skip
FIELDS = ("meeting_text", "phone", "themes", "place")
INVITATION: Values = {"link": f"{SITE}/invitations/{SIGNED}", "days": 7, "name": "", "inviter": ""}
ON_A_LIST: Values = {"link": f"{SITE}/interest/{SIGNED}"}
CHECK: Values = {
    "number": 1, "hidden": False, "again": False, "account": True, "days": 60,
    "link": f"{SITE}/still-correct/{SIGNED}",
}  # fmt: skip
CLOSED: Values = {
    "place": "De Huiskamer, Kerkstraat 58, 5701 AB Helmond", "first": _day(12, 1), "last": _day(12, 22),
    "note": "Er wordt geverfd.", "news": "closed", "link": ME,
}  # fmt: skip
ENTRY: Values = {"before": _evening(8), "after": "", "link": f"{SITE}/calendar/entries/{SOME_ID}"}
BOOKING: Values = {"when": _evening(8), "link": f"{SITE}/rooms/bookings/{SOME_ID}"}
STATE: Values = {"until": "", "by": "Mia", "link": ME}

SAMPLES: dict[str, dict[str, Values]] = {
    "article_check": {
        "one": {"number": 1, "link": f"{SITE}/knowledge/checks"},
        "more": {"number": 3, "link": f"{SITE}/knowledge/checks"},
    },
    "briefing": _one(lines=_waiting, why=KINDS["briefing"].why, unsubscribe="briefing"),
    "certificate_ready": {"own": {"other": False, "link": OPEN}, "other": {"other": True, "link": OPEN}},
    "claim_code": _one(code="KMPT-4F7C", minutes=15),
    "digest": _one(lines=_week, why=KINDS["digest"].why, unsubscribe="digest"),
    "entry_news": {
        "cancelled": {**ENTRY, "kind": "cancelled"},
        "moved": {**ENTRY, "kind": "moved", "after": _evening(9)},
        "changed": {**ENTRY, "kind": "moved"},
        "weekend": {**ENTRY, "kind": "cancelled", "before": _weekend},
    },
    "fee_back": {
        "online": {"amount": partial(euros, 2500), "by_hand": False, "link": OPEN},
        "by_hand": {"amount": partial(euros, 125000), "by_hand": True, "link": OPEN},
    },
    "fee_invoice": _faces("kind", "invoice", "reminder", **INVOICE),
    "fee_late": _one(amount=partial(euros, 2500), link=OPEN),
    "fee_waived": _one(link=OPEN),
    "formation_enough": _one(link=f"{SITE}/formations/{SOME_ID}"),
    "group_changed": {
        by or "network": {"by": by, "fields": lambda: [field_name(name) for name in FIELDS], "link": ME}
        for by in ("", "Ada")
    },
    "group_state": {
        "meets_again": {**STATE, "state": "active"},
        "pause_over": {**STATE, "state": "active", "by": ""},
        "paused_until": {**STATE, "state": "paused", "until": _day(1, 1, 2027)},
        "paused": {**STATE, "state": "paused"},
        "ended": {**STATE, "state": "ended"},
    },
    "help_asker": _helping(ASKER),
    "help_asker_wish": _one(link=ME),
    "help_follower": _helping(FOLLOWER),
    "help_helper": _helping(HELPER),
    "help_outcome": {
        "answered": {"answered": True, "link": f"{SITE}/did-it-work/{SIGNED}"},
        "unanswered": {"answered": False, "link": f"{SITE}/did-it-work/{SIGNED}"},
    },
    "help_waiting": {
        **_helping(WAITING, hours=24),
        "within_an_hour": {"sentence": HELP[WAITING, "asked"], "link": PAGE, "hours": 1},
    },
    "interest_begun": {"": {**ON_A_LIST, "alias": ""}, "alias": {**ON_A_LIST, "alias": "Wim"}},
    "interest_confirm": {"": {**ON_A_LIST, "alias": ""}, "alias": {**ON_A_LIST, "alias": "Wim"}},
    "interest_ending": {
        "": {**ON_A_LIST, "alias": "", "until": date(2026, 12, 31)},
        "alias": {**ON_A_LIST, "alias": "Wim", "until": date(2026, 12, 31)},
    },
    "interest_enough": {"": {**ON_A_LIST, "alias": ""}, "alias": {**ON_A_LIST, "alias": "Wim"}},
    "invitation": {
        **_faces("role", "steward", "contact", "stand_in", **{**INVITATION, "name": "Truus"}),
        "participant": {**INVITATION, "role": "participant", "name": "Truus", "inviter": "Ada"},
    },
    "message_answered": _one(link=f"{SITE}/conversations/{SIGNED}", until=date(2026, 12, 20)),
    "message_waiting": {
        **_faces("kind", "new", "reply", "reminder", "stand_in", "steward", hours=24, link=PAGE),
        "within_an_hour": {"kind": "new", "hours": 1, "link": PAGE},
    },
    "no_account": _one(**CODE),
    "offer_answered": _faces("kind", "answered", "gone", link=f"{SITE}/offers/{SOME_ID}"),
    "offer_asked": {
        **_faces("kind", "new", "reminder", "steward", hours=24, link=f"{SITE}/offers/{SOME_ID}"),
        "within_an_hour": {"kind": "new", "hours": 1, "link": f"{SITE}/offers/{SOME_ID}"},
    },
    "offer_ending": _one(until=date(2026, 12, 31), link=f"{SITE}/offers/{SOME_ID}"),
    "pause_ending": _one(day=_day(12, 15), link=ME),
    "place_closed": {
        "closed": CLOSED,
        "no_note": {**CLOSED, "note": "", "last": ""},
        "changed": {**CLOSED, "news": "changed"},
        "open": {**CLOSED, "news": "open"},
    },
    "proposal_decided": {
        "accepted": {"state": "accepted", "partly": False, "link": PAGE},
        "partly": {"state": "accepted", "partly": True, "link": PAGE},
        "declined": {"state": "declined", "partly": False, "link": PAGE},
    },
    "proposal_made": _one(state="open", partly=False, link=PAGE),
    "proposal_remark": _one(state="open", partly=False, link=PAGE),
    "reminder": {
        "training": _reminder("training", TRAINING, f"/sign-ups/{SIGNED}"),
        "training_given": _reminder("training", GIVEN, f"/trainings/{SOME_ID}", when=_weekend),
        "meeting": _reminder("meeting", MEETING, "/me"),
        "key": _reminder("room_key", KEY, f"/rooms/bookings/{SOME_ID}"),
        "room": _reminder("room_key", ROOM, f"/rooms/bookings/{SOME_ID}"),
        "event": _reminder("event", OWN, f"/calendar/entries/{SOME_ID}"),
        "event_of_group": _reminder("event", WITH_GROUP, f"/calendar/entries/{SOME_ID}"),
    },
    "role_changed": {"steward": {"is_steward": True}, "no_steward": {"is_steward": False}},
    "room_asked": _one(**BOOKING),
    "room_free": _one(**BOOKING, until=UNTIL),
    "room_key": _faces("kind", "booked", "cancelled", **BOOKING),
    "room_news": _faces("kind", "booked", "declined", "cancelled", "closed", **BOOKING),
    "room_series": {
        "few": {"dates": lambda: [_evening(8)()], "more": 0, "link": f"{SITE}/rooms/{SOME_ID}"},
        "one_more": {
            "dates": lambda: [_evening(day)() for day in range(1, 13)], "more": 1,
            "link": f"{SITE}/rooms/{SOME_ID}",
        },
        "many": {
            "dates": lambda: [_evening(day)() for day in range(1, 13)], "more": 14,
            "link": f"{SITE}/rooms/{SOME_ID}",
        },
    },
    "sign_in_code": _one(**CODE),
    "sign_up_code": _one(code="KMPT-4F7C", minutes=15),
    "sign_up_group": _one(until=UNTIL, link=f"{SITE}/trainings/sign-ups/{SOME_ID}/group"),
    "sign_up_news": {
        kind: {
            "kind": kind, "sentence": text, "when": _evening(8), "until": "", "link": OPEN,
            "calendar": _dates(FILES[kind]) if kind in FILES else "",
        }
        for kind, text in PLACES.items()
        if kind != "offered"
    },
    "sign_up_offer": _one(
        kind="offered", sentence=PLACES["offered"], when=_evening(8), until=UNTIL, link=OPEN
    ),
    "still_correct": {
        "one": CHECK,
        "more": {**CHECK, "number": 2, "again": True},
        "hidden": {**CHECK, "hidden": True, "again": True},
        "no_account": {**CHECK, "account": False},
    },
    "training_decide": _one(link=f"{SITE}/trainings/{SOME_ID}"),
    "training_evaluation": _one(until=date(2027, 1, 3), link=f"{SITE}/evaluations/{SIGNED}"),
}  # fmt: skip
