"""The rule of places once more, as simple as it can be said: lists in memory, no line of the portal's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from portal.signups.timing import offered_until

TAKING = ("confirmed", "offered")


@dataclass
class Guest:
    """Somebody who wants to come."""

    name: str
    group: int | None
    party: str
    turn: int
    alone_ok: bool = False
    state: str = "waiting"
    until: datetime | None = None


@dataclass
class Course:
    """A training with so many places, of which one group has at most `share` until a moment."""

    capacity: int
    share: int
    share_until: datetime
    starts_at: datetime
    people: list[Guest] = field(default_factory=list)

    def taken(self) -> int:
        """Places that somebody has or is offered."""
        return sum(one.state in TAKING for one in self.people)

    def limited(self, moment: datetime) -> bool:
        """Groups have only their share."""
        return self.share > 0 and moment < self.share_until

    def fits(self, party: list[Guest], number: int, moment: datetime) -> bool:
        """So many of them could come now."""
        if self.taken() + number > self.capacity or moment >= self.starts_at:
            return False
        group = party[0].group
        if group is None or not self.limited(moment):
            return True
        return sum(one.state in TAKING and one.group == group for one in self.people) + number <= self.share

    def line(self) -> list[list[Guest]]:
        """Who waits, by turn, parties together."""
        waiting = sorted((one for one in self.people if one.state == "waiting"), key=lambda one: one.turn)
        parties: dict[str, list[Guest]] = {}
        for one in waiting:
            parties.setdefault(one.party, []).append(one)
        return list(parties.values())

    def idle(self, moment: datetime) -> bool:
        """There is a place for somebody who waits."""
        return any(
            self.fits(party, len(party), moment) or (party[0].alone_ok and self.fits(party, 1, moment))
            for party in self.line()
        )

    def refill(self, moment: datetime) -> None:
        """Offer what is free, in turn."""
        for party in self.line():
            lucky = party if self.fits(party, len(party), moment) else []
            if not lucky and party[0].alone_ok and self.fits(party, 1, moment):
                lucky = party[:1]
                for one in party[1:]:
                    one.party = one.name
            for one in lucky:
                one.state, one.until = "offered", offered_until(moment, self.starts_at)

    def sign_up(self, party: list[Guest], moment: datetime) -> None:
        """They come, or wait."""
        self.people += party
        if self.fits(party, len(party), moment):
            for one in party:
                one.state = "confirmed"
        else:
            self.refill(moment)

    def leave(self, gone: list[Guest], state: str, moment: datetime) -> None:
        """Not any more."""
        for one in gone:
            one.state, one.until = state, None
        self.refill(moment)
