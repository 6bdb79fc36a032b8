"""A title taken apart: "Interview: Ann Lee / Data Engineer @ Acme (remote)"."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from calsync.detect.fields.capitals import UPPER
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.names import no_name
from calsync.detect.fields.phrases import is_east, union
from calsync.detect.fields.posts import is_role, is_trade, trades
from calsync.detect.fields.sought import Sought
from calsync.detect.fields.who import COMPANY, EAST, WORD, table, words
from calsync.folding import fold

_SPLIT = re.compile(
    r"\s*(?:<+-?>+|<|>|//|\||»|·|•|→|↔|⇄|:|：|;|“|”|\"|「|」|『|』|【|】|\(|\)|（|）|\[|\]|、|\.\.+|…)\s*"
    r"|\s+(?:[-–—/~+]|x|X|vs\.?)\s+|\s*×\s*|\s*[–—]\s*|,\s+"
)
_EAST_SPLIT = re.compile(r"\s*(?:[-–—/|:：_・×+&,]|\s)\s*")
_EAST_ENDS = re.compile(
    r"(?:の|と|で|に|へ|から|的|의|와|과|랑)$|(?<=[社行院店])の(?=[^\s]{1,6}(?:さん|様|氏|社長|部長|店長)).*$|的(?=[老小]|\w{1,3}(?:总|哥|姐|经理|先生|老师)).*$|^(?:の|は|を|和|跟|与|見|见|同|约|去|到|来|赴|在)(?=\w\w)"
)
_FOR = re.compile(
    r"\s(?:for|als|pour|para|per|voor|na stanowisko|som|için)\s(?:"
    r"(?:the|a|an|le|la|un|une|el|o|il|de|het|poste de)\s)?"
)
_INTERVIEW = re.compile(r"(?<=\w)\s+[Ii]nterview\s+(?=[A-Z][\w&'’-]+(?:\s+[A-Z]|$))")
"""Between two pieces: "MD interview Kestle Clinic"."""
_JOINT = re.compile(r"\s+(?:&|\+|and|und|et|y|e|och|en|i|ve|x|/)\s+|\s*[+/]\s*")
_EDGE = re.compile(r"^[\W_]+|[^\w\u0900-\u097f)!.+]+$|(?<![A-Z])[.!]+$")
_POLISH_FORM = re.compile(r"\s+[Ss]p\.? z ?o\.? ?o\.?(?!\w)")
_WORDS = re.compile(r"[\w'-]+")
_SIGNS = re.compile(r"[&+/'’-]+")
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]+)[)）\]]")
_COUNT = re.compile(
    r"^(?:#?\d+|\d+(?:st|nd|rd|th|e|ª|º|°|er|\.)?|\d/\d|i{1,3}|iv|\d+\s?(?:min|h|hr|hrs|minutes?)|\d{1,2}(?:[:.h]\d\d)?\s?(?:[ap]m|h|uhr|u|時|点|點|시)?(?:[-–~]\d{1,2}(?:[:.h]\d\d)?\s?(?:[ap]m|h|uhr|u|時|点|시)?)?|[a-z]?\d{3,}|\d{1,3}[a-z]|l\d|\d{1,2}[:.]\d\d|r-?\d+)$"
)


class Segment(NamedTuple):
    """A piece of a title that is left when the words of interviewing are taken off."""

    text: str
    at: bool
    """Introduced by a word that only companies follow: "at", "bei", "chez"."""
    met: bool
    """Introduced by "with"."""
    aside: bool = False
    """In brackets."""


def segments(title: str, me: frozenset[str], languages: tuple[str, ...]) -> tuple[Segment, ...]:
    """The pieces that may name a company, a role or a person; never the user's own name."""
    found: list[Segment] = []
    title = _POLISH_FORM.sub("", _prefix().sub("", title))
    if languages[0] in EAST:
        title = _parted(_loosened(title, languages[0]))
    asides = {m[1].strip() for m in _BRACKETS.finditer(title)}
    for piece in (p for whole in _SPLIT.split(title) for p in _INTERVIEW.split(whole or "")):
        for part in (p for half in _role_apart(piece or "", languages) for p in _without_me(half, me)):
            for text, at, met in _prepositions(part, languages):
                kept = _stripped(text, languages)
                if kept and not is_me(kept, me):
                    found.append(
                        Segment(kept, at, met, any((piece or "").strip() in aside for aside in asides))
                    )
    return tuple(found)


@cache
def _prefix() -> re.Pattern[str]:
    """What programs write before the title of an answer or a change."""
    return re.compile(rf"^\s*(?:(?:{'|'.join(data('status')['prefixes'])})\s*[:：]\s*)+", re.I)


def is_me(text: str, me: frozenset[str]) -> bool:
    """ "Dana", "Dana O." and "Okafor, Dana" for Dana Okafor."""
    parts = [w.rstrip(".") for w in fold(text).split()]
    return not me.isdisjoint(parts) and all(w in me or len(w) == 1 for w in parts)


def _parted(title: str) -> str:
    """An East Asian title with a sign of separation where a blank or a dash stands between two words."""

    def sign(gap: re.Match[str]) -> str:
        before, behind = title[gap.start() - 1 : gap.start()], title[gap.end() : gap.end() + 1]
        return " | " if is_east(behind) and (is_east(before) or before.isdecimal()) else gap[0]

    return re.sub("[ _-]", sign, title)


def _loosened(title: str, language: str) -> str:
    """East Asian titles with blanks around the words of interviewing, which are written without."""
    return _inside(language).sub(" | ", title)


@cache
def _inside(language: str) -> re.Pattern[str]:
    inside = table(language).get("noise_inside", "").split()
    return re.compile("|".join(re.escape(w) for w in sorted(inside, key=lambda w: (-len(w), w))) or "(?!)")


def _role_apart(piece: str, languages: tuple[str, ...]) -> list[str]:
    """ "Acme" and "Product Manager role" of "Acme for Product Manager role"."""
    m = _FOR.search(piece)
    return [piece[: m.start()], piece[m.end() :]] if m and is_role(piece[m.end() :], languages) else [piece]


def _without_me(piece: str, me: frozenset[str]) -> list[str]:
    """The piece; or, where it joins the user to somebody ("Acme & Dana"), what is joined to the user."""
    parts = _JOINT.split(piece)
    if len(parts) > 1 and any(is_me(part, me) for part in parts):
        return [part for part in parts if not is_me(part, me)]
    return [piece]


@cache
def _introducer(languages: tuple[str, ...], key: str) -> re.Pattern[str]:
    listed = [w for language in languages for w in table(language).get(key, ())]
    spelt = listed if key == "strong_at" else list(words("with", languages))
    body = "|".join(_entry(w) for w in sorted(set(spelt), key=lambda w: (-len(w), w))) or "(?!)"
    return re.compile(
        rf"(?:^|(?<=\s))(?:{body})(?:\s+)(?=\S)|@\s?(?=\w)"
        if key == "strong_at"
        else rf"(?:^|(?<=\s))(?:{body})\s+(?=\S)",
        re.I,
    )


def _entry(word: str) -> str:
    """A word that introduces a name; with "^" behind it only where the name has a capital."""
    plain, capital, _ = word.partition(" ^")
    return re.escape(plain) + (rf"(?=\s+(?-i:[{UPPER}]))" if capital else "")


def _prepositions(part: str, languages: tuple[str, ...]) -> list[tuple[str, bool, bool]]:
    at = _introducer(languages, "strong_at")
    if (m := at.search(part)) and not _begins_name(part[: m.start()], m[0]):
        return [*_prepositions(part[: m.start()], languages), (part[m.end() :], True, False)]
    if m := _introducer(languages, "with").search(part):
        return [(part[: m.start()], False, False), (part[m.end() :], False, True)]
    return [(part, False, False)]


def _begins_name(before: str, word: str) -> bool:
    """Whether a little word stands inside a name that a kind begins: "Quinta da Azenha"."""
    last = before.split()[-1:]
    return (
        bool(last)
        and last[0][0].isupper()
        and is_trade(fold(last[0]))
        and fold(word.strip()) in data("companies")["little"]
    )


def _stripped(text: str, languages: tuple[str, ...]) -> str:
    """Without the words of interviewing at both ends, whatever their order, and without small words
    around a name that has capitals."""
    tokens = _without_signs(text).split()
    if languages[0] in EAST:
        text = _EAST_ENDS.sub("", text.strip())
        tokens = [t for t in _EAST_SPLIT.split(text) if t]
    behind: list[str] = []
    while tokens and _plain(tokens[0], languages):
        tokens.pop(0)
    while tokens and _plain(tokens[-1], languages):
        kept = len(tokens) > 1 and _half_name(tokens[-1]) and not _plain(tokens[-2], languages)
        if kept and all(word.islower() for word in behind):
            break
        behind.append(tokens.pop())
    tokens = _capital_core(tokens)
    while tokens and _SIGNS.fullmatch(tokens[-1]):
        tokens.pop()
    return _without_signs(" ".join(tokens))


def _without_signs(text: str) -> str:
    """Without what is no word at both ends: mostly there is nothing."""
    return text if text[:1].isalnum() and text[-1:].isalnum() else _EDGE.sub("", text)


@lru_cache(maxsize=4096)
def _plain(token: str, languages: tuple[str, ...]) -> bool:
    """Whether a word says nothing of a company: of interviewing, or a number, or made of such words."""
    bare = fold(token).strip(".,!?()'\"-–")
    noise = words("noise", languages)
    if not bare or bare in noise or _COUNT.match(bare) or not re.search(r"\w", bare):
        return True
    if bare in _meetings() or bare.endswith(_meeting_ends(languages)):
        return True
    parts = bare.split("-")
    return len(parts) > 1 and all(part in noise or part in _meetings() for part in parts)


@cache
def _meetings() -> frozenset[str]:
    """What meetings, days of selection and their papers are called."""
    return frozenset(data("companies")["meetings"])


@cache
def _meeting_ends(languages: tuple[str, ...]) -> tuple[str, ...]:
    """How the same end in languages that write them in one word: "Feierabendbier"."""
    return tuple(data("companies")["meeting_ends"]) if {"de", "nl", "sv"} & {*languages} else ()


def _capital_core(tokens: list[str]) -> list[str]:
    """From the first capital to the last: "Suryodaya Bank" of "hai Suryodaya Bank me". A trade that opens
    the name stays ("boulangerie Pons"; but "dinámica de grupo Banco Sol" has its own), and so do little
    words between capitals ("Bank of Ireland")."""
    capital = [i for i, t in enumerate(tokens) if t[0].isupper() or t[0].isdigit() or not t[0].isascii()]
    if not capital:
        return tokens
    first = capital[0]
    if first and fold(tokens[first - 1]) in trades() and fold(tokens[first]) not in trades():
        first -= 1
    last = first if first not in capital else capital[0]
    for i in range(last + 1, len(tokens)):
        small = all(fold(t) in data("companies")["little"] or t in "&+/" for t in tokens[last + 1 : i])
        if i in capital and small:
            last = i
    last = max(last, capital[0])
    return tokens[first : last + 1]


@lru_cache(maxsize=1024)
def of_company(name: str, languages: tuple[str, ...]) -> tuple[str, str]:
    """Person and company of "Gemma de Maresia", where the language joins them so; else ("", "").

    "Ana de Souza" is one name: what follows the same words in family names is listed.
    """
    language = languages[0]
    m = _joined(language).fullmatch(name) if language in data("given")["of"] else None
    if m is None or fold(m["company"]).split()[0] in data("given")["family"][language].split():
        return "", ""
    return ("", "") if fold(m["person"]) in trades() else (m["person"], m["company"])


@cache
def _joined(language: str) -> re.Pattern[str]:
    between = "|".join(word.replace("_", " ") for word in data("given")["of"][language].split())
    return re.compile(rf"(?P<person>{WORD}) (?:{between})(?:(?<=') ?| )(?P<company>{COMPANY})")


_HALF_NAMES = frozenset(
    [
        "Tech",
        "Group",
        "Centre",
        "Center",
        "Design",
        "Code",
        "Talent",
        "Media",
        "Casa",
        "Studio",
        "System",
        "Systems",
    ]
)


def _half_name(token: str) -> bool:
    """Words of interviewing that also end the names of companies: "Jaguari Tech"."""
    return token in _HALF_NAMES or (token[:1].isupper() and is_trade(fold(token)))


@cache
def interview_noun() -> Sought:
    """Words after which "with" introduces a company rather than a person."""
    return union(data("departments")["interviews"])


def beside_role(text: str, languages: tuple[str, ...]) -> tuple[str, str]:
    """What stands before and behind the job title in a piece: ("", "Northgate") of "Fellowship Northgate"."""
    parts = text.split()
    heads = [i for i, part in enumerate(parts) if is_role(part, languages)]
    if not heads:
        return "", ""
    return _stripped(" ".join(parts[: heads[0]]), languages), _stripped(
        " ".join(parts[heads[-1] + 1 :]), languages
    )


def all_noise(text: str, languages: tuple[str, ...]) -> bool:
    return all(no_name(w, languages) or _COUNT.match(w) for w in _WORDS.findall(fold(text)))
