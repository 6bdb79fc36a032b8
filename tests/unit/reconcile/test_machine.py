"""The state machine against the store in memory. ``CALSYNC_STEPS=10000`` runs the long profile."""

from __future__ import annotations

from tests.machine import SyncMachine, steps

TestSyncInMemory = SyncMachine.TestCase
TestSyncInMemory.settings = steps(1200)
