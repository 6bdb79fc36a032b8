"""Where calsync keeps its things: the configuration, the data folder, the state folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

APP = "calsync"


def config_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The configuration file: CALSYNC_CONFIG, else config.toml in the user's configuration folder."""
    import platformdirs

    if named := environment.get("CALSYNC_CONFIG"):
        return Path(named).expanduser()
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "config.toml"


def data_dir() -> Path:
    """Imports, and the follow-ups when no target is named. Not created here."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def state_dir() -> Path:
    """The ledger. Not created here."""
    import platformdirs

    return Path(platformdirs.user_state_dir(APP, appauthor=False))


def expanded(text: str, base: Path = Path()) -> str:
    """A path as text, ``~`` resolved, relative to ``base``; a trailing slash, which means a folder, stays."""
    return f"{base / Path(text).expanduser()}" + ("/" if text.endswith("/") else "")
