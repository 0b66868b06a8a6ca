"""A page, a header, a mail or a job of one network never shows a word of another.

Both networks hold rows with the same ids, addresses and slugs. The other network is read first, so that
whatever is remembered without its network would be found.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.cache import PageCache
from portal.gate import Gate
from portal.imports.direct import import_now
from portal.mail import post
from tests.guards.ground import WORDS, address, browsers, crawl, everything, rules, words_of
from tests.sink import Sink
from tests.world import World

SHOWN = (
    *("group", "unlisted", "location", "person", "task", "import", "invitation", "welcome", "note"),
    *("message", "article"),
    *("message", "question", "offer", "reply", "mail"),
)
"""What the walk must come across in its own network, or it would prove nothing."""


@pytest.fixture
def imported(planted: tuple[World, World]) -> Iterator[tuple[World, World]]:
    """With a list brought in, so that its report has lines."""
    for world in planted:
        word = WORDS[world.network.slug]
        listed = f"Naam groep;Thema;Telefoon;Plaats\n{word}imported;rouw;0492 000 111;Helmond\n"
        with world.app.app_context():
            import_now(world.network, f"{word}list.csv", listed.encode())
    yield planted


def walk(app: Gate, world: World, other: World) -> dict[str, str]:
    """What every kind of person is shown anywhere in a network: headers and bodies by kind and path."""
    start = [*(address(app, rule) for rule in rules(app, "GET")), "/groups/hidden"]
    shown = {}
    for kind, browser in browsers(world, other).items():
        for path, answer in crawl(browser, start).items():
            shown[f"{kind} {path}"] = f"{answer.headers}\n{words_of(answer)}".casefold()
    return shown


def strays(shown: dict[str, str], word: str) -> list[str]:
    """Where the word was shown."""
    return sorted(where for where, text in shown.items() if word in text)


def test_no_page_shows_a_word_of_the_other_network(app: Gate, imported: tuple[World, World]) -> None:
    alpha, beta = imported
    of_beta = walk(app, beta, alpha)
    of_alpha = walk(app, alpha, beta)
    assert strays(of_alpha, WORDS["beta"]) == []
    assert strays(of_beta, WORDS["alpha"]) == []
    unseen = [what for what in SHOWN if not strays(of_beta, f"{WORDS['beta']}{what}")]
    assert unseen == [], "the walk does not come everywhere"
    assert len(strays(of_beta, WORDS["beta"])) > len(of_beta) / 4


def test_a_cache_that_forgets_the_network_is_seen(
    planted: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    alpha, beta = planted
    monkeypatch.setattr(PageCache, "name", lambda _cache, _network, _locale, path, query: f"{path}?{query}")
    for world in (beta, alpha):
        shown = {path: words_of(answer) for path, answer in crawl(world.visitor(), ["/groups"]).items()}
    assert strays(shown, WORDS["beta"]) != []


def test_what_is_not_public_stays_with_its_people(app: Gate, planted: tuple[World, World]) -> None:
    alpha, beta = planted
    shown = walk(app, alpha, beta)
    outside = {where: text for where, text in shown.items() if where.startswith(("visitor ", "eve ", "cem "))}
    hidden = ("unlisted", "task", "import", "note", "message", "alias")
    for private in (*hidden, "article", "question", "offer", "reply", "room"):
        assert strays(outside, f"{WORDS['alpha']}{private}") == []
        assert strays(shown, f"{WORDS['alpha']}{private}") != []


def _invite(world: World) -> None:
    word = WORDS[world.network.slug]
    values = {"name": f"{word}name", "inviter": f"{word}inviter", "link": f"http://{word}.example/"}
    with world.db() as db:
        to = f"you@{word}.example"
        post(db, template="invitation", to=to, locale="nl", role="contact", days=7, **values)


def test_no_row_mail_or_job_holds_a_word_of_the_other_network(
    planted: tuple[World, World], sink: Sink
) -> None:
    for world in planted:
        _invite(world)
    for world in planted:
        own = WORDS[world.network.slug]
        (other,) = set(WORDS.values()) - {own}
        rows = everything(world)
        assert other not in rows and f"you@{own}.example" in rows
        sink.clear()
        world.work()
        assert [mail.recipients for mail in sink.received] == [[f"you@{own}.example"]]
        sent = sink.received[0].message.as_string() + sink.received[0].text + sink.received[0].html
        assert other not in sent.casefold() and f"{own}inviter" in sent
