"""Whether any of thousands of words is in a text, by a look at the runs of letters it is made of."""

from calsync.seek.needle import Needle
from calsync.seek.seeker import Seeker
from calsync.seek.table import Table
from calsync.seek.vocabulary import Vocabulary, seeker_for

__all__ = ["Needle", "Seeker", "Table", "Vocabulary", "seeker_for"]
