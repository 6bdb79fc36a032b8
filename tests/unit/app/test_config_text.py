"""Tables are added to and taken out of a configuration; whatever else is in it stays to the byte."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.app import config_text
from calsync.config import Account, MeConfig, load
from calsync.errors import ConfigError

MINE = """# about me
[me]
name = "D"   # that's me

# ---- servers
[accounts.old]
# the old one
url = "https://old.example/"
username = "d"
password_command = [
  "pass", # a comment in the middle
  "show",
]

# what follows is about my calendars
[[sources]]
name = "a"
path = "a.ics"
"""


def account(url: str = "https://x.example/") -> str:
    values = {"url": url, "username": "dana", "password": "keyring"}
    return config_text.table(Account, "[accounts.x]", values)


def test_a_table_is_added_at_the_end_with_a_comment_for_each_key() -> None:
    text = config_text.appended(MINE, account())
    assert text.startswith(MINE.rstrip())
    added = text.removeprefix(MINE.rstrip()).strip().splitlines()
    assert added[0] == "[accounts.x]"
    assert [line[0] for line in added[1:]] == ["#", "u", "#", "u", "#", "p"]


def test_what_was_added_is_taken_out_again_to_the_byte() -> None:
    text = config_text.appended(MINE, account())
    assert config_text.without(text, "accounts.x").rstrip() == MINE.rstrip()


def test_a_table_in_the_middle_goes_and_the_comments_around_it_stay() -> None:
    left = config_text.without(MINE, "accounts.old")
    assert "old.example" not in left
    assert "pass" not in left
    for kept in ("# about me", "# that's me", "# ---- servers", "# what follows is about my calendars"):
        assert kept in left
    assert tomllib.loads(left).keys() == {"me", "sources"}


@pytest.mark.parametrize(
    "text",
    [
        'accounts.x = {url="https://x.example/", username="d", password="keyring"}\n',
        '[accounts]\nx = {url="https://x.example/", username="d", password="keyring"}\n',
        "[accounts.x]\nurl='https://x.example/'\nusername='''\n[accounts.x]\n'''\npassword='keyring'\n",
    ],
)
def test_a_table_that_cannot_be_told_from_the_rest_is_left_to_its_user(text: str) -> None:
    with pytest.raises(ConfigError, match="leaves to you to remove"):
        config_text.without(text, "accounts.x")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_without_control_characters_survives(name: str) -> None:
    read = tomllib.loads(config_text.table(MeConfig, "[me]", {"name": name}))
    assert read == {"me": {"name": name}}


def test_saving_keeps_a_backup_and_never_writes_what_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "config.toml"
    assert config_text.save(file, MINE) is None
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert config_text.save(file, MINE) is None
    for turn in ("one", "two"):
        before = file.read_text()
        backup = config_text.save(file, f"# {turn}\n{MINE}")
        assert backup is not None
        assert (backup.read_text(), backup.stat().st_mode & 0o777) == (before, 0o600)
    with pytest.raises(ConfigError, match="did you mean"):
        config_text.save(file, "[me]\nnam = 'x'\n")
    with pytest.raises(ConfigError, match="is not TOML"):
        config_text.save(file, "[me\n")
    assert load(file).me.name == "D"
