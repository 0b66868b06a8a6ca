"""Who sees which group, and who may change it. The list and the page keep the same rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.clock import now
from portal.groups.models import Group
from portal.ledger import announce_public_change
from tests import cast, factories
from tests.browser_like import Browser
from tests.groups.helpers import slugs
from tests.world import World

PEOPLE = ("visitor", "dora", "ben", "ada", "eve")
"""A stranger, somebody without a group, ben of what is called "own", the steward, the neighbour's steward."""

SEEN = {
    # slug: visitor, dora, ben, ada, eve
    "own": (200, 200, 200, 200, 200),
    "other": (200, 200, 200, 200, 200),
    "own-unlisted": (404, 404, 200, 200, 404),
    "other-unlisted": (404, 404, 404, 200, 404),
    "own-paused": (200, 200, 200, 200, 200),
    "other-ended": (200, 200, 200, 200, 200),
    "own-long-ended": (404, 404, 200, 200, 404),
    "other-long-ended": (404, 404, 404, 200, 404),
}
EDITED = {
    "own": (303, 403, 200, 200, 303),
    "other": (303, 403, 403, 200, 303),
    "own-unlisted": (303, 404, 200, 200, 303),
    "other-unlisted": (303, 404, 404, 200, 303),
    "own-long-ended": (303, 404, 200, 200, 303),
    "nowhere": (303, 404, 404, 404, 303),
}
"""Who is not signed in is sent to sign in, and does not hear whether the group exists."""


@pytest.fixture
def groups(alpha: World, beta: World) -> World:
    """One of each kind; ben speaks for those called "own"."""
    with beta.db() as db:
        cast.eve(db)
    with alpha.db() as db:
        cast.ada(db), cast.dora(db)
        ben = cast.ben(db)
        for slug in SEEN:
            state = "ended" if "ended" in slug else "paused" if "paused" in slug else "active"
            contact = ben if slug.startswith("own") else None
            factories.group(db, slug, slug=slug, contact=contact, listed="unlisted" not in slug, state=state)
        long_ago = (
            update(Group).where(Group.slug.like("%long%")).values(updated_at=now() - timedelta(days=91))
        )
        db.execute(long_ago, execution_options={"synchronize_session": False})
        announce_public_change(db)
    return alpha


def browser_of(name: str, alpha: World, beta: World) -> Browser:
    """The browser of one of PEOPLE; eve brings the cookie of her own network."""
    if name == "eve":
        stranger = alpha.visitor()
        stranger.set_cookie("__Host-session", str(beta.as_(cast.IDS["eve"]).cookie("__Host-session")))
        return stranger
    return alpha.visitor() if name == "visitor" else alpha.as_(cast.IDS[name])


@pytest.mark.parametrize("place", range(len(PEOPLE)), ids=PEOPLE)
def test_everybody_sees_and_changes_what_is_theirs(groups: World, beta: World, place: int) -> None:
    browser = browser_of(PEOPLE[place], groups, beta)
    seen = {slug: browser.get(f"/groups/{slug}").status_code for slug in SEEN}
    assert seen == {slug: expected[place] for slug, expected in SEEN.items()}
    for path in ("edit", "contacts"):
        opened = {slug: browser.get(f"/groups/{slug}/{path}").status_code for slug in EDITED}
        assert opened == {slug: expected[place] for slug, expected in EDITED.items()}, path


@pytest.mark.parametrize("place", range(len(PEOPLE)), ids=PEOPLE)
def test_the_public_list_is_the_same_for_everybody(groups: World, beta: World, place: int) -> None:
    browser = browser_of(PEOPLE[place], groups, beta)
    assert slugs(browser.get("/groups")) == ["other", "own", "own-paused"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/groups/new", (303, 403, 403, 200, 303)),
        ("/stewardship/groups", (303, 403, 403, 200, 303)),
    ],
)
@pytest.mark.parametrize("place", range(len(PEOPLE)), ids=PEOPLE)
def test_stewards_pages_are_theirs(
    groups: World, beta: World, place: int, path: str, expected: tuple[int, ...]
) -> None:
    assert browser_of(PEOPLE[place], groups, beta).get(path).status_code == expected[place]


@pytest.mark.parametrize("place", [0, 1, 4], ids=[PEOPLE[0], PEOPLE[1], PEOPLE[4]])
@pytest.mark.parametrize("path", ["/groups/own/edit", "/groups/own/contacts", "/groups/new"])
def test_strangers_change_nothing(groups: World, beta: World, place: int, path: str) -> None:
    browser = browser_of(PEOPLE[place], groups, beta)
    token = browser.token("/signin") if PEOPLE[place] != "dora" else browser.token("/me")
    sent = browser.send(
        path, {"csrf_token": token, "name": "Gekaapt", "email": "x@people.example", "themes": "rouw"}
    )
    assert sent.status_code == (403 if PEOPLE[place] == "dora" else 303)
    assert "Gekaapt" not in groups.visitor().get("/groups/own").text
    assert groups.count("support_group") == len(SEEN)
    assert groups.count("invitation") == 0


def test_a_contact_person_changes_no_other_group(groups: World) -> None:
    ben = groups.as_(cast.IDS["ben"])
    sent = ben.post("/groups/other/edit", {"name": "Gekaapt"}, page="/groups/own/edit")
    assert sent.status_code == 403
    removal = f"/groups/other/contacts/{cast.IDS['ben']}/removal"
    assert ben.post(removal, {"last": "yes"}, page="/groups/own/edit").status_code == 403
    assert groups.count("group_contact") == 4
