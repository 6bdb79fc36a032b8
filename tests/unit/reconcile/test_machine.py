"""The state machine against the store in memory. ``CALSYNC_STEPS=10000`` runs the long profile."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.machine import SyncMachine

STEPS = int(os.environ.get("CALSYNC_STEPS", "1200"))
LENGTH = 40

TestSyncInMemory = SyncMachine.TestCase
TestSyncInMemory.settings = settings(
    max_examples=max(1, STEPS // LENGTH),
    stateful_step_count=LENGTH,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
