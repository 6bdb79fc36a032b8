"""Which company an interview is with, and one key for all spellings of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from calsync.detect.fields.lexicon import data
from calsync.detect.fields.names import polite_off, spoken_form
from calsync.detect.fields.opening import hinted, is_firm, is_institution, is_ordinary, opening
from calsync.detect.fields.parties import Parties, owner
from calsync.detect.fields.phrases import is_east
from calsync.detect.fields.recruiter import Agency
from calsync.detect.fields.title import Segment, all_noise, beside_role, interview_noun, is_me, is_role
from calsync.detect.fields.who import EAST, introduced, labelled, words, written
from calsync.detect.hosts import HostKind, domains
from calsync.detect.text import View
from calsync.folding import fold


class Candidate(NamedTuple):
    name: str
    weight: float


_TURKISH_CASE = re.compile(r"['’](?:y?[ae]|[dt][ae]n?|n?[ıiuü]n?|y?l[ae]|s?[ıiuü])$")
_ALNUM = re.compile(r"[^a-z0-9]")
_TOKEN = re.compile(r"[\w'’&.-]+")
_AGREES = 2.0
_DISAGREES = -1.2
_DOMAIN = 1.1
_ENOUGH = 0.7
_SMALL = 1.5
"""What a name without capitals loses where others have them."""
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
_HINTED = 1.2
_HERE = 0.5
"""What a name gains by standing in the place, too."""


def company(
    view: View,
    body: str,
    pieces: tuple[Segment, ...],
    invited: Parties,
    people: frozenset[str],
    hired: Agency,
    languages: tuple[str, ...],
    *,
    internal: frozenset[str] = frozenset(),
    only: bool = False,
) -> str | None:
    """The company as written; else from a domain; None where nothing names it.

    Names in title, body, display names and place are weighed by how they are introduced and by whether
    an address on the invitation agrees with them. ``people`` are folded names of persons, ``internal``
    the domains of the user's own employer; ``only``: nobody but the agency takes part, so that only a
    client named as such counts.
    """
    owners = _domains(invited, hired, internal)
    owners = {
        label: w
        for label, w in owners.items()
        if w >= 1 or agrees(label, view.f_title) or label[:6] in view.f_body
    }
    found: list[Candidate] = []
    first = opening(body, languages)
    for piece in pieces:
        spoken = spoken_form(polite_off(piece.text, languages[0]), languages[0], "instrumental")
        if _is_person(spoken, people):
            continue
        if is_role(piece.text, languages) and not piece.at and not is_firm(piece.text):
            before, behind = beside_role(piece.text, languages)
            found += [Candidate(name, weight) for name, weight in ((before, 0.3), (behind, 1.5)) if name]
            continue
        if piece.text.split(" ")[0].rstrip(".").casefold() in words("honorifics", languages):
            continue
        met = _MET if first and not interview_noun().search(view.f_title) else 2.2
        weight = 3.0 if piece.at else met if piece.met else 1.8 if piece.aside else 2.0
        if is_ordinary(piece.text, languages):
            weight -= _CUT if is_institution(piece.text) else _ORDINARY
        elif _begins_a_phrase(piece.text, view.title, languages):
            weight -= _CUT
        elif is_institution(piece.text):
            weight += _KIND
        found.append(Candidate(piece.text, weight))
    if first:
        found.append(Candidate(first, _OPENING + (_KIND if is_institution(first) else 0)))
    found += [Candidate(name, _HINTED) for name in hinted(body, languages)]
    said = [c for c in _in_body(body, languages) if c.weight >= 3.0]
    found += _in_body(body, languages)
    found += [
        Candidate(name, _mailbox_weight(name, owner(p.domain), owners))
        for p in invited.mailboxes
        if p not in hired.parties and (name := _without_function(p.name or "", languages))
    ]
    if place := _of_place(view.place):
        found.append(Candidate(place, 1.6))
    if languages[0] == "ko":
        found += [Candidate(m[0], 2.4) for m in _korean().finditer(f"{view.title}\n{body}")]
    if only:
        found, owners = [c for c in found if c.weight >= 3.6 or c in said], {}
    if any(c.name[:1].isupper() for c in found):
        found = [Candidate(c.name, c.weight - (_SMALL if c.name.islower() else 0)) for c in found]
    f_place = fold(view.place)
    if languages[0] == "tr":
        found = [Candidate(_TURKISH_CASE.sub("", c.name), c.weight) for c in found]
    weighed = [
        (_weigh(c, owners) + (_HERE if fold(c.name) in f_place else 0), c.name)
        for c in found
        if _plausible(c.name, invited, people, hired, languages)
    ]
    for label, weight in owners.items():
        spelt = _spelt(label, view)
        inside = [w + 0.2 for w, name in weighed if spelt and fold(name) in fold(spelt)]
        weighed.append((max([weight + _AGREES, *inside]) if spelt else weight, spelt or _capitalised(label)))
    if languages[0] not in EAST:  # "Second round - Acme", but "東雲システム 二次面接"
        weighed.reverse()
    weight, name = max(weighed, key=lambda item: item[0], default=(0.0, ""))
    return _fuller(name, [c.name for c in found], view) if weight >= _ENOUGH else None


def _mailbox_weight(name: str, label: str, owners: dict[str, float]) -> float:
    """What the display name of a mailbox is worth: much where it tells a kind that its domain does not."""
    if label and label not in owners:
        return 0.5
    return 1.6 + (_AGREES - _DISAGREES if label and is_institution(name) and not agrees(name, label) else 0)


def _begins_a_phrase(name: str, title: str, languages: tuple[str, ...]) -> bool:
    """Whether a single word stands before words in small letters that are not of interviewing."""
    m = (
        re.search(rf"(?:^|[^\w\s]\s*){re.escape(name)}\s+([a-zß-ÿ][\w'-]*)", title)
        if " " not in name
        else None
    )
    if m is None or languages[0] == "de":
        return False
    return not any(fold(m[1]) in words(key, languages) for key in ("noise", "person_roles", "role_heads"))


def _fuller(name: str, others: list[str], view: View) -> str:
    """The name with what another place adds to it, where the title spells it so: "Calder Health System"."""
    gap = "" if is_east(name) else " "
    where = f"{view.title}\n{view.place}"
    longer = [other for other in others if other.startswith(name + gap) and other in where]
    return max(longer, key=len, default=name)


def company_key(name: str | None) -> str | None:
    """The name for comparison: folded, without legal form, article, blanks and punctuation."""
    if not name:
        return None
    forms = data("companies")
    folded = fold(name)
    for mark in _marks():
        folded = folded.replace(mark, " ")
    folded = re.sub(r"(?<=\w)\.(?=\w)", "", folded)
    folded = re.sub(r"['’]s(?!\w)", "s", folded)
    tokens = re.findall(r"[\w]+", folded.replace("&", " and ").replace("+", " and "))
    legal, joining = set(forms["legal"]), set(forms["joining"])
    while len(tokens) > 1 and tokens[-1] in legal:
        tokens.pop()
    while len(tokens) > 1 and (tokens[0] in legal or tokens[0] in forms["articles"]):
        tokens.pop(0)
    key = "".join(t for t in tokens if t not in joining) or "".join(tokens)
    return key or None


@cache
def _marks() -> tuple[str, ...]:
    return tuple(fold(mark) for mark in data("companies")["marks"])


def _domains(invited: Parties, hired: Agency, internal: frozenset[str]) -> dict[str, float]:
    """Names of domains on the invitation that can be the company's, and how much each is worth."""
    found: dict[str, float] = {}
    for p in (*invited.people, *invited.mailboxes):
        label = owner(p.domain)
        if not label or p in hired.parties or p.domain in {h.domain for h in hired.parties}:
            continue
        weight = (
            _DOMAIN
            if p in invited.people or not re.search(r"no-?reply|notif|mailer", p.email or "")
            else 0.75
        )
        found[label] = max(found.get(label, 0.0), weight + (0.1 if p.domain in internal else 0.0))
    return found


def _weigh(candidate: Candidate, domains: dict[str, float]) -> float:
    if not domains or is_east(candidate.name):
        return candidate.weight
    return candidate.weight + (
        _AGREES if any(agrees(candidate.name, label) for label in domains) else _DISAGREES
    )


@lru_cache(maxsize=4096)
def agrees(name: str, label: str) -> bool:
    """Whether a name and the label of a domain are the same company's: "Acme" and "acme-freight"."""
    short = re.sub(r"[^a-z0-9]", "", fold(label))
    tokens = [
        t
        for t in re.findall(r"[a-z0-9]+", _umlauts(name))
        if t not in ("and", "the", "und", "of", "for", "de")
    ]
    plain = [
        t for t in re.findall(r"[a-z0-9]+", fold(name)) if t not in ("and", "the", "und", "of", "for", "de")
    ]
    for parts in (tokens, plain):
        whole = "".join(parts)
        if not whole:
            continue
        if (
            whole == short
            or (len(whole) > 3 and (short.startswith(whole) or whole in short))
            or (len(short) > 3 and whole.startswith(short))
        ):
            return True
        if len(parts) > 1 and (
            any(len(t) > 3 and short.startswith(t) for t in parts) or "".join(t[0] for t in parts) == short
        ):
            return True
        if any(len(t) > 5 and t in short for t in parts):
            return True
    return False


def _umlauts(name: str) -> str:
    return fold(name.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("å", "a"))


def _in_body(body: str, languages: tuple[str, ...]) -> list[Candidate]:
    found: list[Candidate] = []
    for language in languages:
        for m in labelled("company_labels", language).finditer(body):
            found.append(Candidate(re.split(r"[,(]", m[1])[0].strip(" ."), 3.6))
        for m in written("company_phrases", language, "c").finditer(body):
            name = next((g for g in m.groups() if g), "")
            if language in EAST:
                if not name.endswith(("と", "や", "の")):
                    found.append(Candidate(name.partition("的")[0], 2.4))
            elif kept := _cut(name, languages):
                found.append(Candidate(kept, 3.0))
        for m in introduced("clients", language).finditer(body):
            if kept := _cut(m["name"], languages):
                found.append(Candidate(kept, 3.0))
        if language in EAST:
            found += [Candidate(m[0], 2.6) for m in _EAST_COMPANY.finditer(body)]
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
    trades = "|".join(w for w in data("companies")["institutions_east"].split() if re.match("[가-힣]{2}", w))
    before = "카페|스튜디오|미용실|학원|병원|약국|식당|호텔|빵집|헤어"
    return re.compile(
        rf"(?<!\w)[가-힣A-Z]\w{{1,7}} (?:{trades})(?!\w)|(?<!\w)(?:{before}) (?!면접|근무|매장|방문)[가-힣]{{2,6}}(?!\w)"
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


def _without_function(name: str, languages: tuple[str, ...]) -> str:
    """ "Acme" of "Acme Recruiting" and "HR Acme"; "" where nothing is left."""
    name = re.sub(r"\s*[(\[|].*$", "", name)
    generic = words("generic", ("en", *languages))
    if languages[0] in EAST:
        for word in sorted(words("generic", languages), key=lambda w: (-len(w), w)):
            name = re.sub(rf"\s*{re.escape(word)}$", "", name)
    tokens = [t for t in re.split(r"\s+", name) if t]
    while tokens and fold(tokens[0]).strip("-–,:&@") in generic | {"", "at"}:
        tokens.pop(0)
    while tokens and fold(tokens[-1]).strip("-–,:&@") in generic | {"", "at"}:
        tokens.pop()
    return " ".join(tokens).strip(" -–,:|@")


def _of_place(place: str) -> str | None:
    """The company of an address: what carries a legal form, or is called a headquarters or an office."""
    first = re.split(r"[,\n;|]", place, maxsplit=1)[0].strip()
    if m := _LEGAL_FORM.search(place + " "):
        return m[0].strip()
    if is_institution(first):
        return first
    m = re.match(
        r"(.{2,40}?)\s+(?:HQ|headquarters|offices?|Büro|Zentrale|campus|본사|本社|总部)(?!\w)", first, re.I
    )
    return m[1] if m else None


def _plausible(
    name: str, invited: Parties, people: frozenset[str], hired: Agency, languages: tuple[str, ...]
) -> bool:
    folded = fold(name)
    if len(folded) < 2 or len(name) > 60 or all_noise(name, languages) or is_me(name, invited.me):
        return False
    if (
        _is_person(polite_off(name, languages[0]), people)
        or _is_agency(name, hired)
        or folded.replace(" ", "") in _providers()
    ):
        return False
    if folded in data("companies")["trades"] or (
        is_east(name) and re.search(r"[一-龯][ぁ-ん]*(?:く|る|す|て|た|ます|さい)$", name)
    ):
        return False
    return not re.fullmatch(r"[\d\W]+", folded) and "@" not in name and "http" not in folded


@cache
def _providers() -> frozenset[str]:
    """Names of the systems that send invitations, which are never the company."""
    return frozenset(
        domain.rsplit(".", 2)[-2].replace("-", "") for domain in domains(*HostKind) if "." in domain
    )


def _is_person(name: str, people: frozenset[str]) -> bool:
    folded = fold(name)
    return folded in people or any(set(folded.split()) <= set(p.split()) for p in people)


def _is_agency(name: str, hired: Agency) -> bool:
    folded = fold(name)
    return any(agrees(name, label) or label in folded for label in hired.names)


def _spelt(label: str, view: View) -> str:
    """The label of a domain as title or body spell it, "" where they do not."""
    short = _ALNUM.sub("", label)
    for text in (view.title, view.body):
        tokens = list(_TOKEN.finditer(text))
        plain = [_ALNUM.sub("", fold(m[0])) for m in tokens]
        for i, first in enumerate(plain):
            if not first or not short.startswith(first):
                continue
            for j in range(i, min(i + 4, len(tokens))):
                if "".join(plain[i : j + 1]) != short:
                    continue
                start, end = tokens[i].start(), tokens[j].end()
                alone = "\n" not in text[start:end] and "@" not in text[max(0, start - 1) : end]
                if alone and (text[start].isupper() or text is view.title):
                    return text[start:end].strip(".,-")
    return ""


def _capitalised(label: str) -> str:
    """ "Ballycastle Soft" of "ballycastle-soft"."""
    return " ".join(part[:1].upper() + part[1:] for part in label.split("-") if part)
