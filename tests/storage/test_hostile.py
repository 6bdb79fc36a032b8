"""The misbehaving targets do misbehave, and what they break is what they say."""

from __future__ import annotations

import pytest

from calsync.errors import NetworkError, Stale
from calsync.ical.item import Field, canonical, patch_item, read_item
from calsync.model import Component
from calsync.stores.base import Target
from calsync.stores.memory import MemoryTarget
from tests.storage.hostile import (
    Failing,
    Fault,
    Lagging,
    Lying,
    Normalising,
    Retitling,
    Stripping,
    at_call,
    seeded,
)
from tests.storage.samples import HOSTILE, NOW, content, item, uid


@pytest.mark.parametrize(("fault", "effect"), [(Fault.BEFORE, 0), (Fault.AFTER, 1)])
def test_a_failure_happens_before_or_after_the_effect(fault: Fault, effect: int) -> None:
    inner = MemoryTarget()
    target: Target = Failing(inner, at_call(1, fault))
    target.create(uid(0), item(0))
    with pytest.raises(NetworkError):
        target.create(uid(1), item(1))
    assert len(inner.objects) == 1 + effect
    assert len(target.read().objects) == 1 + effect


def test_the_same_seed_gives_the_same_faults() -> None:
    def faults(seed: int) -> list[Fault]:
        choose = seeded(seed, 0.5)
        return [choose() for _ in range(50)]

    assert faults(3) == faults(3)
    assert set(faults(3)) == set(Fault)
    assert faults(3) != faults(4)


def test_a_stripped_object_has_no_mark() -> None:
    target = Stripping(MemoryTarget())
    assert read_item(target.create(uid(0), item(0))).mark is None
    assert len(target.read().objects) == 1


@pytest.mark.parametrize("component", Component)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_normalised_object_has_other_bytes_and_the_same_values(component: Component, text: str) -> None:
    target = Normalising(MemoryTarget())
    what = content(text)
    data = item(0, what, component)
    stored = target.create(uid(0), data)
    assert stored.data != data
    assert b"calsync-" in stored.data
    assert b"-alarm" not in stored.data
    assert read_item(stored).values == canonical(what, component)
    later = content("Moved", days=4)
    new = target.update(stored.href, stored.etag, patch_item(stored.data, later, frozenset(Field), "m", NOW))
    assert read_item(new).values == canonical(later, component)
    assert new.data.count(b"BEGIN:VALARM") == 1
    assert new.data.count(b"20260306T090000Z") == 2


def test_a_cut_title_is_read_back_cut() -> None:
    stored = Retitling(MemoryTarget(), 5).create(uid(0), item(0, content("Thank them all")))
    assert read_item(stored).values[Field.SUMMARY] == "Thank"


def test_an_early_etag_is_stale() -> None:
    target = Lying(MemoryTarget())
    stored = target.create(uid(0), item(0))
    with pytest.raises(Stale):
        target.delete(stored.href, stored.etag)
    current = target.get(stored.href)
    assert current is not None
    target.delete(current.href, current.etag)


def test_a_listing_lags_behind() -> None:
    target = Lagging(MemoryTarget())
    stored = target.create(uid(0), item(0))
    assert target.read().objects == ()
    assert target.get(stored.href) == stored
    target.create(uid(1), item(1))
    assert target.read().objects == (stored,)
    target.settle()
    assert len(target.read().objects) == 2
