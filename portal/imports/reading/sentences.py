"""The sentence of each remark, by its code. Codes are stored with an import, so they do not change."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

SENTENCES: Mapping[str, LazyString] = {
    "file.empty": _l("There is nothing in this file. Choose the file that holds your list of groups."),
    "file.big": _l(
        "This file is larger than %(limit)s MB. Remove pictures and other tabs, or split the list."
    ),
    "file.big_inside": _l(
        "This workbook is too large to open, or it is damaged. Copy the list into a new, empty workbook"
        " and save that."
    ),
    "file.pdf": _l(
        "This is a PDF, whatever its name says. Ask for the spreadsheet it was made from, or copy the"
        " table into a"
        " spreadsheet and save that as xlsx or csv."
    ),
    "file.image": _l("This is a picture. A list can only be read from a spreadsheet: xlsx, xls, ods or csv."),
    "file.archive": _l(
        "This is a compressed file, not a spreadsheet. Unpack it first and choose the list inside."
    ),
    "file.word": _l(
        "This is a text document, not a spreadsheet. Copy the table into a spreadsheet and save that as"
        " xlsx or csv."
    ),
    "file.web_page": _l(
        "This is a web page, not a spreadsheet. Open it in your spreadsheet program and save it as xlsx or"
        " csv."
    ),
    "file.password": _l("This workbook has a password. Save it without one and try again."),
    "file.damaged": _l(
        "This workbook cannot be opened. Open it in your spreadsheet program, save it again and choose the"
        " new file."
    ),
    "file.many_rows": _l("This list has more than %(limit)s rows. Split it into several files."),
    "file.many_columns": _l(
        "This sheet has more than %(limit)s columns. A list of groups needs far fewer: remove the columns"
        " that you do"
        " not need and try again."
    ),
    "file.no_table": _l(
        "No rows and columns can be found in this file. Save your list as xlsx or csv and try again."
    ),
    "file.other_tabs": _l("Only one tab was read. These tabs were left out: %(tabs)s."),
    "file.hidden_characters": _l("%(count)s characters that cannot be shown were left out."),
    "file.stray_quotes": _l(
        "A quotation mark in this file is never closed, so each line was read by itself. Check the rows"
        " around it."
    ),
    "mapping.nothing": _l(
        "No column has been chosen yet. Choose at least the column with the name or the theme."
    ),
    "mapping.no_name_no_theme": _l(
        "No column holds the name of the group or its theme. Choose one of these, so that we know what"
        " each row is."
    ),
    "mapping.no_name": _l(
        "No column holds the name of the group. Each group gets its theme and town as its name."
    ),
    "mapping.no_theme": _l("No column holds the theme. You will have to choose a theme for each group."),
    "mapping.no_reach": _l(
        "No column is set to telephone, e-mail or website. Groups can only be listed once they have one."
    ),
    "mapping.twice": _l("More than one column is set to “%(field)s”. Choose one of them."),
    "mapping.no_column": _l("There is no column “%(column)s” in this file."),
    "mapping.no_field": _l("“%(field)s” is not something a column can be."),
    "row.nothing": _l("This row has no theme and no way to reach anybody, so it is not imported."),
    "row.nameless": _l("This row has no name and no theme to name it after, so it is not imported."),
    "row.same": _l("This row is the same as line %(line)s. It is taken once."),
    "row.same_group": _l(
        "This seems to be the group of line %(line)s again, with differences. Which row is right?"
    ),
    "row.resembles": _l("This resembles line %(line)s. Is it the same group?"),
    "reach.none": _l(
        "There is no telephone number, mail address or website. Without one the group is not listed."
    ),
    "name.derived": _l(
        "There is no name in this row. Theme and town were put together; ask the group for its name."
    ),
    "name.long": _l("This name is very long and was cut off."),
    "text.long": _l(
        "This text is too long for its column. Only the beginning was read; the whole text is kept."
    ),
    "theme.synonym": _l("This word belongs to a theme of the list."),
    "theme.several": _l("Several themes are named here. All of them are used."),
    "theme.partly": _l("Several themes are named here and not all are known. Choose the rest yourself."),
    "theme.ambiguous": _l("This word can mean more than one theme. Choose one."),
    "theme.close": _l("This theme is not in the list as it is written. Is the suggestion right?"),
    "theme.unknown": _l("This theme is not in the list. Choose one."),
    "theme.none": _l("No theme is given. Choose one."),
    "theme.from_name": _l("No theme is given. The name suggests one: is it right?"),
    "theme.from_above": _l("No theme is given. Is it the theme of the row above?"),
    "theme.heading_differs": _l("No theme is given, and the name and the heading above differ. Choose one."),
    "theme.from_section": _l(
        "No theme is given. It was taken from the heading “%(heading)s” above: is it right?"
    ),
    "contact.email_here": _l("The mail address was found in this column."),
    "contact.phone_here": _l("The telephone number was found in this column."),
    "contact.phone_shared": _l("The same telephone number stands with another person on line %(line)s."),
    "phone.several": _l("There is more than one number. The first is used, the others stay beside it."),
    "phone.zero": _l("The beginning of this number seems to be missing. It was added: is it right?"),
    "phone.short": _l("This is too short for a telephone number."),
    "phone.no_digits": _l("There is no telephone number in this text."),
    "phone.unreadable": _l("This cannot be a telephone number."),
    "email.unreadable": _l("This is not a valid mail address."),
    "email.several": _l("There is more than one mail address. The first is used."),
    "email.partly": _l("One of these mail addresses is not valid. The valid one is used."),
    "email.rewritten": _l("The mail address was put into its usual form."),
    "website.unreadable": _l("This is not a web address."),
    "website.unsafe": _l("Only web addresses that begin with http or https are used."),
    "website.several": _l("There is more than one web address. The first is used."),
    "place.mixed": _l("This names a place as well as meeting online or by telephone. Both are used."),
    "place.link": _l("There is a link to an online meeting in this text. It is not shown to visitors."),
    "place.home": _l("This may be somebody's home. Ask before it is shown to visitors."),
    "place.format": _l("It is not clear whether this means in person, online or by telephone."),
    "place.no_number": _l("This group meets by telephone only, but there is no telephone number."),
    "place.street_too": _l("There is a street, but the group seems not to meet in person. Which is right?"),
    "place.split": _l("The postcode was taken from this address."),
    "place.none": _l("No meeting place is given."),
    "postcode.odd": _l("This is not a complete postcode."),
    "postcode.never_issued": _l("This postcode does not exist."),
    "postcode.no_letters": _l("This postcode has no letters."),
    "postcode.zero": _l("A German postcode has five digits. Is a zero missing at the beginning?"),
    "time.morning": _l("Only the morning is named, no exact time."),
    "time.afternoon": _l("Only the afternoon is named, no exact time."),
    "time.evening": _l("Only the evening is named, no exact time."),
    "time.not_morning": _l("The words say morning, but the time does not fit."),
    "time.not_afternoon": _l("The words say afternoon, but the time does not fit."),
    "time.not_evening": _l("The words say evening, but the time does not fit."),
    "time.impossible": _l("There is no such time of day."),
    "time.unreadable": _l("No time could be read here. The words are kept."),
    "time.words": _l("A time was read, but not all of the words. Is it right?"),
    "time.early": _l("This is early in the morning. Is the evening meant?"),
    "time.backwards": _l("The end is before the beginning. Only the beginning is used."),
    "time.several": _l("More than one time is given. The first is used."),
    "time.fraction": _l("The spreadsheet shows this time as a number. Is the time right?"),
    "time.only_end": _l("There is an end time but no beginning."),
    "time.differs": _l("Another column gives another time: %(other)s. Which is right?"),
    "rhythm.which_week": _l("This is not every week. In which week is the next meeting?"),
    "rhythm.which_month": _l("This is not every month. In which month is the next meeting?"),
    "rhythm.which_of_month": _l("It says how often a month, but not in which week of the month."),
    "rhythm.which_day": _l("It says how often, but not on which day."),
    "rhythm.week_of_month": _l("A week of the month can begin in the month before. Which day is meant?"),
    "rhythm.ambiguous": _l("This can mean a day of the month or every so many weeks. Which is it?"),
    "rhythm.biweekly": _l("This can mean twice a week or every two weeks. Which is it?"),
    "rhythm.choice": _l("Two days are possible here. The words are kept."),
    "rhythm.count": _l("The number of meetings does not fit the days that are named."),
    "rhythm.irregular": _l(
        "Days are named, but the group seems to agree on each meeting. The words are kept."
    ),
    "rhythm.arrangement": _l("The group agrees on each meeting."),
    "rhythm.single_date": _l(
        "This is a single date, not a rhythm. Enter it in the calendar if it is still to come."
    ),
    "rhythm.unreadable": _l("It is not clear when the group meets. The words are kept."),
    "rhythm.words": _l("The rhythm was read, but not these words: %(words)s."),
    "rhythm.exception": _l(
        "There is an exception that could not be read. Leave out these meetings in the calendar."
    ),
    "rhythm.holidays": _l("The group pauses in holidays. Leave out these meetings in the calendar."),
    "rhythm.even_weeks": _l("In even weeks, counted as in the calendar."),
    "rhythm.odd_weeks": _l("In odd weeks, counted as in the calendar."),
    "rhythm.none": _l("It does not say when the group meets."),
    "rhythm.no_day": _l("A time is given, but no day."),
    "date.unknown": _l("It is not known when this was last checked."),
    "date.future": _l("This date is in the future."),
    "date.unreadable": _l("This is not a date."),
    "date.swapped": _l("There is no such month, so day and month were swapped."),
    "date.order": _l("Day and month can be read in two ways. The day was taken first."),
    "date.day_or_year": _l("The number can be a day or a year. It was taken for a year."),
    "date.serial": _l("The spreadsheet shows this date as a number. Is the date right?"),
    "date.several": _l("There is more than one date. The latest is used."),
    "date.words": _l("A date was read, but not all of the words."),
    "note.stopped": _l("The group may have stopped. Ask, and pause it if so."),
    "note.paused": _l("The group may be paused at the moment. Ask, and pause it if so."),
    "note.break": _l("The group seems to have a break in the year. When?"),
    "note.contact_wanted": _l("The group is looking for somebody to take over. It may need help."),
    "note.intake": _l("A talk before joining seems to be needed."),
    "note.closed": _l("The group seems to be closed to newcomers."),
    "note.costs": _l("This seems to be about costs."),
    "note.wheelchair": _l("The place seems to be accessible by wheelchair."),
    "note.call_first": _l("People are asked to get in touch before they come."),
}
