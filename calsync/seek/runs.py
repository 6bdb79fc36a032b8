"""What words and texts are cut into: runs of letters, and digits where they matter."""

from __future__ import annotations

import re
from string import ascii_letters, digits

PART = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
"""What folded text is made of: between Latin letters and others there is an edge."""

LETTERS = re.compile(r"[a-z]+|[^\W_a-z0-9]+")
"""The same with digits cut, so that random runs ("9755d4c13a90") are made of few."""


def table(kept: str) -> bytes:
    """What cuts bytes into runs: letters become small, what is beyond ASCII stays, the rest is blank."""
    signs = {ord(sign): ord(sign.lower()) for sign in ascii_letters + kept}
    return bytes(sign if sign > 127 else signs.get(sign, ord(" ")) for sign in range(256))


TO_PARTS, TO_LETTERS = table(digits), table("")
"""For ``bytes.translate``: what comes before ``split``."""
