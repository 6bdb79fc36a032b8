"""The company with which a terse note begins ("Farrant Legal, two partners"), and what kind a name is of."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from calsync.detect.fields.capitals import compiled
from calsync.detect.fields.lexicon import data, lines
from calsync.detect.fields.names import is_given
from calsync.detect.fields.phrases import is_east
from calsync.detect.fields.posts import fields_of_work, is_role
from calsync.detect.fields.who import COMPANY, EAST, words
from calsync.detect.known import is_part, is_whole
from calsync.folding import fold

_SEGMENT = re.compile(r"[.,;:!?(–—|\n]+|\s-\s|$")
_EAST_JOINT = re.compile("[のと的]|에서")
_EAST_SEGMENT = re.compile(r"[\s.,;:!?()（）、。,:;「」【】\[\]・/\n]+|$")


_WORDS = re.compile(r"\w+")
_PARTS = re.compile(r"[\w\u0900-\u097f-]+")
_SPELT = re.compile(r"[\w']+")
_TRADE = re.compile(r"([a-zß-ÿ][\w-]*)\s(?:(?:de|du|des|del|di|da|do|la|le|les|van)\s)?(?=[A-ZÀ-Þ])")


@lru_cache(maxsize=256)
def opening(body: str, languages: tuple[str, ...]) -> str | None:
    """The name of a company with which a body begins, alone or before a comma, a full stop or a place."""
    first = body.lstrip(" -–—:*•\"'“„«\n")
    greeting = _WORDS.match(first)
    if greeting and (greeting[0] in data("departments")["greetings"] or fold(greeting[0]) in _salutes()):
        return None
    if languages[0] in EAST:
        return _east_opening(first, languages[0])
    end = _SEGMENT.search(first)
    segment = first[: end.start()].strip() if end else first
    offset = _trade(segment)
    m = compiled(COMPANY, segment).match(segment, offset)
    if m is None:
        return None
    name, rest = segment[: m.end()], segment[m.end() :]
    kind = is_institution(name)
    if rest and not (kind or (_behind().match(rest) and " " in name)):
        return None
    if (
        languages[0] == "de"
        and not kind
        and not (rest == "" and first[end.start() if end else 0 :][:1] != "\n")
    ):
        return None
    if not kind and (is_given(name) or is_role(name, languages)):
        return None
    if fold(name).split(" ")[0] in words("person_roles", languages) | words("honorifics", languages):
        return None
    return None if is_ordinary(name, languages) else name


@cache
def _salutes() -> frozenset[str]:
    return frozenset(data("departments")["salutes"].split())


def hinted(body: str, languages: tuple[str, ...]) -> list[str]:
    """Names in a body behind a word that companies follow, too ("now at Sprocketry"), or of a kind."""
    if languages[0] in EAST:
        pieces = (_EAST_JOINT.split(piece)[0] for piece in _EAST_SEGMENT.split(body))
        return [
            p for p in pieces if 3 <= len(p) <= 12 and is_institution(p) and not is_clause(p, languages[0])
        ]
    found = [m[1] for m in compiled(_hints(), body).finditer(body)] + [
        m[0] for m in compiled(COMPANY, body).finditer(body) if is_institution(m[0])
    ]
    return [
        name
        for name in found
        if not is_ordinary(name, languages) and (is_institution(name) or not is_given(name))
    ]


@cache
def _hints() -> str:
    words_before = "|".join(data("companies")["hints"])
    return rf"(?<!\w)(?i:{words_before})\s({COMPANY})(?!['’]s |\s\d)"


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{'|'.join(data('companies')['behind'])})(?!\w)", re.IGNORECASE)


def _trade(segment: str) -> int:
    """Where the capitals begin in "lycée Pagnol" and "tribunal de Namur", which begin with their trade."""
    m = _TRADE.match(segment)
    return m.end() if m and fold(m[1]) in _institutions() else 0


def _east_opening(first: str, language: str) -> str | None:
    if (
        (m := compiled(COMPANY, first).match(first))
        and not is_ordinary(m[0], (language, "en"))
        and not is_given(m[0])
    ):
        return m[0]
    end = _EAST_SEGMENT.search(first)
    segment = first[: end.start()] if end else first
    name = re.split(r"(?:の|的|에서|이라고)", segment)[0]
    if not 2 <= len(name) <= 14 or re.search(r"[你您]好|様$|님$", name):
        return None
    if is_clause(name, language) or is_given(name, language):
        return None
    return name if is_institution(name) or (is_unknown(name) and len(name) <= _LONGEST) else None


_LONGEST = 8
"""Letters of a name that nothing tells to be one."""


def is_clause(name: str, language: str) -> bool:
    """Whether an East Asian piece has the little words of sentences, which names have not."""
    return _CLAUSES[language].search(name) is not None


_CHINESE = re.compile(
    r"[了吗嗎吧我你您他她们們佢咗嘅去来來过過跟让讓给給从從听聽讲講谈談聊看見见约約打等说說话話先最就都已]"
    r"|的$|^前|^之前|^上午|^下午|^周|^第"
)
_JAPANESE = re.compile(
    r"[ぁ-ん](?:って|から|まで|して|した|する|たい|ない)|[はがをにへとでもて]$|^[ぁ-ん]+$"
    r"|[一-龯ァ-ー](?:は|が|を|に|へ|で|と)[一-龯ァ-ー]|^第|回目|時$|^先日|^このたび|^弊社|さん$|氏$|先生$"
)
_KOREAN = re.compile(
    r"(?:[이가은는을를에의로히게고서면지도요다]|에서|으로|까지|부터|위해|오전|오후|이랑|하고)$"
)
_CLAUSES = {"ja": _JAPANESE, "zh": _CHINESE, "ko": _KOREAN}


@cache
def _institutions() -> frozenset[str]:
    """Words that say what kind of organisation a name is of, wherever they stand in it; folded."""
    return frozenset(lines("institutions").split())


@cache
def _east_institutions() -> tuple[str, ...]:
    """The same in scripts without blanks."""
    return tuple(lines("institutions_east").split())


@lru_cache(maxsize=4096)
def is_institution(name: str) -> bool:
    """Whether one of its words says what kind of organisation it is: "Orchard Foods", "東雲商事"."""
    if is_east(name):
        bare = name.strip()
        return any(
            len(bare) > len(w) + (len(w) == 1) and (bare.endswith(w) or (len(w) > 1 and bare.startswith(w)))
            for w in _east_institutions()
        )
    parts = _PARTS.findall(fold(name))
    return len(parts) > 1 and _names_kind(parts)


def kinds(name: str) -> list[str]:
    """The words that say what kind of organisation a name is of."""
    return [part for part in _PARTS.findall(fold(name)) if part in _institutions()]


def _names_kind(parts: list[str]) -> bool:
    return any(part in _institutions() or part.endswith(_ENDINGS) for part in parts)


@lru_cache(maxsize=4096)
def tells_kind(name: str) -> bool:
    """The same, but for words that departments are called by as well, and for where people meet."""
    parts = [part for part in _PARTS.findall(fold(name)) if part not in fields_of_work()]
    return is_institution(name) and not is_tavern(name) and (is_east(name) or _names_kind(parts))


def is_tavern(name: str) -> bool:
    """Whether it is a place where people meet over food and drink, or stay: "Bar Lucette"."""
    return not _taverns().isdisjoint(_WORDS.findall(fold(name)))


@cache
def _taverns() -> frozenset[str]:
    return frozenset(data("companies")["taverns"])


_ENDINGS = (
    "werke",
    "betriebe",
    "universitat",
    "klinik",
    "klinikum",
    "gymnasium",
    "schule",
    "verband",
    "bakkerij",
    "ziekenhuis",
    "sjukhus",
    "skola",
)


def is_firm(name: str) -> bool:
    """Whether a name ends in what the firm's people are: "Colfax Partners"."""
    parts = fold(name).split()
    return len(parts) > 1 and parts[-1] in data("companies")["firms"]


@lru_cache(maxsize=4096)
def is_ordinary(name: str, languages: tuple[str, ...]) -> bool:
    """Whether a name has only words that say something else: of talks, offices, trades, and little ones."""
    if is_east(name):
        if fold(name) in _no_names():
            return True
        clause = languages[0] in ("ja", "zh") and not is_institution(name) and is_clause(name, languages[0])
        return clause or name in _east_institutions() or not is_unknown(name)
    return all(_is_plain(part, languages) for part in _SPELT.findall(fold(name)))


def _is_plain(word: str, languages: tuple[str, ...]) -> bool:
    if word.isdigit() or any(word in words(key, languages) for key in ("noise", "generic", "role_heads")):
        return True
    known = len(word) > 2 and is_part(word)
    return (
        known
        or word in fields_of_work()
        or word in _topics()
        or word in _no_names()
        or word in data("companies")["little"]
    )


@cache
def _topics() -> frozenset[str]:
    """What interviews are about, and short names of units; folded."""
    return frozenset(data("companies")["topics"].split())


def has_kinds_only(folded: str) -> bool:
    """Whether all words say of what kind an organisation is, or where in it one works: "hospice"."""
    said = (_institutions(), fields_of_work(), _taverns())
    return all(any(part in words for words in said) for part in _SPELT.findall(folded))


@cache
def said_of_clients() -> frozenset[str]:
    """What is said of companies without their names; folded."""
    return frozenset(map(fold, data("companies")["unnamed"].split()))


@cache
def _no_names() -> frozenset[str]:
    """Cities, and what is said of clients without their name."""
    return frozenset(map(fold, f"{data('companies')['cities']} {data('companies')['unnamed']}".split()))


def is_unknown(name: str) -> bool:
    """Whether an East Asian name has more than words by which interviews are known."""
    folded, at, left = fold(name), 0, 0
    while at < len(folded):
        size = next((n for n in range(min(8, len(folded) - at), 1, -1) if is_whole(folded[at : at + n])), 0)
        if not size and is_east(folded[at]):
            left += 1
        at += size or 1
    return left >= 2 or (left == 0 and bool(re.search(r"[a-z]{3}", folded)))
