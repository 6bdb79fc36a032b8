"""Turns the interviews in your calendar into the right follow-ups, in the task app you already use.

For programs that embed calsync, these names are stable; docs/embedding.md tells how they go together.
"""

TYPE_CHECKING = False
"""As in ``typing``, whose import would cost ``calsync --help`` more than everything else."""

if TYPE_CHECKING:
    from calsync.app.documents import plan as plan_document
    from calsync.app.documents import scan as scan_document
    from calsync.app.embedding import Settings, agenda, plan, scan, sync
    from calsync.app.options import Switches
    from calsync.app.results import AgendaEntry, AgendaResult, Failure, PlanResult, ScanResult
    from calsync.errors import CalsyncError
    from calsync.model import Action, Evidence, Interview, Kind, Notice, Outcome, Person, Stage
    from calsync.stores.base import Source, Target

__version__ = "0.1.0"

__all__ = [
    "Action",
    "AgendaEntry",
    "AgendaResult",
    "CalsyncError",
    "Evidence",
    "Failure",
    "Interview",
    "Kind",
    "Notice",
    "Outcome",
    "Person",
    "PlanResult",
    "ScanResult",
    "Settings",
    "Source",
    "Stage",
    "Switches",
    "Target",
    "agenda",
    "plan",
    "plan_document",
    "scan",
    "scan_document",
    "sync",
]

_HOMES = {
    "calsync.app.embedding": ("Settings", "agenda", "plan", "scan", "sync"),
    "calsync.app.options": ("Switches",),
    "calsync.app.results": ("AgendaEntry", "AgendaResult", "Failure", "PlanResult", "ScanResult"),
    "calsync.errors": ("CalsyncError",),
    "calsync.model": ("Action", "Evidence", "Interview", "Kind", "Notice", "Outcome", "Person", "Stage"),
    "calsync.stores.base": ("Source", "Target"),
}


def __getattr__(name: str) -> object:
    """Imported when first asked for: ``calsync --help`` pays for none of it."""
    import importlib

    if name in ("plan_document", "scan_document"):
        return getattr(importlib.import_module("calsync.app.documents"), name.removesuffix("_document"))
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(module), name)
    raise AttributeError(f"module 'calsync' has no attribute {name!r}")
