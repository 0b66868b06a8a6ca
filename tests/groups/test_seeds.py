"""The themes a network starts with, and keeps up to date."""

from __future__ import annotations

from sqlalchemy import select, update

from portal.groups.catalogue import listed_themes
from portal.groups.models import Theme
from portal.seeding import replant
from tests import factories
from tests.groups.helpers import said
from tests.world import World


def test_every_listed_theme_is_there_with_its_words(alpha: World) -> None:
    with alpha.db() as db:
        planted = {theme.code: theme for theme in db.scalars(select(Theme))}
    assert set(planted) == set(listed_themes())
    assert planted["alcohol"].parent == "verslaving" and planted["verslaving"].parent is None
    assert {"drank", "drinking", "Alkoholiker"} & set(planted["alcohol"].synonyms) >= {"drank", "drinking"}
    parents = [theme.position for theme in planted.values() if theme.parent is None]
    assert all(theme.position > planted[theme.parent].position for theme in planted.values() if theme.parent)
    assert len(parents) == 6


def test_planting_again_mends_what_differs_and_is_seen_at_once(alpha: World) -> None:
    with alpha.db() as db:
        factories.group(db, "Rouw")
        db.execute(update(Theme).where(Theme.code == "rouw").values(nl="Verouderd", synonyms=[]))
    visitor = alpha.visitor()
    assert "Verouderd" in said(visitor.get("/"))
    with alpha.db() as db:
        replant(db)
    assert "Verouderd" not in said(visitor.get("/")) and "Rouw" in said(visitor.get("/"))
    with alpha.db() as db:
        assert "weduwe" in db.get_one(Theme, "rouw").synonyms


def test_planting_what_is_there_changes_nothing(alpha: World) -> None:
    with alpha.db() as db:
        replant(db)
    with alpha.db() as db:
        replant(db)
        assert "public_changed" not in db.info


def test_a_theme_that_left_the_list_stays(alpha: World) -> None:
    with alpha.db() as db:
        db.add(Theme(code="oud", parent="verlies", position=999, nl="Oud", en="Old", de="Alt"))
        db.flush()
        replant(db)
        db.flush()
        assert db.get(Theme, "oud") is not None
        db.delete(db.get_one(Theme, "oud"))
