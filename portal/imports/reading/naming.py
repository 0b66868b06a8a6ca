"""What a group is about and what it is called, and whether that is enough to import it."""

from __future__ import annotations

from dataclasses import replace

from portal.imports.reading.draft import Context, Draft
from portal.imports.reading.fields import Field
from portal.imports.reading.remarks import refused, unsure
from portal.imports.reading.text import says_nothing
from portal.imports.reading.themes import Catalogue, ThemeMatch

LONGEST_NAME = 200


def read_theme(draft: Draft, context: Context) -> None:
    """The theme of the cell; of the heading above or the name only when the cell is empty."""
    written = draft.text(Field.THEME)
    match = context.match(written)
    draft.remark(Field.THEME, *match.findings)
    if not (match.codes or match.findings):
        match = _from_context(draft, context)
    draft.values = replace(
        draft.values,
        themes=_without_parents(match.codes, context.catalogue),
        theme_text="" if says_nothing(written) and not match.codes else written,
        theme_suggestions=match.suggestions,
    )


def _from_context(draft: Draft, context: Context) -> ThemeMatch:
    codes = context.match(draft.section).codes if draft.section else ()
    suggestions = context.catalogue.within(draft.text(Field.NAME))[:3]
    if codes and suggestions and not set(codes) & set(suggestions):
        draft.remark(Field.THEME, unsure("theme.heading_differs", suggests=("theme", suggestions[0])))
        return ThemeMatch((), (*suggestions, *codes))
    if codes:
        draft.remark(Field.THEME, unsure("theme.from_section", codes[0], heading=draft.section[:80]))
        return ThemeMatch(codes)
    code = "theme.from_name" if suggestions else "theme.from_above" if draft.above else "theme.none"
    suggestions = suggestions or draft.above
    draft.remark(Field.THEME, unsure(code, suggests=("theme", suggestions[0]) if suggestions else None))
    return ThemeMatch((), suggestions)


def _without_parents(codes: tuple[str, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """A theme and its parent together are only the theme."""
    parents = {catalogue.entries[code].parent for code in codes}
    return tuple(code for code in codes if code not in parents)


def read_name(draft: Draft, context: Context) -> None:
    """The group's name, or theme and town with a remark."""
    name = "" if says_nothing(draft.text(Field.NAME)) else " ".join(draft.text(Field.NAME).split())
    if len(name) > LONGEST_NAME:
        draft.keep(Field.NAME, (unsure("name.long"),))
        name = name[:LONGEST_NAME]
    if not name and (name := _derived(draft, context)):
        draft.remark(Field.NAME, unsure("name.derived", name))
    draft.values = replace(draft.values, name=name)


def _derived(draft: Draft, context: Context) -> str:
    """Only from a theme in the row itself: under a heading alone a row may be anything."""
    values = draft.values
    if not values.theme_text:
        return ""
    themes = [context.catalogue.name(code, context.locale) for code in values.themes[:1]]
    about = themes[0] if themes else values.theme_text
    return f"{about} {values.city}".strip()[:LONGEST_NAME]


def check_row(draft: Draft, _context: Context) -> None:
    """Refuses a row that is no group; says what a group still lacks to be listed."""
    values = draft.values
    about = values.themes or values.theme_suggestions or values.theme_text
    if not about and not (values.reachable or values.contact_name):
        draft.remark_row(refused("row.nothing"))
    elif not values.name:
        draft.remark_row(refused("row.nameless"))
    elif not values.reachable:
        draft.remark_row(unsure("reach.none"))
