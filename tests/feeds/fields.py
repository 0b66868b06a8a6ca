"""What the formats allow, read from our lists of their fields in data/."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"
MEETING_GUIDE = json.loads((_DATA / "meeting_guide_fields.json").read_text(encoding="utf-8"))
HSDS = json.loads((_DATA / "hsds_fields.json").read_text(encoding="utf-8"))
_PYTHON: dict[str, Any] = {"text": str, "number": (int, float), "list": list}
_FORMS = {
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "uri": r"https?://\S+",
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "date": r"\d{4}-\d{2}-\d{2}",
    "moment": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z",
    "time": r"([01]\d|2[0-3]):[0-5]\d([+-]\d{2}:\d{2})?",
    "days": r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*",
    "country": r"([A-Z]{2})?",
    "text": r"(?s).*",
}


def meeting_guide_faults(entry: dict[str, Any]) -> list[str]:
    """What is wrong with an entry."""
    found = [f"{name} is missing" for name in MEETING_GUIDE["required"] if not entry.get(name)]
    for name, others in MEETING_GUIDE["together"].items():
        found += [f"{name} without {other}" for other in others if name in entry and other not in entry]
    for name, value in entry.items():
        field = MEETING_GUIDE["fields"].get(name)
        if field is None:
            found.append(f"{name} is unknown")
        elif not isinstance(value, _PYTHON[field["kind"]]) or isinstance(value, bool) or value in ("", []):
            found.append(f"{name} is no {field['kind']}")
        elif "form" in field and not re.fullmatch(field["form"], value):
            found.append(f"{name} is {value!r}")
        elif "longest" in field and len(value) > field["longest"]:
            found.append(f"{name} is too long")
        elif "from" in field and not field["from"] <= value <= field["to"]:
            found.append(f"{name} is {value}")
    return found + [f"type {code}" for code in entry.get("types", []) if code not in MEETING_GUIDE["types"]]


def hsds_faults(value: dict[str, Any], kind: str, at: str = "") -> list[str]:
    """What is wrong with a record of a kind and with all that it holds."""
    record = HSDS["records"][kind]
    at = f"{at}/{kind}"
    found = [f"{at}: no {name}" for name in record["required"] if name not in value]
    for name, one in value.items():
        form = record["fields"].get(name)
        if form is None:
            found.append(f"{at}: {name} is unknown")
        elif form.startswith("["):
            found += [fault for part in one for fault in hsds_faults(part, form[1:-1], f"{at}/{name}")]
        elif form in HSDS["records"]:
            found += hsds_faults(one, form, f"{at}/{name}")
        elif form == "number":
            numeric = isinstance(one, int | float) and not isinstance(one, bool)
            found += [] if numeric else [f"{at}: {name} is no number"]
        elif not isinstance(one, str) or not re.fullmatch(_FORMS.get(form, form), one):
            found.append(f"{at}: {name} is {one!r}")
    return found


def page_faults(page: dict[str, Any], kind: str) -> list[str]:
    """What is wrong with a page of records."""
    found = [] if list(page) == HSDS["page"] else [f"fields of the page: {list(page)}"]
    return found + [fault for one in page["contents"] for fault in hsds_faults(one, kind)]
