"""Keyrings for tests, used by the real keyring library: PYTHON_KEYRING_BACKEND=tests.servers.ring.Ring."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

ROOT = Path(__file__).parents[2]


def environment(file: Path, kind: str = "Ring") -> dict[str, str]:
    """Variables that make a process keep its secrets in ``file``."""
    return {
        "PYTHON_KEYRING_BACKEND": f"tests.servers.ring.{kind}",
        "PYTHONPATH": str(ROOT),
        "CALSYNC_TEST_RING": str(file),
    }


class Ring(KeyringBackend):
    """Keeps secrets in a file, in the clear."""

    priority = 9.0  # type: ignore[assignment]

    def _all(self) -> dict[str, str]:
        file = Path(os.environ["CALSYNC_TEST_RING"])
        return json.loads(file.read_text()) if file.exists() else {}

    def _keep(self, secrets: dict[str, str]) -> None:
        Path(os.environ["CALSYNC_TEST_RING"]).write_text(json.dumps(secrets))

    def get_password(self, service: str, username: str) -> str | None:
        return self._all().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._keep(self._all() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        secrets = self._all()
        if secrets.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError("not there")
        self._keep(secrets)


class Waiting(Ring):
    """Waits for a dialogue that nobody sees."""

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(60)
        return None


class Angry(Ring):
    """Fails, and tells too much."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("the secret is hunter2")
