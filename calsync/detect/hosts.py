"""What an internet domain says by itself: applicant tracking, scheduling, meeting rooms, mail, tracking."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache

from calsync.detect.tables import table


class HostKind(StrEnum):
    """The lists of ``lexicon/hosts.toml``, in the order in which they win where two name one host."""

    ATS = "ats"
    INTERVIEW_SCHEDULING = "interview_scheduling"
    ASSESSMENT = "assessment"
    PRACTICE = "practice"
    SCHEDULING = "scheduling"
    MEETING = "meeting"
    MAIL = "mail"
    TRACKING = "tracking"


@cache
def _domains() -> Mapping[str, HostKind]:
    lists = table("lexicon/hosts")
    return {domain: kind for kind in reversed(HostKind) for domain in lists[kind]}


def domains(*kinds: HostKind) -> tuple[str, ...]:
    """Every listed domain of these kinds, sorted."""
    return tuple(sorted(domain for domain, kind in _domains().items() if kind in kinds))


@lru_cache(maxsize=4096)
def host_kind(host: str) -> HostKind | None:
    """The kind of the longest listed domain that ``host`` (lower case) is or lies below; None for others."""
    known = _domains()
    while host:
        if host in known:
            return known[host]
        host = host.partition(".")[2]
    return None
