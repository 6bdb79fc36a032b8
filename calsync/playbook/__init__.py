"""The playbook: which follow-ups an interview calls for, when they are due and what they say.

Everything here is pure: interviews, what was heard, what stands and the rules go in, and a Proposal comes
out. Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calsync.playbook.describe import Draft, drafts_for
    from calsync.playbook.group import Context
    from calsync.playbook.making import CATEGORIES
    from calsync.playbook.proposal import Proposal, propose
    from calsync.playbook.rounds import Application, Said, applications
    from calsync.playbook.rules import Rule, Rules, configure, default_rules
    from calsync.playbook.schedule import Calendar, Span, check_country

_HOME = {
    "rounds": ("Application", "Said", "applications"),
    "describe": ("Draft", "drafts_for"),
    "group": ("Context",),
    "making": ("CATEGORIES",),
    "proposal": ("Proposal", "propose"),
    "rules": ("Rule", "Rules", "configure", "default_rules"),
    "schedule": ("Calendar", "Span", "check_country"),
}

__all__ = [
    "CATEGORIES", "Application", "Calendar", "Context", "Draft", "Proposal", "Rule", "Rules", "Said", "Span",
    "applications", "check_country", "configure", "default_rules", "drafts_for", "propose",
]  # fmt: skip


def __getattr__(name: str) -> object:
    from importlib import import_module

    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
