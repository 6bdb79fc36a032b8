"""The digests are those of ``hashlib`` and ``uuid``, bit for bit: they are in ledgers and in UIDs."""

import hashlib
import uuid

from hypothesis import given
from hypothesis import strategies as st

from calsync.digests import blake2b, sha256, uuid5


@given(st.binary(), st.integers(1, 64))
def test_they_are_those_of_the_standard_library(data: bytes, size: int) -> None:
    assert sha256(data).digest() == hashlib.sha256(data).digest()
    assert blake2b(data, digest_size=size).hexdigest() == hashlib.blake2b(data, digest_size=size).hexdigest()


@given(st.uuids(), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_uuid_of_a_name_is_that_of_the_standard_library(namespace: uuid.UUID, name: str) -> None:
    assert uuid5(namespace, name) == uuid.uuid5(namespace, name)
