"""A follow-up as a stored iCalendar object: write it, read it back, patch it in place.

This is the seam between what a follow-up *is* (reconcile) and the bytes a store moves. Everything that
is not one of the managed fields belongs to the user and comes through a patch byte for byte.
"""

from __future__ import annotations

from calsync.ical.item_read import canonical, read_item
from calsync.ical.item_types import Content, Field, Item
from calsync.ical.item_write import (
    cancel_item,
    complete_item,
    new_item,
    patch_item,
    reschedule_item,
    restored_item,
)

__all__ = [
    "Content",
    "Field",
    "Item",
    "cancel_item",
    "canonical",
    "complete_item",
    "new_item",
    "patch_item",
    "read_item",
    "reschedule_item",
    "restored_item",
]
