"""Persons named in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from calsync.detect.fields.capitals import UPPER, compiled
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.naming import (
    alternatives,
    by_address,
    by_description,
    by_office,
    in_the_east,
    labels,
)
from calsync.detect.fields.phrases import EAST_LETTER, is_east
from calsync.detect.fields.who import EAST, NAME, WORD, table, words
from calsync.detect.known import is_given_name
from calsync.folding import fold

_PARTICLES = frozenset(
    {"de", "van", "von", "der", "den", "del", "della", "di", "da", "dos", "le", "la", "el", "al", "bin", "af"}
)
_GREETED = re.compile(r"\s?(?:小姐|姐|先生|女士|同学|님)?[,，]?\s?(?:[您你]好|안녕)")
_CALLED = re.compile(r"\s?(?:様|さん|さま|님|씨|先生|女士|同学)\s?(?:\n|[,，、!！])")
"""Behind a name at the very beginning: it is the reader's."""
_VOCATIVE = re.compile(r"\s*(?:[^\W\d]+ ){0,2}Panie? ([A-ZŁŚŻ]\w+[oue])\s*[,!:\n]")
_DEPARTMENT = re.compile(r"^\S*(?:部|課|室|局|チーム|グループ|本部|部門|팀|본부|부서|파트)[ 　の]+(?=\S{2,})")
_OLD = re.compile("[老小阿][一-龯]")
"""How Chinese calls acquaintances: "老邓"."""
_GREETINGS = ("안녕하세요 ", "안녕하세요, ", "您好 ", "你好 ", "您好,", "你好,")
_SKIP = re.compile(r"\s*(?:\([^)]{0,60}\)|<[^>\s]+>|\[[^\]]{0,60}\])")
_SEPARATOR = re.compile(
    r"\s*(?:[,;/·、&+]|\n)\s*(?:(?:&|and|und|et|y|e|ed|en|i|oraz|och|ve|aur)\s+)?|\s+(?:and|und|et|y|e|ed|en|i|oraz|och|ve|aur)\s+|\s*(?:と|和|与|및)\s*"
)
_OFFICE = re.compile(r"\s*(?:-|:|\|)\s*[^,;\n]{2,50}")
_NAME_LINE = rf"[-*•]?\s*{NAME}\s*(?:\([^)\n]*\)|[,–-][^\n]{{2,50}})?\s*(?:\n|$)"
_TITLE = re.compile(r"[^,;\n.()]{2,60}")


@lru_cache(maxsize=64)
def named(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The people whom a text (as written) says one will meet, in the order of the text, each once.

    They follow a label ("Interviewers:"), "with", a form of address ("Mrs Shaw") or an office ("CEO Ann
    Lee"), or carry their office behind them ("Ann Lee (Head of Data)").
    """
    found: dict[int, str] = {}
    text = text.replace(" = ", " : ")
    for language in languages:
        if language in EAST:
            for offset, one in _east_named(text, language):
                found.setdefault(offset, one)
            continue
        for offset, name in _after_labels(text, language, languages):
            found.setdefault(offset, spoken_form(name, language, "instrumental"))
        for pattern in (by_address(language), by_office(language), by_description(language)):
            for name, at in pattern.finditer(text):
                kept = trimmed(name, languages)
                if kept and not _begins_office(kept, text[at + len(name) :], languages):
                    found.setdefault(at, _upright(kept, language))
    names: dict[str, str] = {}
    for _, name in sorted(found.items()):
        key = fold(name)
        longer = next((k for k in names if set(key.split()) <= set(k.split())), None)
        shorter = next((k for k in names if set(k.split()) < set(key.split())), None)
        if shorter:
            names[shorter] = name
        elif not longer:
            names[key] = name
    return tuple(names.values())


def _after_labels(text: str, language: str, languages: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The names of the lists behind labels and "with", and where they stand."""
    for m in labels(language).finditer(text):
        is_label = "label" in m.groupdict()
        if not is_label and _met_before().search(fold(text[max(0, m.start() - 60) : m.start()])):
            continue
        for offset, name in _listed(text, m.end(), languages, labelled=is_label):
            if not _begins_office(name, text[offset + len(name) :], languages):
                yield offset, name


def _begins_office(name: str, behind: str, languages: tuple[str, ...]) -> bool:
    """Whether an unknown word only begins a longer office: "Regional" of "Regional QA Lead"."""
    if " " in name or is_given(name):
        return False
    heads = words("role_heads", languages)
    return any(fold(word).strip(".,)") in heads for word in behind.partition("\n")[0].split()[:2])


@cache
def group() -> re.Pattern[str]:
    """Behind the name of a company: whom of it one meets, as in "the Acme crew"."""
    return re.compile(rf" (?i:{'|'.join(data('departments')['groups'].split())})(?!\w)")


def _upright(name: str, language: str) -> str:
    """A name out of the case that the word before it asks for, where that makes it a known one."""
    spoken = spoken_form(name, language, "instrumental")
    return spoken if not is_given(name) and is_given(spoken) else name


@cache
def _met_before() -> re.Pattern[str]:
    return re.compile(data("departments")["met_before"])


def _east_named(text: str, language: str) -> list[tuple[int, str]]:
    """Names in a text that is written without blanks; not those that it greets, for they are the user's."""
    found: list[tuple[int, str]] = []
    for m in in_the_east(language).finditer(text):
        group = m.lastindex or 0
        greeted = _GREETED.match(text, m.end(group)) or (
            not m.start(group) and _CALLED.match(text, m.end(group))
        )
        if not greeted and not text[: m.start(group)].endswith(_GREETINGS):
            found += [(m.start(group) + offset, name) for offset, name in _east_list(m[group], language)]
    return found


def called(text: str) -> str | None:
    """Whom a letter calls first, for it is its reader: "中村様", and in the vocative "Pani Katarzyno"."""
    if not is_east(text.lstrip()[:1]):
        m = _VOCATIVE.match(text)
        return m[1] if m else None
    m = re.match(rf"\s*({EAST_LETTER}{{1,5}}?)\s?(?:様|さま|님)\s?(?:\n|[,，、!！])", text)
    return m[1] if m else None


def no_name(word: str, languages: tuple[str, ...]) -> bool:
    """Whether a folded word belongs to titles, offices and interviews rather than to a name."""
    return word in _plain_words(languages)


@cache
def _plain_words(languages: tuple[str, ...]) -> frozenset[str]:
    lists = ("noise", "role_heads", "person_roles", "generic", "honorifics", "with", "and")
    everywhere = frozenset(fold(data("departments")["words"]).split())
    return everywhere.union(*(words(key, languages) for key in lists))


@cache
def _known(key: str) -> frozenset[str]:
    return frozenset(data("given")[key].split())


@lru_cache(maxsize=4096)
def is_given(name: str, language: str = "en") -> bool:
    """Whether a name begins with a common given name; for East Asian names, a common family name."""
    plain = "".join(name.split())
    if 2 <= len(plain) <= 5 and all(map(is_east, plain)):
        longest = {"zh": (3, (1,)), "ko": (3, (1,)), "ja": (5, (3, 2, 1))}
        most, sizes = longest.get(language, (3, (1,)))
        plain = plain if language == "zh" else polite_off(plain, language)
        return len(plain) <= most and any(plain[:n] in _known(f"surnames_{language}") for n in sizes)
    if name.count(" ") == 1 and compiled(rf"{WORD} [{UPPER}]\.?", name).fullmatch(name):
        return True
    return is_given_name(fold(name).split(" ")[0].partition("-")[0])


@lru_cache(maxsize=4096)
def trimmed(name: str, languages: tuple[str, ...]) -> str | None:
    """A run of capitalised words without the office or address at either end; None when nothing is left."""
    parts = name.split()
    if parts and parts[0] in data("departments")["greetings"]:
        return None
    while parts and no_name(bare := fold(parts[0]).rstrip("."), languages):
        if (len(bare) == 1 and bare not in words("honorifics", languages)) or (
            len(parts) > 1 and bare in _PARTICLES
        ):
            break
        parts.pop(0)
    while parts and no_name(fold(parts[-1]).rstrip("."), languages):
        if len(parts) == 2 and is_given(parts[0]) and fold(parts[1]) in words("role_heads", languages):
            break
        parts.pop()
    inner = parts[1:-1]
    if not parts or any(
        no_name(fold(p).rstrip("."), languages) and p[0].isupper() and len(p) > 2 for p in inner
    ):
        return None
    return " ".join(parts) if len("".join(parts)) > 1 else None


def _listed(text: str, start: int, languages: tuple[str, ...], *, labelled: bool) -> list[tuple[int, str]]:
    """The names of a list that starts here: "Ann Lee (CTO), Head of Data Bo Ek and Cy"."""
    found: list[tuple[int, str]] = []
    a_name = compiled(NAME, text)
    at = start
    for _ in range(12):
        m = a_name.match(text, _past_lead(text, at, languages))
        name = trimmed(m[0], languages) if m else None
        if m and name and not labelled and group().match(text, m.end()):
            break
        if m and name:
            found.append((m.start() + m[0].find(name.split()[0]), name))
            at = m.end()
        elif (labelled or found) and (m := _TITLE.match(text, at)):
            at = m.end()
        else:
            break
        while skipped := _SKIP.match(text, at):
            at = skipped.end()
        tail = _OFFICE.match(text, at) if labelled else None
        at = tail.end() if tail else at
        separator = _SEPARATOR.match(text, at)
        if separator is None or ("\n" in separator[0] and not labelled):
            break
        at = separator.end()
        if "\n" in separator[0] and not compiled(_NAME_LINE, text).match(text, at):
            break
    return found


_SMALL = frozenset(
    re.findall(
        r"\w+",
        "the our my your der dem den die unser unserem unserer le la il lo el los o a het onze nuestro"
        " nuestra nosso nossa notre nos vår nasz naszym mit with avec con com met z med",
    )
)
_LEAD = re.compile(
    r"(?P<field>(?:of|de|del|di|da|do|der|des|van|för|av)\s+(?:[a-zß-ÿ][\w'-]*|[A-Z]{2})\s+)"
    r"|(?P<word>[^\s:,]+)(?:\s+|:\s*|,\s+)"
)


def _past_lead(text: str, at: int, languages: tuple[str, ...]) -> int:
    """Where a name may begin, at ``at`` or behind articles, offices and forms of address that stand there."""
    for _ in range(6):
        m = _LEAD.match(text, at)
        if m is None or not (m["field"] or _leads(m["word"], languages)):
            break
        at = m.end()
    return at


@lru_cache(maxsize=4096)
def _leads(word: str, languages: tuple[str, ...]) -> bool:
    plain = word.replace("ı", "i").replace("İ", "i").lower()
    heads = _SMALL.union(*(words(key, languages) for key in ("honorifics", "person_roles", "role_heads")))
    return plain in heads or plain.removesuffix(".") in heads


def _east_list(text: str, language: str) -> list[tuple[int, str]]:
    """The names in "개발팀장 박준호, 김철수 이사", "刘洋(技术经理)、王芳", "田中様、佐藤部長"."""
    found: list[tuple[int, str]] = []
    polite = re.compile(rf"\s*(?:{alternatives('honorifics_after', language)})(?:님)?$")
    lead = f"{alternatives('person_roles', language)}|{alternatives('labels', language)}"
    offices = re.compile(rf"^(?:.*?(?:{lead})(?:の|\s)*)(?=\S{{2,}})")
    at = 0
    for item in re.split(
        r"([、,，/&・;；]|と(?=[一-龯])|和|与|및|\s-\s)",
        re.sub(r"[(（][^)）]*[)）]", lambda m: " " * len(m[0]), text),
    ):
        name = _DEPARTMENT.sub("", re.split(r"[\n。]|\. ", item.strip())[0])
        for _ in range(3):
            name = offices.sub("", name).strip()
            name = (
                name
                if language == "zh" and re.fullmatch(r"[一-龯]总", name)
                else polite.sub("", name).strip() or name
            )
        name = name.split("\n")[0].strip(" :：.。")
        plain = name.replace(" ", "").replace("　", "")
        east = re.fullmatch(r"[一-龯々ヶァ-ヴー가-힣]{1,7}", plain)
        chinese = language != "zh" or is_given(plain.lstrip("老小阿"), "zh") or bool(_OLD.fullmatch(plain))
        if (east and chinese and not no_name(fold(plain), (language,))) or (
            not east and compiled(NAME, name).fullmatch(name) and trimmed(name, (language, "en"))
        ):
            found.append((at, name))
        at += len(item)
    return found


@lru_cache(maxsize=4096)
def spoken_form(name: str, language: str, case: str) -> str:
    """A name as one says it, from the case in which an inflecting language put it ("Beaty" of "Beata")."""
    forms = table(language).get(case, ())
    return " ".join(next((re.sub(a, b, w) for a, b in forms if re.search(a, w)), w) for w in name.split())


@lru_cache(maxsize=4096)
def polite_off(name: str, language: str) -> str:
    """ "田辺" of "田辺様", "Sandeep" of "Sandeep sir"; other names unchanged."""
    gap = r"\s?" if language in EAST else r"\s"
    return re.sub(rf"{gap}(?i:{alternatives('honorifics_after', language)})$", "", name) or name
