"""The report: one HTML page with what is to be done, its drafts, and every application as a timeline.

Pure: applications and follow-ups go in, the page comes out as text. Who writes it to a file keeps it
private (0600): it holds names and drafts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calsync.report.page import render
    from calsync.report.view import FollowUp

_HOME = {"render": "page", "FollowUp": "view"}

__all__ = ["FollowUp", "render"]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
