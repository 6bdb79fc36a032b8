"""``doctor``: is everything there that a run needs, here and in a scheduler's bare environment."""

from calsync.app.doctor.bare import examine_bare
from calsync.app.doctor.checks import Check, Diagnosis, Verdict
from calsync.app.doctor.examine import examine

__all__ = ["Check", "Diagnosis", "Verdict", "examine", "examine_bare"]
