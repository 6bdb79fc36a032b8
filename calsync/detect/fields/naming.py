"""The words around the names of persons, as patterns: labels, forms of address, offices."""

from __future__ import annotations

import re
from functools import cache, partial

from calsync.detect.fields.introduction import CAPITAL, Introductions
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.needs import Needs, needs, needs_of_any
from calsync.detect.fields.phrases import EAST_LETTER, begun_in_any_case
from calsync.detect.fields.sought import Alternative, Sought
from calsync.detect.fields.who import NAME, WORD, table, word_not_behind
from calsync.folding import fold


def _entries(key: str, language: str) -> list[str]:
    listed = table(language).get(key, ())
    entries = listed.split() if isinstance(listed, str) else listed
    return sorted(entries, key=lambda entry: (-len(entry), entry))


def _spelt(entry: str) -> str:
    """The pattern of an entry: ``*`` behind a letter for any ending, a blank for any blanks."""
    return re.sub(" +", r"\\s+", re.sub(r"(?<![)\]])(?<!\\w)\*", r"\\w*", entry))


@cache
def alternatives(key: str, language: str) -> str:
    """Any entry of a list, as a regular expression; one that never matches where there is none."""
    return "|".join(map(_spelt, _entries(key, language))) or "(?!)"


def _introducing(form: str, entry: str) -> str:
    return form.format(begun_in_any_case(_spelt(entry)))


def _needs(language: str, *keys: str) -> Needs:
    """What a text must have to have an entry of any of these lists."""
    return needs_of_any(entry for key in keys for entry in _entries(key, language))


@cache
def labels(language: str) -> Sought:
    """ "Interviewers:" (group label), or "with" right before a name."""
    written, headings, little = (_entries(key, language) for key in ("labels", "headings", "with"))
    label = r"(?P<label>{}\s*(?:\([^)\n]*\))?\s*(?::|：|\s-|\s–)\s*)"
    colon = frozenset({":", " -"})
    return Sought(
        ((*needs(entry), *more), partial(_introducing, form, entry))
        for form, more, entries in (
            (label, [colon], [*written, *headings]),
            (r"{}\s+", [], [*written, *little]),
        )
        for entry in entries
    )


@cache
def by_address(language: str) -> Introductions:
    """ "Mrs. P. Ashdown"; not after "Dear", which greets the user."""
    titles = alternatives("honorifics", language)
    after = alternatives("honorifics_after", language)
    greeting = "".join(f"(?<!{word} )" for word in data("departments")["greetings"])
    before = rf"(?<!\w){greeting}(?:(?i:{titles})\.?\s+)+{CAPITAL}"
    behind = rf"(?P<polite>{WORD}(?: {WORD})?)\s+(?i:{after})(?!\w)"
    ways = [
        (_before_blank(_needs(language, "honorifics")), lambda: before),
        (_behind_blank(_needs(language, "honorifics_after")), lambda: behind),
    ]
    return Introductions(((needed, written) for needed, written in ways if needed), NAME)


@cache
def by_office(language: str) -> Introductions:
    """ "CEO Brigid Hanlon", "our founder Ikenna", "hiring manager: Ann Lee"."""
    office = (
        r"{}(?:\s+(?:of|de|del|di|da|för|av)\s+[a-zß-ÿ][\w'-]*)?(?:\s*[:(]\s*|[ \t]+)"
        r"(?:(?i:mr|mrs|ms|dr|herr|frau|sr|sra|pan|pani)\.?\s+)?" + CAPITAL
    )
    offices = _entries("person_roles", language)
    return Introductions(((needs(entry), partial(_introducing, office, entry)) for entry in offices), NAME)


_FROM = ("from", "aus", "vom", "von", "de", "del", "från", "z", "van", "dal", "da")
_FROM_NEEDS = frozenset(f" {fold(word)} " for word in _FROM)


@cache
def by_description(language: str) -> Introductions:
    """ "Ann Lee (Head of Data)", "Hugues Tavernier, DG"."""
    offices = f"{alternatives('person_roles', language)}|{alternatives('role_heads', language)}"
    more = rf"(?: {WORD}){{1,3}}"
    anywhere = word_not_behind(r"[\w@]", "in ", "at ", "bei ")
    opening = word_not_behind(r"[^\n.,:;] ", r"[\w@-]")
    set_off = word_not_behind(r"[^\n.,:;&+(] ", r"[\w@-]")
    hour = r"\d{1,2}[:.h]\d\d\s*(?:[ap]m|Uhr|h)?\s*"
    behind = (
        rf"(?P<name>(?>{anywhere}{more}))\s*"
        rf"(?:(\()(?:[^()\n]{{0,40}}\W)?|,\s+(?:[\w&'-]+\s+){{0,3}}?)"
        rf"(?i:{offices})(?!\w)(?(2)[^()\n]{{0,40}}\))"
    )
    timed = rf"(?<![^\n])\W*{hour}(?:[-–]\s*{hour})?[\s:|,–-]*(?P<slot>{WORD}{more})(?=\s*[(,;\n–-]|\s*$)"
    joined = (
        rf"(?P<polite>(?>{opening}(?: {WORD})?))\s+[+&]\s+"
        rf"(?:\w+ ){{0,2}}(?i:{offices})(?!\w)"
    )
    sections = data("departments")["sections"]
    offices_needed = _needs(language, "person_roles", "role_heads")
    departed = (
        rf"(?P<sent>(?>{set_off}(?: {WORD})?))\s+"
        rf"(?:{'|'.join(_FROM)})\s+(?:(?:our|the|der|dem|la|le|los) )?"
        rf"(?:{'|'.join(sections)})(?!\w)"
    )
    ways: list[Alternative] = [
        ((*needs_of_any(sections), _FROM_NEEDS), lambda: departed),
        ((*offices_needed, frozenset("(,")), lambda: behind),
        ((frozenset("0123456789"), frozenset(":.h")), lambda: timed),
        ((frozenset("+&"), *offices_needed), lambda: joined),
    ]
    return Introductions(ways, NAME)


def _before_blank(words: Needs) -> Needs:
    return tuple(frozenset(word + sign for word in some for sign in ". ") for some in words)


def _behind_blank(words: Needs) -> Needs:
    return tuple(frozenset(blank + word for word in some for blank in " ") for some in words)


@cache
def in_the_east(language: str) -> re.Pattern[str]:
    """Names with a form of address, after a label, or after an office."""
    letters = "一-龯々ヶ" + ("ァ-ヴー" if language == "ja" else "")
    after = alternatives("honorifics_after", language)
    labels = alternatives("labels", language)
    offices = alternatives("person_roles", language)
    if language == "ko":
        return re.compile(
            rf"(?:{labels})\s*[:：]\s*([^\n]{{2,80}})|(?:{offices})\s+([가-힣]{{3}})(?![가-힣])|(?<![가-힣])([가-힣]{{2,4}}?)\s?(?:{after})(?=[^가-힣]|과|와|이|께|은|는|의|도|에|이랑|랑|하고|한테|$)"
        )
    if language == "zh":
        before = alternatives("with_before", language)
        return re.compile(
            rf"(?:{labels})\s*[:：]\s*([^\n。;；]{{2,60}})"
            rf"|(?:{offices})[:： ]?([一-龯]{{2,3}}?)(?=[^一-龯]|[与和会将跟来给在带主]|$)"
            rf"|(?:{labels})(?:是|为|由)?([一-龯]{{2,3}}?)(?=[会将与和在为于等,，。(（\s]|$)"
            rf"|(?:{before}|^)([老小][一-龯])(?![板师司组区时学家])"
            rf"|(?:{before}|^|[\s,，、(（-])([一-龯]{{1,2}}(?:{after}))|(?:{before})([一-龯]{{2,3}})(?=[(（,，\s喝聊谈见吃面]|$)"
        )
    return re.compile(
        rf"(?:{labels})\s*(?:は|[:：])\s*([^\n。]{{2,60}})"
        rf"|([{letters}]{{1,6}}(?:[ 　][{letters}]{{1,4}})?)\s?(?:様|さん|さま|氏|先生)"
        rf"|(?:{offices})の?[:： 　]?([一-龯々]{{2,4}}(?:[ 　][一-龯々]{{1,3}})?)"
        rf"(?=(?!{EAST_LETTER})[\s\S]|と|が|より|に|$)"
    )
