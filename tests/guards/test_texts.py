"""Every text has its Dutch and its German, whole and in our words."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import portal
from portal.texts import CATALOGS, TRANSLATED, extract_to

UNWANTED = re.compile(r"cli[ëe]nt|pati[ëe]nt|hulpverlener|klient|(?<!\w)!|!(?!=)", re.IGNORECASE)
"""People here are not somebody's cases, and nobody is shouted at."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%(?!%|\()\w")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every text of code and templates."""
    target: Path = tmp_path_factory.mktemp("texts") / "messages.pot"
    extract_to(target)
    with target.open("rb") as lines:
        return read_po(lines)


def both(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """Singular and plural of a text, or the one it has."""
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str) -> set[str]:
    """What is put into a text."""
    return {found[0] for found in PLACEHOLDER.finditer(text.replace("%%", ""))}


def faults(message: Message, translation: Message | None) -> list[str]:
    """What is wrong with one text's translation."""
    if translation is None:
        return ["missing"]
    made = both(translation.string)
    if not all(made):
        return ["empty"]
    wanted = [placeholders(text) for text in both(message.id)]
    found = ["fuzzy"] if translation.fuzzy else []
    kept = placeholders(made[-1]) == wanted[-1] and placeholders(made[0]) in wanted
    found += [] if kept else ["placeholders"]
    return found + [f"says {word[0]}" for text in made if (word := UNWANTED.search(text))]


def compare(used: Catalog, translated: Catalog) -> dict[str, list[str]]:
    """The faults of a catalog, by text."""
    checked = {str(message.id): faults(message, translated.get(message.id)) for message in used if message.id}
    return {text: found for text, found in checked.items() if found}


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_catalog_is_whole(used: Catalog, locale: str) -> None:
    with (CATALOGS / locale / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        assert compare(used, read_po(lines, locale)) == {}


def test_english_texts_do_not_shout(used: Catalog) -> None:
    assert len(used) > 300
    assert [text for message in used for text in both(message.id) if UNWANTED.search(text)] == []


BAD = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Fine, %(name)s"
msgstr "Goed, %(name)s"

msgid "Empty"
msgstr ""

#, fuzzy
msgid "Fuzzy"
msgstr "Wazig"

msgid "Hello %(name)s"
msgstr "Dag %(naam)s"

msgid "%(num)d group"
msgid_plural "%(num)d groups"
msgstr[0] "%(num)d groep"
msgstr[1] "groepen"

msgid "Participant"
msgstr "Cliënt"

msgid "Saved."
msgstr "Opgeslagen!"
"""


def test_a_bad_catalog_is_seen() -> None:
    translated = read_po(io.BytesIO(BAD.encode()), "nl")
    used = read_po(io.BytesIO((BAD + '\nmsgid "New"\nmsgstr ""\n').encode()))
    assert compare(used, translated) == {
        "Empty": ["empty"],
        "Fuzzy": ["fuzzy"],
        "Hello %(name)s": ["placeholders"],
        "('%(num)d group', '%(num)d groups')": ["placeholders"],
        "Participant": ["says Cliënt"],
        "Saved.": ["says !"],
        "New": ["missing"],
    }


def hidden_texts(source: str) -> list[str]:
    """Texts inside f-strings: whoever collects texts does not see them, so they stay English."""
    pieces = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    calls = [call for piece in pieces for call in ast.walk(piece) if isinstance(call, ast.Call)]
    texts = ("_", "_l", "ngettext", "lngettext")
    return [ast.unparse(call) for call in calls if ast.unparse(call.func) in texts]


def test_no_text_hides_from_the_catalogs() -> None:
    files = sorted(Path(portal.__file__).parent.rglob("*.py"))
    found = {path.name: texts for path in files if (texts := hidden_texts(path.read_text("utf-8")))}
    assert files and found == {}


def test_a_hidden_text_is_seen() -> None:
    assert hidden_texts("""f"{early} {_('After that nothing.')}\"""") == ["_('After that nothing.')"]
    assert hidden_texts("""f"{early} {later}\"""") == []


def days_written(source: str) -> list[str]:
    """Patterns of a day with its month, which German writes otherwise."""
    return re.findall(r'["\'][^"\']*\bd MMM[^"\']*["\']', source)


def test_days_are_written_in_one_place() -> None:
    """In templates a filter puts the dot of German in; in code `recurrence.words` does."""
    places = {Path("i18n.py"), Path("recurrence/words.py")}
    root = Path(portal.__file__).parent
    found = {path.relative_to(root) for path in root.rglob("*.py") if days_written(path.read_text())}
    assert found == places
    assert days_written('format_date(day, "EEEE d MMMM y")')
