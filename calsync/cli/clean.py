"""Text from a calendar is hostile: what may reach a terminal, and how.

Escape sequences are dropped whole, other control characters and line breaks become a space, and the
characters that turn the direction of text or hide in it are dropped. Joiners stay: emoji and Indic
scripts need them.
"""

from __future__ import annotations

import re

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]?"  # CSI
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC
    r"|\x9b[0-?]*[ -/]*[@-~]?"  # CSI as one C1 character
    r"|[\x90\x98\x9d-\x9f][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # the others as C1
    r"|\x1b[ -/]*[0-~]?"
)
_SPACE = re.compile(r"[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029 ]+")
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_LONE = re.compile("[\ud800-\udfff]")
_IN_JSON = re.compile(f"[\x7f-\x9f{_INVISIBLE}\u2028\u2029\ud800-\udfff]")


def clean(text: str) -> str:
    """``text`` on one line, with nothing in it that a terminal would obey."""
    return _SPACE.sub(" ", _plain(text)).strip()


def clean_block(text: str) -> str:
    """The same, with its line breaks kept: for drafts and descriptions."""
    return "\n".join(clean_line(line) for line in re.split(r"\r\n|\r|\n|\u2028|\u2029", text))


def clean_line(line: str) -> str:
    """One line with its indentation."""
    return _SPACE.sub(lambda found: " " * len(found[0]), _plain(line)).rstrip()


def clean_json(document: str) -> str:
    """A JSON document with the same characters escaped: the data stays whole, the terminal stays safe."""
    return _IN_JSON.sub(_escaped, document)


def _plain(text: str) -> str:
    return _LONE.sub("\ufffd", _HIDDEN.sub("", _ESCAPES.sub("", text)))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
