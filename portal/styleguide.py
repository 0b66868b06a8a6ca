"""Sample values for the page that shows every part of the interface in every state (development only).

The texts are specimens in Dutch, the first language of the networks: long words, long names, real sentences.
"""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal.fields import options

UNBROKEN_NAME = "Arbeidsongeschiktheidsverzekeringsmaatschappijlotgenotengroep"
DAYS = {"1": "maandag", "2": "dinsdag", "3": "woensdag", "4": "donderdag", "5": "vrijdag"}
TOWNS = {"": "Alle plaatsen", "best": "Best", "helmond": "Helmond", "son": "Son en Breugel"}
JOINING = {
    "open": "Iedereen kan zo binnenlopen",
    "call": "Eerst even bellen of mailen",
    "talk": "Eerst een kennismakingsgesprek met twee mensen uit de groep",
}


class SpecimenForm(Form):
    """One field of every kind."""

    name = StringField(
        "Naam van de groep",
        [InputRequired("Vul een naam in."), Length(max=60, message="Houd het bij 60 tekens.")],
        description="Zoals je de groep zelf noemt.",
    )
    email = StringField(
        "E-mailadres van de contactpersoon",
        [InputRequired("Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl.")],
        description="Alleen het netwerk ziet dit adres.",
    )
    town = SelectField("Plaats", choices=options(TOWNS))
    first_meeting = DateField("Eerste bijeenkomst", [InputRequired("Kies een datum.")])
    words = TextAreaField("In jullie eigen woorden", description="Wat doen jullie samen? Houd het kort.")
    joining = RadioField(
        "Hoe sluit iemand aan?", [InputRequired("Maak een keuze.")], choices=options(JOINING)
    )
    days = SelectMultipleField(
        "Op welke dagen komen jullie bij elkaar?",
        choices=options(DAYS),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    leaflet = FileField("Folder", description="Een pdf van hooguit 5 MB.")
    shown = BooleanField("Laat de groep op de website zien")


class FilterForm(Form):
    """What a visitor may choose from in a list."""

    q = StringField("Waar gaat het over?")
    place = SelectField("Plaats", choices=options(TOWNS))
    day = SelectField("Dag", choices=options({"": "Alle dagen", **DAYS}))


def samples() -> dict[str, Any]:
    """Values of templates/styleguide/index.html."""
    return {
        "empty_form": SpecimenForm(prefix="new", data={"shown": True}),
        "wrong_form": _wrong_form(),
        "filter_form": FilterForm(prefix="filter", data={"q": "rouw"}),
        "groups": _groups(),
        "tasks": _tasks(),
        "import_rows": _import_rows(),
        "unbroken_name": UNBROKEN_NAME,
        "page_url": lambda page: f"?page={page}",
    }


def _wrong_form() -> SpecimenForm:
    sent = MultiDict({"wrong-name": UNBROKEN_NAME, "wrong-joining": "sometimes", "wrong-town": "best"})
    form = SpecimenForm(sent, prefix="wrong")
    form.validate()
    form.form_errors = ["Er staat al een groep met deze naam in Helmond."]
    return form


def _groups() -> list[dict[str, str]]:
    return [
        {
            "slug": "rouwgroep-helmond",
            "name": "Rouwgroep Helmond",
            "when": "elke tweede dinsdag, 19.30 uur",
            "where": "De Huiskamer, Helmond",
            "verified": "gecontroleerd in oktober",
            "kind": "",
        },
        {
            "slug": "ouders-van-een-overleden-kind",
            "name": "Ouders van een overleden kind",
            "when": "elke laatste maandag, 20.00 uur",
            "where": "Wijkgebouw, Geldrop",
            "verified": "wordt nagevraagd",
            "kind": "due",
        },
        {
            "slug": "unbroken",
            "name": UNBROKEN_NAME,
            "when": "om de week op donderdag, 14.00 uur",
            "where": "Multifunctioneel gemeenschapscentrum 't Trefpunt, Son en Breugel",
            "verified": "tijdelijk gestopt",
            "kind": "stop",
        },
    ]


def _tasks() -> list[dict[str, str]]:
    return [
        {
            "title": "Praktische vraag wacht 22 uur",
            "text": "Wie weet een zaaltje in Veldhoven op maandag? Twee groepen hebben dit al eens opgelost.",
            "label": "Antwoord",
        },
        {
            "title": "Angstgroep Best hangt op één persoon",
            "text": "Gerda vroeg om achterwacht tot 6 december.",
            "label": "Zoek achterwacht",
        },
        {
            "title": "5 groepen niet bevestigd",
            "text": "Twee herinneringen gestuurd. Bellen helpt.",
            "label": "Open de bellijst",
        },
    ]


def _import_rows() -> list[dict[str, str]]:
    return [
        {
            "number": "4",
            "name": "Kanker Nuenen",
            "result": "nieuw",
            "kind": "",
            "note": "Geen adres: alleen telefonisch.",
        },
        {
            "number": "5",
            "name": "Praatgroep dementie Asten",
            "result": "aangepast",
            "kind": "due",
            "note": "Wanneer: elke eerste vrijdag van de maand om 10.30 uur.",
        },
        {
            "number": "6",
            "name": UNBROKEN_NAME,
            "result": "fout",
            "kind": "stop",
            "note": "Thema ontbreekt. Vul kolom B in.",
        },
    ]
