"""The words of meeting rhythms in Dutch, English and German, turned into symbols.

Symbols: @W2 every two weeks, @M2 every two months, @X1 once, @MONTH, @WEEKLY, @DAILY, @EVEN and @ODD weeks,
@ARR by arrangement, @DATE a single date, #2 second, #-1 last. What is left over is an ordinary word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_DAY_NAMES = (
    "maandag maan maa ma monday mon montag mo",
    "dinsdag dins din di tuesday tues tue dienstag dien",
    "woensdag woens woe wo wednesday weds wed mittwoch mitt mi",
    "donderdag dond don do thursday thurs thur thu donnerstag",
    "vrijdag vrij vrij vr friday fri freitag frei fr",
    "zaterdag zat za saturday sat samstag sams sonnabend sa",
    "zondag zon zo sunday sun sonntag sonn so",
)
_MONTH_NAMES = (
    "januari jan january januar janner",
    "februari feb february februar",
    "maart mrt maa mar march marz maerz mrz",
    "april apr",
    "mei may mai",
    "juni jun june",
    "juli jul july",
    "augustus aug august",
    "september sep sept",
    "oktober okt october oct",
    "november nov",
    "december dec dezember dez",
)
_NUMBERS = {
    "een": 1, "one": 1, "ein": 1, "eine": 1, "twee": 2, "two": 2, "zwei": 2, "drie": 3, "three": 3, "drei": 3,
    "vier": 4, "four": 4, "vijf": 5, "five": 5, "funf": 5, "zes": 6, "six": 6, "sechs": 6, "acht": 8,
    "eight": 8,
}  # fmt: skip
_ORDINALS = {
    "eerste": 1, "first": 1, "tweede": 2, "second": 2, "derde": 3, "third": 3, "vierde": 4, "fourth": 4,
    "vijfde": 5, "fifth": 5, "laatste": -1, "last": -1, "voorlaatste": -2,
}  # fmt: skip
_GERMAN_ORDINALS = {"erst": 1, "zweit": 2, "dritt": 3, "viert": 4, "funft": 5, "letzt": -1, "vorletzt": -2}
_KINDS = (
    ("every", "elke elk iedere ieder every each jeden jede jeder jedes jedem alle"),
    ("not", "niet behalve uitgezonderd geen zonder excl exclusief uitzondering"),
    ("not", "not no except excluding without ausser nicht kein keine keinen ausgenommen"),
    ("and", "en und and & + / ,"),
    ("or", "of oder or"),
    ("to", "tot bis to until till through - –"),
    ("since", "vanaf ab since sinds seit start starting beginnend beginnt"),
    ("holiday", "vakantie vakanties schoolvakantie schoolvakanties zomervakantie kerstvakantie feestdag"),
    ("holiday", "feestdagen zomerstop winterstop zomerperiode zomermaanden zomer winter pauze pause school"),
    ("holiday", "holiday holidays vacation summer ferien schulferien sommerferien weihnachtsferien feiertag"),
    ("holiday", "feiertage feiertagen feiertags sommer sommerpause sommermonaten winterpause"),
    ("week", "week weken weeks woche wochen kalenderwoche kalenderwochen kw"),
    ("part", "avond avonds middag middags namiddag voormiddag ochtend ochtends evening evenings afternoon"),
    ("part", "afternoons morning mornings morgens abend abends nachmittag nachmittags vormittag vormittags"),
    ("fill", "op van de het er der bij per pro s 's bijeenkomst bijeenkomsten samenkomst meestal steeds uur"),
    ("fill", "dag altijd tijdens jaar wij we is om of from on at a the an in during always meeting meetings"),
    ("fill", "meets day year von des den dem die im am um zum immer treffen trifft sich gruppentreffen tag"),
    ("fill", "jeweils wahrend jahr ( ) . ; : '"),
)
_NUM = r"(\d{1,2}|" + "|".join(_NUMBERS) + ")"
_DAY_SUFFIX = (
    r"(?:avond(?:en)?|middag(?:en)?|namiddag|voormiddag|ochtend(?:en)?|morgen|abends?|nachmittags?"
    r"|vormittags?)"
)
_WEEK = r"(?:weken|week|weeks|wochen|woche|wk)\b"
_DAY_START = r"(?=\s+(?:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun|don|mit|sams|frei))"

_OTHER = "om de|every other|elke andere|iedere andere"
_ARRANGED = (
    r"in (?:nader |onderling |gezamenlijk )?overleg|op (?:afspraak|aanvraag|verzoek)|i\.\s?o\.|wisselend\w*"
    r"|onregelmatig\w*|nader te bepalen|verschilt|wordt (?:nog )?bepaald|by (?:arrangement|appointment)"
    r"|on request|irregular(?:ly)?|varies|varying|tba|tbd|flexib\w+|n\.\s?v\.|auf anfrage"
    r"|nach (?:vereinbarung|absprache|bedarf)|unregelmassig\w*|wechselnd\w*"
)

_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), symbol)
    for pattern, symbol in (
        (
            r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})\b|\b\d{1,2}\.\d{1,2}\.(?=\s|$)",
            " @DATE ",
        ),
        (r"\bt/m\b|\btot en met\b", " to "),
        (r"\bm\.?u\.?v\.?(?=\s)", " except "),
        (r"\bmet uitzondering van\b|\bmit ausnahme\b|\bexcept for\b|\bnot in\b", " except "),
        (rf"\b(?:{_ARRANGED})", " @ARR "),
        (r"\bom de maand\b|\bevery other month\b|\btweemaandelijks\w*", " @M2 "),
        (r"\bzweimonatlich\w*|\bbimonthly\b|\bjeden zweiten monat\b", " @M2 "),
        (r"\bdriemaandelijks\w*|\bkwartaal\b|\bquarter(?:ly)?\b|\bquartal\w*|\bvierteljahrlich\w*", " @M3 "),
        (rf"\b{_NUM}[\s-]?(?:maanden|months|monate|mnd)\b", r" @M\1 "),
        (r"\bp\s?[./]\s?(?:m|mnd|maand)\b\.?", " @MONTH "),
        (r"\bp\s?[./]\s?(?:w|wk|week)\b\.?", " @WEEKLY "),
        (r"\bv\s?[./]?\s?d\b\.?", " van de "),
        (r"\b(?:mnd|maand|maandelijks\w*|months?|monthly|monate?s?|monatlich\w*)\b\.?", " @MONTH "),
        (rf"\b{_NUM}\s?(?:x|keer|maal|mal|times)\b", r" @X\1 "),
        (r"\b(?:eens|eenmaal|once|einmal)\b", " @X1 "),
        (r"\b(?:tweemaal|twice|zweimal)\b", " @X2 "),
        (r"\b(?:oneven|ungerade\w*|odd)[\s-]+(?:kalender)?(?:weken|week|weeks|wochen?|kw)\b", " @ODD "),
        (r"\b(?:even|gerade\w*)[\s-]+(?:kalender)?(?:weken|week|weeks|wochen?|kw)\b", " @EVEN "),
        (r"\b(?:14|veertien|vierzehn)[\s-]?(?:dagen|daags\w*|days|tagen?|tagig\w*|taglich\w*)\b", " @W2 "),
        (r"\b(?:every )?fortnight(?:ly)?\b|\b(?:veertiendaags|vierzehntagig|vierzehntaglich)\w*", " @W2 "),
        (r"\b(?:21|eenentwintig)[\s-]?(?:dagen|daags\w*|days|tagen?|tagig\w*)\b", " @W3 "),
        (r"\bbi-?weekly\b", " @BIWEEKLY "),
        (rf"\b{_NUM}[\s-]?(?:{_WEEK}|wekelijks\w*|wochentlich\w*|wochig\w*|weekly\b)", r" @W\1 "),
        (rf"\b(?:{_OTHER}|every second|every 2nd|jede zweite|jede 2\.)(?:\s+andere)?\s+{_WEEK}", " @W2 "),
        (rf"\b(?:{_OTHER})(?:\s+andere)?{_DAY_START}", " @W2 "),
        (rf"\b(?:elke|iedere|every|each|jede|per|pro|a|in der)\s+{_WEEK}", " @WEEKLY "),
        (r"\bwekelijks\w*|\bweekly\b|\bwochentlich\w*", " @WEEKLY "),
        (
            r"\bdagelijks\w*|\bdaily\b|\btaglich\w*|\b(?:elke|iedere|every|jeden) (?:dag|day|tag)\b",
            " @DAILY ",
        ),
        (r"\bwerkdag(?:en)?\b|\bweekdays?\b|\bwerktags?\b|\bdoordeweeks\b|\bwochentags\b", " ma to vr "),
        (r"\b(?:in het |am |at the )?(?:weekend|wochenende)s?\b", " za zo "),
        (r"\b(?:op een na|one but|second|2nd)[\s-](?:laatste|last)\b", " #-2 "),
        (r"(?<![\d.#@-])(\d{1,2})(?:e|de|ste|st|nd|rd|th|ter?|ten|tes)\b\.?", r" #\1 "),
        (r"(?<![\d.#@-])(\d{1,2})\.(?=\s|[a-z,/+&]|$)", r" #\1 "),
    )
)
_TOKENS = re.compile(r"@[A-Z]+[a-z]*\d{0,2}|#-?\d{1,2}|\d+|'s\b|[a-z]+|[-–/&+,;().:']")


@dataclass(frozen=True)
class Token:
    """One symbol or word; `value` counts weekdays and months from 0."""

    kind: str
    value: int
    text: str


def _dictionary() -> Mapping[str, Token]:
    words = {word: Token(kind, 0, word) for kind, listed in reversed(_KINDS) for word in listed.split()}
    words |= {word: Token("num", number, word) for word, number in _NUMBERS.items()}
    words |= {word: Token("ord", number, word) for word, number in _ORDINALS.items()}
    for stem, number in _GERMAN_ORDINALS.items():
        words |= {stem + end: Token("ord", number, stem + end) for end in ("e", "er", "en", "es", "em")}
    for number, names in enumerate(_MONTH_NAMES):
        words |= {name: Token("mon", number, name) for name in names.split()}
    for number, names in enumerate(_DAY_NAMES):
        words |= {name: Token("day", number, name) for name in names.split()}
    return words


_WORDS = _dictionary()
_LONG_DAYS = re.compile(
    "("
    + "|".join(name for names in _DAY_NAMES for name in names.split() if name.endswith(("dag", "day", "tag")))
    + rf"|mittwoch|sonnabend)(?:en|s)?-?{_DAY_SUFFIX}?(?:en|s)?"
)


def tokens(sentence: str) -> list[Token]:
    """The symbols of a sentence that is already in plain lower case."""
    sentence = sentence.replace("@", " ").replace("#", " ")
    for pattern, symbol in _REWRITES:
        sentence = pattern.sub(symbol, sentence)
    return [_token(text) for text in _TOKENS.findall(sentence)]


def _token(text: str) -> Token:
    if text[0] == "#":
        return Token("ord", int(text[1:]), text)
    if text[0] == "@":
        return _symbol(text)
    if text.isdigit():
        return Token("num", int(text[:6]), text)
    if text in _WORDS:
        return _WORDS[text]
    if found := _LONG_DAYS.fullmatch(text):
        return Token("day", _WORDS[found[1]].value, text)
    return Token("word", 0, text)


_SYMBOLS = {
    "@MONTH": "month", "@WEEKLY": "weekly", "@DAILY": "daily", "@EVEN": "even", "@ODD": "odd",
    "@ARR": "arrange", "@DATE": "date", "@BIWEEKLY": "biweekly",
}  # fmt: skip
_COUNTED = {"W": "weeks", "M": "months", "X": "times"}


def _symbol(text: str) -> Token:
    """@MONTH and the like, or @W2, @Mdrei, @X1: a kind and how many."""
    if text in _SYMBOLS:
        return Token(_SYMBOLS[text], 0, text)
    return Token(_COUNTED[text[1]], _NUMBERS.get(text[2:]) or int(text[2:]), text)
