"""The state machine of the sync on real files: the laws hold whatever the store."""

from __future__ import annotations

from pathlib import Path

from calsync.stores.base import Target
from calsync.stores.icsfile import IcsFileTarget
from calsync.stores.vdir import VdirTarget
from tests.machine import SyncMachine, steps


class InOneFile(SyncMachine):
    def make_store(self) -> Target:
        return IcsFileTarget(Path(self._folder.name) / "followups.ics")


class InAFolder(SyncMachine):
    def make_store(self) -> Target:
        return VdirTarget(Path(self._folder.name) / "tasks")


TestSyncInOneFile = InOneFile.TestCase
TestSyncInOneFile.settings = steps(240)
TestSyncInAFolder = InAFolder.TestCase
TestSyncInAFolder.settings = steps(240)
