"""The configuration: what is right is read, what is wrong is refused in one clear line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync import config
from calsync.config import Config, Secret, load, parse
from calsync.errors import ConfigError
from calsync.settings import keys

EXAMPLE = Path(__file__).parents[3] / "examples" / "config.toml"


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text))
    message = str(caught.value)
    assert message.startswith(str(tmp_path / "config.toml")), message
    assert "\n" not in message
    return message


def test_the_example_is_read_whole() -> None:
    example = load(EXAMPLE)
    assert example.me.emails == {"dana@example.com"}
    assert example.me.timezone == "Europe/Berlin"
    assert [source.path for source in example.sources] == [EXAMPLE.parent / "calendars"]
    assert example.target.path == str(EXAMPLE.parent / "followups.ics")
    assert example.playbook["check_in"] == {"after": "3 business days"}


def test_the_example_names_every_key() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    missing = {
        f"{table.__name__}.{name}"
        for table in config.TABLES
        for name in keys(table)
        if f"{name} =" not in text
    }
    assert not missing


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    assert load(file) == Config(file=file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[me]\nemals = ["a@b.example"]', "did you mean “emails”?"),
        ("[mee]", "did you mean “me”?"),
        ("[limits]\nretract_shar = 1", "did you mean “retract_share”?"),
        ("[playbook.checkin]", "did you mean “check_in”?"),
        ("[privacy]\nzzz = 1", "known here: discreet, publish"),
        ('[me]\nemails = ["dana"]', "an e-mail address is expected"),
        ('[me]\nemails = "dana@example.com"', "a list is expected"),
        ('[me]\nemployer_domains = ["brightloom"]', "a domain such as example.com"),
        ('[me]\ntimezone = "europe/berlin"', "did you mean “Europe/Berlin”?"),
        ('[me]\ntimezone = "../../etc/passwd"', "is no time zone"),
        ('[me]\ncountry = "Germany"', "a country code"),
        ("[limits]\nretract_share = 2", "a number from 0 to 1"),
        ("[limits]\nretract_count = true", "a whole number"),
        ("[limits]\nretract_count = -1", "a whole number"),
        ('[target]\ncomponent = "task"', "one of auto, todo, event"),
        ('[target]\npath = "a.ics"\naccount = "x"', "not both"),
        ('[target]\naccount = "cloud"', "there is no account “cloud”"),
        ('[target]\ncalendar = "Tasks"', "belongs to an account"),
        ("sources = 3", "under [[sources]]"),
        ("[[sources]]\npath = 'a'", "name: is missing"),
        ("[[sources]]\nname = 'a'", "found none"),
        ("[[sources]]\nname = 'a'\npath = 'x'\nurl = 'https://x.example/'", "found path and url"),
        ("[[sources]]\nname='a'\npath='x'\n[[sources]]\nname='a'\npath='y'", "two sources called “a”"),
        ("[[sources]]\nname = 'a'\nurl = 'ftp://x.example/'", "https://"),
        ("[[sources]]\nname = 'a'\npath = 'x'\ncalendars = ['b']", "belongs to an account"),
        ("[accounts.a]\nurl='https://x.example/'\nusername='u'", "found none"),
        (
            "[accounts.a]\nurl='https://x.example/'\nusername='u'\npassword='keyring'\npassword_env='X'",
            "found password and password_env",
        ),
        ("[accounts.a]\nusername='u'\npassword='keyring'", "url: is missing"),
        ("[accounts.a]\ntype='google'\nusername='a@gmail.example'", "client_file: is missing"),
        ("[accounts.a]\ntype='google'\nclient_file='c.json'", "username: is missing"),
        ("[accounts]\na = 1", "a table is expected"),
        ("me = 3", "a table is expected"),
        ("[me", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_the_way_out(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_a_password_in_the_file_is_refused_and_never_repeated(tmp_path: Path) -> None:
    account = "[accounts.a]\nurl='https://x.example/'\nusername='u'\npassword='hunter2'"
    message = refusal(tmp_path, account)
    assert "password_command" in message
    assert "hunter2" not in message


def test_a_feed_address_that_is_wrong_is_not_repeated(tmp_path: Path) -> None:
    assert "private-abc" not in refusal(tmp_path, "[[sources]]\nname='a'\nurl='htps://x.example/private-abc'")


def test_missing_binary_and_unreadable_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such configuration file"):
        load(tmp_path / "none.toml")
    file = tmp_path / "binary.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        load(file)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert "nested" in refusal(tmp_path, "x = " + "[" * 5000 + "]" * 5000)


@pytest.mark.parametrize(
    ("keys_given", "secret"),
    [
        ("password = 'keyring'", Secret("keyring", "")),
        ("password_command = ['pass', 'show', 'x']", Secret("command", ("pass", "show", "x"))),
        ("password_env = 'DAV_PW'", Secret("env", "DAV_PW")),
        ("password_credential = 'dav'", Secret("credential", "dav")),
        ("password_file = '/x/.dav'", Secret("file", Path("/x/.dav"))),
    ],
)
def test_every_password_source_is_told_apart(tmp_path: Path, keys_given: str, secret: Secret) -> None:
    account = f"[accounts.a]\nurl = 'https://x.example/'\nusername = 'u'\n{keys_given}"
    assert load(written(tmp_path, account)).accounts["a"].secret == secret


def test_a_google_account_keeps_its_sign_in_in_the_keyring(tmp_path: Path) -> None:
    text = "[accounts.g]\ntype = 'google'\nusername = 'a@gmail.example'\nclient_file = 'client.json'"
    account = load(written(tmp_path, text)).accounts["g"]
    assert account.secret == Secret("keyring", "")
    assert account.client_file == tmp_path / "client.json"


@pytest.mark.parametrize(
    ("key", "secret"),
    [
        ("url = 'https://x.example/a.ics'", Secret("plain", "https://x.example/a.ics")),
        ("url = 'keyring'", Secret("keyring", "")),
        ("url_env = 'FEED'", Secret("env", "FEED")),
    ],
)
def test_a_feeds_address_may_be_a_secret(tmp_path: Path, key: str, secret: Secret) -> None:
    assert load(written(tmp_path, f"[[sources]]\nname = 'feed'\n{key}")).sources[0].feed == secret


def test_paths_are_relative_to_the_file_and_folders_stay_folders(tmp_path: Path) -> None:
    text = "[[sources]]\nname = 'a'\npath = 'calendars'\n[target]\npath = 'tasks/'"
    read = load(written(tmp_path, text))
    assert read.sources[0].path == tmp_path / "calendars"
    assert read.target.path == f"{tmp_path}/tasks/"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["me", "accounts", "sources", "target", "detect", "limits", "privacy", "playbook"])


@given(st.dictionaries(NAMES | st.text(max_size=6), VALUES, max_size=4))
def test_any_values_are_read_or_refused_but_never_break(values: dict[str, object]) -> None:
    with suppress(ConfigError):
        assert parse(values, Path("/x/config.toml")).file


@given(
    st.sampled_from(config.TABLES).flatmap(
        lambda table: st.tuples(
            st.just(table), st.dictionaries(st.sampled_from(sorted(keys(table))), VALUES, max_size=3)
        )
    )
)
def test_any_value_of_any_key_is_read_or_refused(case: tuple[type, dict[str, object]]) -> None:
    from calsync.settings import read_table

    table, values = case
    with suppress(ConfigError):
        assert isinstance(read_table(table, values, "[x]", Path("/x")), table)


@pytest.mark.parametrize("table", config.TABLES, ids=lambda table: table.__name__)
def test_every_example_of_a_key_is_valid(table: type) -> None:
    import tomllib

    for name, (key, _) in keys(table).items():
        value = tomllib.loads(f"x = {key.example}")["x"]
        assert key.read(value) is not None, name
