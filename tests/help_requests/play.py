"""What happens to questions, as short deeds in a session of the network."""

from __future__ import annotations

from uuid import UUID

from portal.accounts.models import Person
from portal.groups.contacts import groups_of
from portal.help_requests import asking, circles, helping, tending
from portal.help_requests.models import HelpOffer, HelpRequest
from portal.tables import new_id
from tenants.scope import PlaneSession
from tests import cast
from tests.help_requests.conftest import GIL, Scene

BO, EVA = (UUID(int=0x0192_0000_0000_7000_8000_0000_0000_0000 + number) for number in (8, 9))


class Play:
    """What happens, in a session of the network."""

    def __init__(self, db: PlaneSession, scene: Scene) -> None:
        self.db, self.scene = db, scene
        self.ada, self.ben, self.fay = (db.get_one(Person, cast.IDS[name]) for name in ("ada", "ben", "fay"))
        self.gil, self.bo, self.eva = (db.get_one(Person, key) for key in (GIL, BO, EVA))

    def ask(self, title: str = "Wie heeft een zaal?", by: Person | None = None) -> HelpRequest:
        """ben asks for the grief group."""
        values = {"category": "huisvesting", "text": "", "signed": "", "needed_by": None}
        group = self.scene.grief if by is None else self.scene.sleep
        made, _fresh = asking.ask(
            self.db,
            key=new_id(),
            by=by or self.ben,
            title=title,
            group_id=group,
            visibility="network",
            **values,
        )
        return made

    def offer(self, request: HelpRequest, by: Person, group_id: UUID) -> HelpOffer:
        """Somebody offers."""
        made = helping.offer(self.db, request, key=new_id(), by=by, group_id=group_id, text="Dat kan.")
        assert made is not None
        return made

    def helped(self) -> HelpRequest:
        """fay's group does it, gil's offered, eva's has the question too, ada took a part on."""
        request = self.ask()
        helping.accept(self.db, self.offer(request, self.fay, self.scene.fear), by=self.ben)
        self.offer(request, self.gil, self.scene.sleep)
        eva = circles.of_groups(self.db, [self.eva_group()])[0]
        helping.echo(self.db, request, kind="also", by=eva, group_id=self.eva_group())
        tending.take_on(self.db, request, by=self.ada, due_on=None)
        return request

    def eva_group(self) -> UUID:
        """Where eva has a seat."""
        return next(row.id for row in groups_of(self.db, self.eva))
