"""The job an interview is for."""

from __future__ import annotations

import re
from functools import cache

from calsync.detect.fields.posts import is_role
from calsync.detect.fields.title import Segment
from calsync.detect.fields.who import EAST, labelled, words, written
from calsync.folding import fold


def role(
    body: str, pieces: tuple[Segment, ...], people: frozenset[str], languages: tuple[str, ...]
) -> str | None:
    """The role as written: labelled in the body, said in so many words, or a piece of the title."""
    for language in languages:
        if m := labelled("role_labels", language).search(body):
            return re.split(r"\s+(?:at|bei|chez|@|-|–)\s+|\s*[|]\s*|\.\s", m[1].strip())[0].strip(" .")
    for piece in pieces:
        if is_role(piece.text, languages) and fold(piece.text) not in people:
            return piece.text
    for language in languages:
        if language in EAST:
            continue
        for said, _ in written("role_phrases", language, "r").finditer(body):
            name = _cut(said, languages)
            if name and is_role(name, languages):
                return name
    return None


@cache
def _small(languages: tuple[str, ...]) -> frozenset[str]:
    return words("noise", languages) - words("role_heads", languages)


def _cut(text: str, languages: tuple[str, ...]) -> str:
    """The words around the head of the job title, without those of the sentence."""
    small = _small(languages)
    parts = text.split()
    heads = [i for i, w in enumerate(parts) if is_role(w, languages)]
    if not heads:
        return ""
    start = next((i + 1 for i in range(heads[0] - 1, -1, -1) if fold(parts[i]) in small), 0)
    return " ".join(parts[start : heads[-1] + 1]).strip(" .,;")
