"""What every target does, whatever it is made of (calsync.stores.base.Target)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from calsync.errors import NotThere, Refused, Stale, UidTaken
from calsync.ical.item import Field, canonical, complete_item, patch_item, read_item, reschedule_item
from calsync.model import Component, State
from tests.storage.rig import Rig
from tests.storage.samples import HOSTILE, MARK, NOW, content, item, uid

ALL = frozenset(Field)


def test_an_empty_target_holds_nothing(rig: Rig) -> None:
    assert rig.target.read().objects == ()
    assert rig.target.get(uid(0)) is None


def test_what_is_created_is_there_for_everyone(rig: Rig) -> None:
    stored = rig.target.create(uid(0), rig.item(0))
    for client in (rig.target, rig.again()):
        assert client.get(stored.href) == stored
        snapshot = client.read()
        assert snapshot.objects == (stored,)
        assert snapshot.exists
        assert snapshot.unreadable == ()
    read = read_item(stored)
    assert (read.uid, read.state, read.component) == (uid(0), State.OPEN, rig.component)
    assert read.mark == (MARK if rig.keeps_unknown else None)


@pytest.mark.parametrize("component", Component)
def test_values_come_back_as_they_were_meant(rig: Rig, component: Component) -> None:
    if component not in rig.takes:
        assert_refused(rig, component)
        return
    for number, text in enumerate(HOSTILE):
        label = text.replace(",", "") if rig.splits_categories else text
        what = content(text, description=f"{text}\n\n{text}", categories=("calsync", label))
        stored = rig.target.create(uid(number), item(number, what, component))
        assert read_item(stored).values == canonical(what, component)
    assert len(rig.again().read().objects) == len(HOSTILE)


def assert_refused(rig: Rig, component: Component) -> None:
    """It is told apart from every other failure, so that another kind can be tried; nothing stays behind."""
    with pytest.raises(Refused):
        rig.target.create(uid(0), item(0, component=component))
    assert rig.again().read().objects == ()
    stored = rig.target.create(uid(0), rig.item(0))
    assert rig.again().read().objects == (stored,)


def test_a_uid_is_taken_once(rig: Rig) -> None:
    stored = rig.target.create(uid(0), rig.item(0))
    for client in (rig.target, rig.again()):
        with pytest.raises(UidTaken):
            client.create(uid(0), rig.item(0, content("Another")))
    assert rig.target.read().objects == (stored,)


def test_an_update_gives_the_new_object_and_a_new_etag(rig: Rig) -> None:
    old = rig.target.create(uid(0), rig.item(0))
    other = rig.target.create(uid(1), rig.item(1))
    what = content("Thank the panel", days=3)
    new = rig.target.update(old.href, old.etag, patch_item(old.data, what, ALL, "m2", NOW))
    assert new.etag != old.etag
    assert new.href == old.href
    assert read_item(new).values == canonical(what, rig.component)
    assert rig.again().get(old.href) == new
    assert rig.again().get(other.href) == other


def test_a_stale_update_changes_nothing(rig: Rig) -> None:
    old = rig.target.create(uid(0), rig.item(0))
    theirs = rig.again().update(old.href, old.etag, complete_item(old.data, NOW))
    with pytest.raises(Stale):
        rig.target.update(old.href, old.etag, reschedule_item(old.data, NOW + timedelta(days=9), NOW))
    with pytest.raises(Stale):
        rig.target.delete(old.href, old.etag)
    assert rig.target.get(old.href) == theirs
    assert read_item(theirs).state is State.DONE


def test_what_is_deleted_is_gone(rig: Rig) -> None:
    first = rig.target.create(uid(0), rig.item(0))
    second = rig.target.create(uid(1), rig.item(1))
    rig.target.delete(first.href, first.etag)
    for client in (rig.target, rig.again()):
        assert client.get(first.href) is None
        assert client.read().objects == (second,)
        with pytest.raises(NotThere):
            client.delete(first.href, first.etag)
        with pytest.raises(Stale):
            client.update(first.href, first.etag, first.data)
    assert rig.target.get(first.href) is None


def test_a_target_emptied_is_not_a_target_missing(rig: Rig) -> None:
    stored = rig.target.create(uid(0), rig.item(0))
    rig.target.delete(stored.href, stored.etag)
    snapshot = rig.again().read()
    assert snapshot.exists
    assert snapshot.objects == ()


def test_a_uid_can_come_back_after_its_deletion(rig: Rig) -> None:
    first = rig.target.create(uid(0), rig.item(0))
    rig.target.delete(first.href, first.etag)
    if not rig.reuses_uids:
        with pytest.raises(UidTaken):
            rig.target.create(uid(0), rig.item(0))
        return
    again = rig.target.create(uid(0), rig.item(0, content("Back again")))
    assert rig.again().read().objects == (again,)


def test_many_are_kept_apart(rig: Rig) -> None:
    stored = [
        rig.target.create(uid(number), rig.item(number, content(f"Number {number}"))) for number in range(12)
    ]
    assert len({one.href for one in stored}) == 12
    for one in stored[::2]:
        rig.target.delete(one.href, one.etag)
    kept = {read_item(one).summary for one in rig.again().read().objects}
    assert kept == {f"Number {number}" for number in range(1, 12, 2)}


def test_what_the_user_added_survives_an_update(rig: Rig) -> None:
    own = (
        b"X-MINE;P=q:Caf\xc3\xa9\\, fo\r\n lded\r\n"
        b"BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\n"
    )
    old = rig.target.create(uid(0), rig.item(0))
    last = f"END:{rig.component.value}".encode()
    end = b"\r\n" if b"\r\n" in old.data else b"\n"
    data = old.data.replace(last, own.replace(b"\r\n", end) + last)
    theirs = rig.again().update(old.href, old.etag, data)
    patched = patch_item(theirs.data, content("New title", days=2), ALL, "m2", NOW)
    mine = rig.target.update(theirs.href, theirs.etag, patched).data.replace(end + b" ", b"")
    assert bool(re.search(r"X-MINE(;P=q)?:Café\\?, folded".encode(), mine)) == rig.keeps_unknown
    assert b"TRIGGER:-PT5M" in mine
