"""The invented people and networks of the demo. Every mail address ends in .example."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import portal.imports

SAMPLES = Path(portal.imports.__file__).parent / "samples"
HERE = Path(__file__).parent / "data"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as. `speaks_for` is the start of a group's name."""

    name: str
    email: str
    is_steward: bool = False
    speaks_for: str = ""

    @property
    def part(self) -> str:
        """What this person does, in a word."""
        if self.is_steward:
            return "steward"
        return f"contact person of '{self.speaks_for}'" if self.speaks_for else "participant"


@dataclass(frozen=True)
class DemoNetwork:
    """One network of the demo and the spreadsheet its steward had."""

    slug: str
    name: str
    locale: str
    region: str
    phone: str
    email: str
    welcome: str
    spreadsheet: Path
    people: tuple[DemoPerson, ...]


NETWORKS = (
    DemoNetwork(
        slug="zuidoost-brabant",
        name="Zelfhulpnetwerk Zuidoost-Brabant",
        locale="nl",
        region="Brabant-Zuidoost",
        phone="040-000 00 00",
        email="info@zuidoost-brabant.example",
        welcome="Zelfhulpgroepen in en om Eindhoven en Helmond. Gratis, vertrouwelijk, zonder verwijzing.",
        spreadsheet=SAMPLES / "zuidoost-brabant-groepen.csv",
        people=(
            DemoPerson("Marijke", "marijke@zuidoost-brabant.example", is_steward=True),
            DemoPerson("Henk", "henk@rouw-someren.example", speaks_for="Lotgenotengroep Rouw Someren"),
            DemoPerson("Els", "els@autisme-gemert.example", speaks_for="Autisme Gemert"),
            DemoPerson("Samira", "samira@post.example"),
        ),
    ),
    DemoNetwork(
        slug="muensterland",
        name="Selbsthilfe-Kontaktstelle Münsterland",
        locale="de",
        region="Münsterland",
        phone="0251 000 00 00",
        email="info@muensterland.example",
        welcome="Selbsthilfegruppen zwischen Rheine und Hiltrup. Kostenlos, vertraulich, ohne Überweisung.",
        spreadsheet=HERE / "muensterland-gruppen.csv",
        people=(
            DemoPerson("Katrin", "katrin@muensterland.example", is_steward=True),
            DemoPerson("Hildegard", "hildegard@trauercafe.example", speaks_for="Trauercafé Coesfeld"),
            DemoPerson("Heinz", "heinz@parkinson-bocholt.example", speaks_for="Parkinson Bocholt"),
        ),
    ),
)
