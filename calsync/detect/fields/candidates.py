"""What may be the company, as title, body and place have it, and how much each way of naming it is worth."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from calsync.detect.fields.lexicon import data, lines
from calsync.detect.fields.names import polite_off, spoken_form
from calsync.detect.fields.opening import hinted, is_firm, is_institution, is_ordinary, is_tavern, opening
from calsync.detect.fields.phrases import is_east
from calsync.detect.fields.posts import is_role
from calsync.detect.fields.signature import signed
from calsync.detect.fields.title import Segment, beside_role, interview_noun, of_company
from calsync.detect.fields.who import EAST, introduced, labelled, words, written
from calsync.detect.text import View, is_letter, places
from calsync.folding import fold


class Candidate(NamedTuple):
    name: str
    weight: float


LABELLED = 3.6
"""What a name behind a label is worth, whoever sends it: "Company: Acme"."""
_ORDINARY = 1.4
"""What a piece of a title loses that has none but ordinary words."""
_CUT = 0.7
"""What a first word loses that has its capital from its place: "Yard walk"."""
_KIND = 0.3
"""What a name gains that says what kind of organisation it is of."""
_OPENING = 1.75
"""What a name is worth with which a body begins: less than one in a title."""
_MET = 1.5
"""Behind "with", where the title is of no interview and another company is named: rather a person."""
_BESIDE = 2.1
"""In brackets right behind a person: what that person is of."""
_RATHER_A_PERSON = 1.9
"""A single word behind "with", where the title has another name."""
_HINTED = 1.2
_SIGNED = 1.2
_ASIDE = re.compile(r"\s*[(\[|].*$|\svia\s.*$")
_ADDRESS = re.compile(r"[,\n;|]|\s[-–—]\s")
"""Behind the name in an address."""
_EAST_OFFICE = re.compile(
    r"\s*(?:本社|支社|総部|总部|總部|본사|사옥|지사|지점"
    r"|\s\S*(?:事業所|営業所|支店|工場|オフィス|分公司|办事处|공장)).*$"
)
_SMALL_WORD = re.compile(r"\s+([a-zß-ÿ][\w'-]*)")
_AND = re.compile(r"\s(?:and|und|et|y|e|en|i|och|ve|&)\s|,\s")
_SENDER = re.compile(
    r"^(?:From|Von|De|Da|Van|Od|Från|Kimden|差出人|发件人|보낸 사람)\s?[:：] ?([^<\n@]{2,50}?) ?<",
    re.MULTILINE,
)
"""Whom a forwarded mail came from."""


def in_title(
    view: View,
    pieces: tuple[Segment, ...],
    people: frozenset[str],
    languages: tuple[str, ...],
    *,
    opened: bool,
) -> list[Candidate]:
    """The pieces of a title that are no person and no post. ``opened``: the body begins with a company."""
    found: list[Candidate] = []
    honorifics = words("honorifics", languages)
    usual = _MET if opened and not interview_noun().search(view.f_title) else 2.2
    named = any(_may_be_named(piece, people, languages) for piece in pieces)
    person = False
    for piece in pieces:
        spoken = spoken_form(polite_off(piece.text, languages[0]), languages[0], "instrumental")
        beside, person = person, is_person(spoken, people)
        someone, theirs = of_company(spoken, languages)
        if fold(someone) in people:
            found.append(Candidate(theirs, usual))
            continue
        if person:
            continue
        if _is_post(piece, languages):
            before, behind = beside_role(piece.text, languages)
            found += [Candidate(name, weight) for name, weight in ((before, 0.3), (behind, 1.5)) if name]
        elif piece.text.split(" ")[0].rstrip(".").casefold() not in honorifics:
            met = _RATHER_A_PERSON if " " not in piece.text and named else usual
            aside = _BESIDE if beside else 1.8
            weight = 3.0 if piece.at else met if piece.met else aside if piece.aside else 2.0
            name = _without_team(piece.text)
            found.append(Candidate(name, weight + _kind(name, view.title, languages)))
    return found


def _is_post(piece: Segment, languages: tuple[str, ...]) -> bool:
    """Whether a piece is the title of a job: by its head, or by the rank with which it begins."""
    if piece.at or is_firm(piece.text):
        return False
    first, _, more = fold(piece.text).partition(" ")
    ranked = bool(more) and first.rstrip(".") in data("companies")["ranks"] and not is_institution(piece.text)
    return ranked or is_role(piece.text, languages)


def _without_team(name: str) -> str:
    """ "Acme Ferries" of "Acme Ferries Talent"."""
    return _without_last(name.split(), "teams", least=2)


def _without_last(parts: list[str], kind: str, *, least: int) -> str:
    """A name without the words of a kind at its end, as long as so many are left."""
    while len(parts) > least and fold(parts[-1]) in data("companies")[kind]:
        parts.pop()
    return " ".join(parts)


def _may_be_named(piece: Segment, people: frozenset[str], languages: tuple[str, ...]) -> bool:
    """Whether a piece that nothing introduces may be a company."""
    text = piece.text
    if piece.met or piece.at or is_role(text, languages):
        return False
    return not is_person(text, people) and not is_ordinary(text, languages)


def _kind(name: str, title: str, languages: tuple[str, ...]) -> float:
    """What a piece of a title gains or loses by the words that it has."""
    if is_ordinary(name, languages):
        named = is_institution(name) or (name[:1].isupper() and interview_noun().search(fold(title)))
        return -_CUT if named else -_ORDINARY
    if _begins_a_phrase(name, title, languages):
        return -_CUT
    return _KIND if is_institution(name) else 0.0


def _begins_a_phrase(name: str, title: str, languages: tuple[str, ...]) -> bool:
    """Whether a single word stands before words in small letters that are not of interviewing."""
    if " " in name or languages[0] == "de":
        return False
    begun = (at for at in places(name, title) if not is_letter(title[:at].rstrip()[-1:]))
    m = next((m for at in begun if (m := _SMALL_WORD.match(title, at + len(name)))), None)
    if m is None:
        return False
    return not any(fold(m[1]) in words(key, languages) for key in ("noise", "person_roles", "role_heads"))


def is_person(name: str, people: frozenset[str]) -> bool:
    """Whether a name is a person's, or several persons'; ``people`` are folded."""
    folded = fold(name)
    both = _AND.split(folded)
    if len(both) > 1 and all(is_person(one, people) for one in both):
        return True
    return folded in people or any(map({*folded.split()}.issubset, _parts(people)))


@lru_cache(maxsize=16)
def _parts(people: frozenset[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(name.split()) for name in people)


def in_body(body: str, languages: tuple[str, ...]) -> list[Candidate]:
    """Names in a body: behind labels and phrases, with a legal form, where it begins, of a sender."""
    found = [Candidate(name, _HINTED) for name in hinted(body, languages)]
    if first := opening(body, languages):
        found.append(Candidate(first, _OPENING + (_KIND if is_institution(first) else 0)))
    found += [Candidate(name, _SIGNED) for name in signed(body, languages, without_function)]
    senders = (without_function(m[1], languages) for m in _SENDER.finditer(body))
    found += [Candidate(name, 2.4) for name in senders if is_institution(name)]
    for language in languages:
        for m in labelled("company_labels", language).finditer(body):
            found.append(Candidate(re.split(r"[,(]", m[1])[0].strip(" ."), LABELLED))
        for name, _ in written("company_phrases", language, "c").finditer(body):
            if language in EAST:
                if not name.endswith(("と", "や", "の")):
                    found.append(Candidate(name.partition("的")[0], 2.4))
            elif kept := _cut(name, languages):
                found.append(Candidate(kept, 3.0))
        for name, _ in introduced("clients", language).finditer(body):
            if kept := _cut(name, languages):
                found.append(Candidate(kept, 3.0))
        if language in EAST:
            found += [Candidate(m[0], 2.6) for m in _EAST_COMPANY.finditer(body)]
        if language == "ko":
            found += [Candidate(m[0], 2.4) for m in _korean().finditer(body)]
    found += [Candidate(m[0].strip(), 2.2) for m in _LEGAL_FORM.finditer(body)]
    return found


_EAST_COMPANY = re.compile(
    r"(?:株式会社|有限会社|合同会社|\(株\)|㈱)[\w・ー]{2,15}?"
    r"(?=採用|人事|様|御中|の|は|と|に|へ|より|から|です|本社|[^\w・ー]|$)"
    r"|[\w・ー]{2,15}(?:株式会社|有限公司|科技|集团|数据|银行|网络|商事|製作所|工業|銀行|電機|システムズ)"
    r"|(?:\(주\)|주식회사 ?)[\w]{2,12}"
)


@cache
def _korean() -> re.Pattern[str]:
    """ "올리브 약국", "카페 낮달": a name and a trade, with a blank between them."""
    trades = "|".join(w for w in lines("institutions_east").split() if re.match("[가-힣]{2}", w))
    before = "카페|스튜디오|미용실|학원|병원|약국|식당|호텔|빵집|헤어"
    return re.compile(
        rf"(?<!\w)[가-힣A-Z]\w{{1,7}} (?:{trades})(?!\w)"
        rf"|(?<!\w)(?:{before}) (?!면접|근무|매장|방문)[가-힣]{{2,6}}(?!\w)"
    )


_LEGAL_FORM = re.compile(
    r"(?:[A-ZÀ-Þ][\w&.'’-]+ (?:(?:&|und|and|et|e|y|i|och) )?){1,4}"
    r"(?:GmbH(?: & Co\.? KG)?|AG|SE|Ltd\.?|Inc\.?|LLC|PLC|S\.?A\.?S?\.?"
    r"|SARL|S\.?r\.?l\.?|S\.?p\.?A\.?|B\.?V\.?|N\.?V\.?|AB|Sp\. z o\.?o\.?|A\.Ş\.?"
    r"|S\.L\.|Ltda\.?|Pvt\.? Ltd\.?)(?!\w)"
)


def _cut(name: str, languages: tuple[str, ...]) -> str | None:
    """The words of a name up to the first that belongs to the sentence."""
    parts = name.split()
    noise = words("noise", languages) | words("generic", languages)
    while parts and fold(parts[0]) in noise:
        parts.pop(0)
    while parts and fold(parts[-1]) in noise:
        parts.pop()
    return " ".join(parts) or None


def without_function(name: str, languages: tuple[str, ...]) -> str:
    """ "Acme" of "Acme Recruiting" and "HR Acme"; "" where nothing is left."""
    name = _ASIDE.sub("", name)
    generic = words("generic", ("en", *languages)) | {*data("companies")["teams"]}
    if languages[0] in EAST:
        for word in sorted(words("generic", languages), key=lambda w: (-len(w), w)):
            name = re.sub(rf"\s*{re.escape(word)}$", "", name)
    tokens = name.split()
    while tokens and fold(tokens[0]).strip("-–,:&@") in generic | {"", "at"}:
        tokens.pop(0)
    while tokens and fold(tokens[-1]).strip("-–,:&@") in generic | {"", "at"}:
        tokens.pop()
    return " ".join(tokens).strip(" -–,:|@")


def without_office(name: str) -> str:
    """ "Kesar Bank" of "Kesar Bank Corporate Office", where a name is left."""
    parts = _EAST_OFFICE.sub("", name).split() or [name]
    return _without_last(parts, "offices", least=1)


def without_unit(name: str) -> str:
    """ "柏川银行" of "柏川银行科技部": up to what tells the kind, where a unit follows."""
    m = _unit().match(name)
    return m[1] if m else name


@cache
def _unit() -> re.Pattern[str]:
    told = "|".join(w for w in lines("institutions_east").split() if len(w) > 1)
    return re.compile(rf"(\w{{2,}}?(?:{told}))[\w ]*(?:{data('companies')['units']})$")


def of_place(place: str) -> str | None:
    """The company of an address: what carries a legal form, or is called a headquarters or an office."""
    written = _ADDRESS.split(place, maxsplit=1)[0].strip()
    first = without_office(written)
    if m := _LEGAL_FORM.search(place + " "):
        return m[0].strip()
    if is_institution(first) and not is_tavern(first):
        return first
    return first if first != written and not is_east(first) else None
