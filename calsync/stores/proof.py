"""What every target that calsync keeps by itself demands of an object before it stores it."""

from __future__ import annotations

from calsync.errors import ItemError, Refused
from calsync.ical.item_tree import Node, follow_up_in, is_own


def prove(data: bytes, uid: str) -> Node:
    """The follow-up in ``data``. Raises Refused where that is not one of calsync's with this UID."""
    try:
        node = follow_up_in(data)
    except ItemError as error:
        raise Refused(f"{uid}: {error}") from error
    if node.text("UID") != uid or not is_own(node):
        raise Refused(f"{uid}: this is no follow-up of that UID")
    return node
