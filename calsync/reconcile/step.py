"""One row of a plan with what applying it needs: the action for people, the rest for the machine."""

from __future__ import annotations

from dataclasses import dataclass, replace

from calsync.ical.item import Content, Field, Item
from calsync.model import Act, Action, Cause, Component, Desired
from calsync.reconcile.base import Base
from calsync.reconcile.mark import Mark


@dataclass(frozen=True, slots=True)
class Step:
    action: Action
    before: Base | None
    """The base as it was, None when nothing was known."""
    after: Base | None
    """The base to commit once the action is done; None forgets it. The echo is filled in when read back."""
    item: Item | None = None
    """The object as it stood when the plan was made."""
    content: Content | None = None
    """What to write (create, update, adopt)."""
    fields: frozenset[Field] = frozenset()
    """The fields to write into an existing object."""
    mark: Mark | None = None
    """The mark to write with them."""

    def withhold(self) -> Step:
        return replace(self, action=replace(self.action, withheld=True))


def describe(
    act: Act,
    base: Base,
    reason: str,
    *,
    item: Item | None = None,
    fields: tuple[str, ...] = (),
    desired: Desired | None = None,
    cause: Cause | None = None,
) -> Action:
    """The action on the follow-up that ``base`` describes, at the place where ``item`` stands."""
    return Action(
        act=act,
        key=base.key,
        uid=base.uid,
        reason=reason,
        members=base.members,
        company=base.company,
        component=base.component,
        summary=base.summary,
        due=base.due,
        start=base.due if base.component is Component.VEVENT else None,
        fields=fields,
        desired=desired,
        href=item.href if item is not None else base.href or None,
        etag=item.etag if item is not None else base.etag or None,
        generation=base.generation,
        cause=cause,
    )
