"""What stands where a company's name may stand, and is none: persons, posts, clauses, agencies, programs."""

from __future__ import annotations

import re
from functools import cache

from calsync.detect.fields.candidates import is_person
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.names import is_given, polite_off
from calsync.detect.fields.opening import has_kinds_only, is_firm, is_institution, said_of_clients
from calsync.detect.fields.parties import Parties
from calsync.detect.fields.phrases import is_east
from calsync.detect.fields.posts import is_head
from calsync.detect.fields.recruiter import Agency
from calsync.detect.fields.spelling import agrees
from calsync.detect.fields.title import all_noise, is_me
from calsync.detect.hosts import HostKind, domains
from calsync.detect.text import View, has_word
from calsync.folding import fold

_SENTENCE = re.compile("[。、!?；【】]")
"""Signs that stand in sentences, and in no name."""
_EASTERN_VERB = re.compile(r"[一-龯][ぁ-ん]*(?:く|る|す|て|た|ます|さい)$")


def plausible(
    name: str,
    view: View,
    invited: Parties,
    people: frozenset[str],
    hired: Agency,
    languages: tuple[str, ...],
) -> bool:
    """Whether a name that stands where companies stand may be one."""
    folded = fold(name)
    if len(folded) < 2 or len(name) > 60 or _SENTENCE.search(name):
        return False
    if all_noise(name, languages) or is_me(name, invited.me):
        return False
    if (
        is_person(polite_off(name, languages[0]), people)
        or _is_agency(name, hired)
        or folded.replace(" ", "") in _providers()
    ):
        return False
    if _is_said(name, view) or _is_job(name, languages):
        return False
    if folded in data("companies")["trades"] or folded in said_of_clients():
        return False
    if is_east(name) and _is_eastern_phrase(name, people, languages[0]):
        return False
    if sum(map(str.isdigit, folded)) > sum(map(str.isalpha, folded)):  # "338-CW"
        return False
    return "@" not in name and "http" not in folded


def _is_said(name: str, view: View) -> bool:
    """Whether small letters tell that it is no name: "charter school" behind an article."""
    if not name.islower() or is_east(name):
        return False
    folded = fold(name)
    behind = (f"{word} {folded}" for word in data("companies")["determiners"])
    return has_kinds_only(folded) or any(has_word(said, view.f_title) for said in behind)


def _is_job(name: str, languages: tuple[str, ...]) -> bool:
    """Whether a name of several words ends in the head of a job's title: "Platform Engineer"."""
    first, _, last = name.rpartition(" ")
    return bool(first) and not is_firm(name) and not is_east(name) and is_head(fold(last), languages)


def _is_eastern_phrase(name: str, people: frozenset[str], language: str) -> bool:
    """Whether it is a clause, what one calls a person or several, or what posts and tests are called."""
    known = data("companies")
    if _EASTERN_VERB.search(name) or name.endswith((*known["posts"],)):
        return True
    parts = name.split()
    someone = name.startswith((*known["acquaintances"],)) or (len(name) < 4 and name[0] in "老小大阿")
    return (someone and not is_institution(name)) or (
        len(parts) > 1 and all(fold(part) in people or is_given(part, language) for part in parts)
    )


@cache
def _providers() -> frozenset[str]:
    """Names of the systems that send invitations, which are never the company."""
    return frozenset(
        domain.rsplit(".", 2)[-2].replace("-", "") for domain in domains(*HostKind) if "." in domain
    )


def _is_agency(name: str, hired: Agency) -> bool:
    folded = fold(name)
    return any(agrees(name, label) or label in folded for label in hired.names)
