"""The same group twice: in one file, and when a file comes back."""

from __future__ import annotations

import pytest

from portal.imports.reading.twins import likeness
from tests.imports.reading.files import codes, row_of, rows_of


def test_the_same_row_twice() -> None:
    first, second = rows_of("Naam;Thema;Plaats;Tel.\nA;xyz;Best;040-2123456\na;xyz;BEST ;040-2123456\n")
    assert (second.same_as, second.resembles, codes(second)) == (2, 0, ["row.same"])
    assert str(second.remarks[0].sentence) == "This row is the same as line 2. It is taken once."
    assert first.identity == second.identity
    assert second.todo == ()


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("Rouwgroep;rouw;Best;040-2123456;els@x.example;20.30", "row.same_group"),
        ("Rouwgroep;rouw;Best;06-12345678;jan@x.example;19.30", "row.resembles"),
        ("Lotgenoten;rouw;Best;06-12345678;els@x.example;19.30", "row.resembles"),
        ("Lotgenoten;rouw;Best;040 212 34 56;;19.30", "row.resembles"),
        ("Rouwgroep;rouw;Asten;06-12345678;els@x.example;19.30", ""),
        ("Lotgenoten;angst;Best;06-12345678;els@x.example;19.30", ""),
    ],
)
def test_nearly_the_same(second: str, found: str) -> None:
    text = (
        f"Naam;Thema;Plaats;Tel.;E-mail;Tijd\nRouwgroep;rouw;Best;040-2123456;els@x.example;19.30\n{second}\n"
    )
    _, row = rows_of(text)
    assert (row.same_as, row.resembles) == (0, 2 if found else 0)
    assert [code for code in codes(row) if code.startswith("row.")] == ([found] if found else [])


def test_one_number_with_two_people() -> None:
    text = "Naam;Thema;Plaats;Contact;Tel.\nA;rouw;Best;Els;06-00000043\nB;angst;Asten;Jan;06 000 000 43\n"
    remark = rows_of(text)[1].remarks[-1]
    assert (remark.code, remark.field, remark.severity) == ("contact.phone_shared", "phone", "note")
    assert codes(rows_of(text.replace("Jan", "els"))[1]) == ["theme.synonym"]


def test_identity_for_the_next_import() -> None:
    head = "ID;Naam;Thema;Plaats;E-mail;Opm."
    same = [
        row_of(head, "7;Rouwgroep;rouw;Best;els@x.example;oud").identity,
        row_of(head, "7;Nieuwe naam;angst;Asten;jan@x.example;nieuw").identity,
    ]
    named = [
        row_of(head, ";Rouwgroep;rouw;Best;els@x.example;oud").identity,
        row_of(head, ";ROUWGROEP;verlies;best;Els@X.example;nieuw").identity,
    ]
    other = row_of(head, ";Rouwgroep;rouw;Asten;els@x.example;oud").identity
    assert len(set(same)) == len(set(named)) == 1
    assert len({*same, *named, other}) == 3
    assert "els" not in named[0]
    assert (
        row_of(head, ";Rouw-groep;rouw;Bést;;").likeness
        == likeness("rouw groep", "BEST")
        == "rouw groep|best"
    )
