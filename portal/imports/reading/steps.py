"""The steps in which a row is read; each takes the texts of a few fields and adds values and remarks."""

from __future__ import annotations

import re
from dataclasses import replace

from portal.imports.reading.addresses import Address, read_address, read_city, read_postcode
from portal.imports.reading.audiences import read_audiences
from portal.imports.reading.dates import read_checked_on
from portal.imports.reading.draft import Context, Draft
from portal.imports.reading.fields import Field
from portal.imports.reading.formats import Place, read_format, read_place
from portal.imports.reading.hints import read_hints
from portal.imports.reading.links import Link, has_email, read_email, read_website, without_emails
from portal.imports.reading.phones import Phone, has_phone, read_phone
from portal.imports.reading.remarks import note, unsure
from portal.imports.reading.rhythms import Rhythm, anchor
from portal.imports.reading.text import says_nothing
from portal.imports.reading.times import Times, contradiction, read_times

_EDGES = " \n\t,;:/|-–()."


def read_contact(draft: Draft, context: Context) -> None:
    """Contact person, telephone and mail, also where they stand in each other's column."""
    email, phone = _email(draft), _phone(draft, context.locale, context.country)
    website = read_website(draft.text(Field.WEBSITE))
    if website.value or not website.findings:
        draft.remark(Field.WEBSITE, *website.findings)
    else:
        draft.keep(Field.WEBSITE, website.findings)
    draft.values = replace(
        draft.values,
        contact_name=_person(draft.text(Field.CONTACT_NAME), phone),
        phone=phone.number,
        phone_note=phone.note,
        phone_dial=phone.dial,
        email=email.value,
        website=website.value,
    )


def _email(draft: Draft) -> Link:
    written = draft.text(Field.EMAIL)
    email = read_email(written)
    if written and not email.value and email.findings and not has_phone(written):
        draft.keep(Field.EMAIL, email.findings)
    elif email.value:
        draft.remark(Field.EMAIL, *email.findings)
    for elsewhere in (Field.CONTACT_NAME, Field.PHONE):
        if not email.value and has_email(draft.text(elsewhere)):
            email = read_email(draft.text(elsewhere))
            draft.remark(elsewhere, note("contact.email_here", email.value))
    return email


def _phone(draft: Draft, locale: str, country: str) -> Phone:
    written = draft.text(Field.PHONE)
    phone = read_phone(without_emails(written).strip() if has_email(written) else written, locale, country)
    draft.remark(Field.PHONE, *phone.findings)
    for elsewhere in (Field.CONTACT_NAME, Field.EMAIL):
        if not phone.number and has_phone(draft.text(elsewhere)):
            found = read_phone(without_emails(draft.text(elsewhere)), locale, country)
            phone = replace(phone, number=found.number, dial=found.dial)
            draft.remark(elsewhere, note("contact.phone_here", found.number))
    return phone


def _person(written: str, phone: Phone) -> str:
    """The name without the number and the address that stood with it."""
    if says_nothing(written):
        return ""
    rest = without_emails(written).replace(phone.number, " ") if phone.number else without_emails(written)
    rest = " ".join(rest.split()).strip(_EDGES) if rest != written else written
    return rest if any(character.isalpha() for character in rest) else ""


def read_where(draft: Draft, context: Context) -> None:
    """Place, address, and whether people meet there, online or by telephone."""
    place = _place(draft)
    written = draft.text(Field.STREET)
    address = read_address(written)
    if not written and place.location:
        place, address = _address_in_place(draft, place)
    code = read_postcode(draft.text(Field.POSTCODE) or address.postcode, context.locale, context.country)
    draft.remark(Field.POSTCODE, *code.findings)
    town = read_city(draft.text(Field.CITY), context.locale)
    if address.postcode and not draft.text(Field.POSTCODE):
        draft.remark(Field.STREET if written else Field.LOCATION, note("place.split", address.postcode))
    draft.values = replace(
        draft.values,
        in_person=place.in_person or bool(address.street) or not (place.online or place.by_phone),
        online=place.online,
        by_phone=place.by_phone,
        platform=place.platform,
        location=place.location,
        street=address.street,
        postcode=code.value or town.postcode,
        country=code.country,
        city=town.city or code.city or address.city,
    )
    _doubt_place(draft, place, address)


def _place(draft: Draft) -> Place:
    place = read_place(draft.text(Field.LOCATION))
    draft.remark(Field.LOCATION, *place.findings)
    if not draft.text(Field.FORMAT):
        return place
    form = read_format(draft.text(Field.FORMAT), draft.headers[Field.FORMAT])
    draft.remark(Field.FORMAT, *form.findings)
    return replace(
        place,
        in_person=form.in_person or (place.in_person and not (form.online or form.by_phone)),
        online=place.online or form.online,
        by_phone=place.by_phone or form.by_phone,
        platform=place.platform or form.platform,
    )


def _address_in_place(draft: Draft, place: Place) -> tuple[Place, Address]:
    """A whole address in the column for the place."""
    address = read_address(place.location)
    if not address.postcode:
        return place, Address()
    name, _, street = address.street.rpartition(",")
    return replace(place, location=name.strip()), replace(address, street=street.strip())


def _doubt_place(draft: Draft, place: Place, address: Address) -> None:
    values = draft.values
    if place.by_phone and not (place.online or place.in_person) and not values.phone:
        draft.remark(Field.LOCATION, unsure("place.no_number"))
    if address.street and (place.online or place.by_phone) and not place.in_person:
        draft.remark(Field.STREET, unsure("place.street_too", address.street))
    if Field.LOCATION in draft.headers and values.in_person and not (values.location or values.street):
        draft.remark(Field.LOCATION, note("place.none"))


def read_meeting(draft: Draft, context: Context) -> None:
    """The sentence about the meetings and the clock beside it."""
    clock = _clock(draft)
    rhythm = context.rhythm(draft.text(Field.WHEN))
    times = read_times(clock, rhythm.times.part)
    draft.remark(Field.WHEN, *rhythm.findings)
    draft.remark(Field.TIME, *times.findings)
    _doubt_times(draft, rhythm, times)
    chosen = times if times.start else rhythm.times
    draft.values = replace(
        draft.values,
        when=_sentence(draft, clock, rhythm, times),
        rrule=rhythm.rrule or "",
        needs_anchor=rhythm.needs_anchor,
        anchor=anchor(rhythm, context.today),
        start=chosen.start,
        end=chosen.end,
    )


def _sentence(draft: Draft, clock: str, rhythm: Rhythm, times: Times) -> str:
    """What was written about the meetings, with the words of the clock when they were no time."""
    when = "" if says_nothing(draft.text(Field.WHEN)) else draft.text(Field.WHEN)
    if any(found.code == "time.impossible" for found in times.findings):
        draft.kept.append((draft.headers.get(Field.TIME, ""), clock))
        return when
    if times.start or says_nothing(clock) or (times.part and times.part == rhythm.times.part):
        return when
    return ", ".join(part for part in (when, clock) if part)


def _clock(draft: Draft) -> str:
    start, end = draft.text(Field.TIME), draft.text(Field.END_TIME)
    if end and not start:
        draft.remark(Field.END_TIME, unsure("time.only_end"))
        return ""
    return f"{start} - {end}" if end and not says_nothing(end) else start


def _doubt_times(draft: Draft, rhythm: Rhythm, times: Times) -> None:
    if times.start and rhythm.times.start and times.understood != rhythm.times.understood:
        draft.remark(Field.TIME, unsure("time.differs", times.understood, other=rhythm.times.understood))
    said_here = any(found.code.startswith("time.not_") for found in times.findings)
    if times.start and not said_here and (found := contradiction(times, rhythm.times.part)):
        draft.remark(Field.TIME, found)
    if Field.WHEN in draft.headers and not (draft.text(Field.WHEN) or draft.text(Field.TIME)):
        draft.remark(Field.WHEN, note("rhythm.none"))
    if times.start and not draft.text(Field.WHEN):
        draft.remark(Field.TIME, note("rhythm.no_day", times.understood))


def read_rest(draft: Draft, context: Context) -> None:
    """Audience, costs, introduction, note, date of the last check and the list's own number."""
    written = {of: "" if says_nothing(draft.text(of)) else draft.text(of) for of in draft.texts}
    audience = written.get(Field.AUDIENCE, "")
    checked = read_checked_on(draft.text(Field.CHECKED_ON), context.today, context.locale)
    if checked.findings and not checked.value and checked.findings[0].code != "date.unknown":
        draft.keep(Field.CHECKED_ON, checked.findings)
    else:
        draft.remark(Field.CHECKED_ON, *checked.findings)
    draft.remark(Field.NOTE, *read_hints(written.get(Field.NOTE, "")))
    draft.values = replace(
        draft.values,
        audience=audience,
        audiences=read_audiences(audience),
        costs=written.get(Field.COSTS, ""),
        intro=written.get(Field.INTRO, ""),
        note=written.get(Field.NOTE, ""),
        external_id=re.sub(r"\s+", " ", written.get(Field.EXTERNAL_ID, ""))[:100],
        checked_on=checked.value,
        checked_precision=checked.precision,
    )
