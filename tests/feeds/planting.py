"""Groups with meetings and closed buildings, as rows; and everything a stranger can get of them."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pypdfium2
from sqlalchemy.orm import Session

from portal.clock import today
from portal.groups.meetings.models import Closure, Meeting, MeetingChange
from portal.groups.models import Group, Location
from portal.ledger import announce_public_change
from tests import factories
from tests.world import World

DOORS = (
    *(
        "/groups.csv",
        "/groups.json",
        "/groups.atom",
        "/hsds/services?full=true",
        "/hsds/organizations?full=true",
    ),
    *("/hsds/service_at_locations?full=true", "/hsds/taxonomy_terms", "/embed/groups", "/print/booklet.pdf"),
    *("/print/booklet.pdf?sheets=1", "/print/referral.pdf?theme=rouw&place=Helmond"),
)
RULES = (
    *("FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=-1FR"),
    *("FREQ=MONTHLY;BYDAY=1WE,3WE", "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
)
OF_ONE = ("/print/groups/{slug}/poster.pdf", "/print/groups/{slug}/tear-off.pdf", "/hsds/services/{id}")


def house(db: Session, name: str = "De Huiskamer", **more: Any) -> Location:
    """A building in Helmond that we know the position of."""
    values = {"street": "Markt 1", "postcode": "5701 RK", "lat": 51.48, "lon": 5.66, **more}
    return factories.location(db, name, **values)


def group(db: Session, name: str = "Rouwcafé", *, place: Location | None = None, **more: Any) -> Group:
    """A group at a place, and nothing that says when."""
    values: dict[str, Any] = {"meeting_text": "", "location_id": place.id if place else None, **more}
    return factories.group(db, name, **values)


def meeting(db: Session, of: Group, rrule: str = "FREQ=WEEKLY;BYDAY=TU", **more: Any) -> Meeting:
    """Half past seven to half past nine in the evening."""
    hours = {"starts_at": time(19, 30), "ends_at": time(21, 30)}
    made = Meeting(group_id=of.id, rrule=rrule, **{"not_months": [], **hours, **more})
    db.add(made)
    db.flush()
    announce_public_change(db)
    return made


def change(db: Session, of: Meeting, kind: str, on: date, **more: Any) -> None:
    """One meeting that is otherwise."""
    db.add(MeetingChange(meeting_id=of.id, kind=kind, on_date=on, **more))
    db.flush()


def closed(db: Session, at: Location, days: int | None, note: str = "") -> None:
    """The building is closed from today, for so many days or until further notice."""
    until = today() + timedelta(days=days) if days else None
    db.add(Closure(location_id=at.id, from_on=today(), until_on=until, note=note))
    db.flush()


def fetched(world: World, path: str) -> str:
    """What a stranger reads at an address; the text of a PDF."""
    answer = world.visitor().get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    if answer.mimetype != "application/pdf":
        return answer.text
    pages = pypdfium2.PdfDocument(answer.data)
    texts = [page.get_textpage().get_text_bounded() for page in pages]
    return "\n".join(texts).replace("\u00a0", " ").replace("\u200b", "")


def data_of_page(world: World, path: str) -> Any:
    """The data block of a page."""
    text = world.visitor().get(path).text
    start = text.index('<script type="application/ld+json"')
    return json.loads(text[text.index(">", start) + 1 : text.index("</script>", start)])


def everywhere(world: World, slug: str, id: UUID) -> dict[str, str]:
    """All that the doors say, by address."""
    paths = (*DOORS, *(path.format(slug=slug, id=id) for path in OF_ONE))
    found = {path: fetched(world, path) for path in paths}
    for path in (f"/groups/{slug}", "/groups"):
        found[f"data of {path}"] = json.dumps(data_of_page(world, path), ensure_ascii=False)
    return found


def got(world: World, path: str, **headers: str) -> Any:
    """An answer to a program: no cookies, nothing of a browser."""
    client = world.app.test_client(use_cookies=False)
    return client.get(path, headers={"Host": world.host, **headers})
