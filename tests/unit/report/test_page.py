import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from calsync.report import render
from tests.factory import BERLIN, NOW
from tests.unit.report.sample import follow_ups, stories


class Page(HTMLParser):
    """Tags with their attributes, and ids, as a parser sees them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def every(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


TEXT = render(stories(), follow_ups(), now=NOW, zone=BERLIN)
PAGE = Page(TEXT)


def test_the_same_input_gives_the_same_bytes():
    assert render(stories(), follow_ups(), now=NOW, zone=BERLIN) == TEXT


def test_nothing_is_fetched_from_anywhere():
    assert not {"img", "link", "iframe", "object", "embed", "form", "base", "audio", "video"} & {
        tag for tag, _ in PAGE.tags
    }
    assert PAGE.every("src") == []
    assert all(link.startswith(("#", "mailto:")) for link in PAGE.every("href"))
    assert not re.search(r"@import|url\(", TEXT)


def test_hostile_text_adds_no_tag_and_no_handler():
    assert [tag for tag, _ in PAGE.tags].count("script") == 1
    assert not [name for _, attrs in PAGE.tags for name in attrs if name.startswith("on") or name == "style"]
    assert "&lt;script&gt;document.title=" in TEXT
    assert "\u202e" not in TEXT
    assert "\x1b" not in TEXT


def test_only_the_pages_own_style_and_script_are_allowed():
    (policy,) = [attrs["content"] for _, attrs in PAGE.tags if attrs.get("http-equiv")]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; script-src 'sha256-[\w+/=]{44}'; "
        r"base-uri 'none'; form-action 'none'",
        policy,
    )


def test_every_draft_has_a_mail_link_that_carries_it():
    drafts = [draft for one in follow_ups() if one.state == "open" for draft in one.drafts]
    expected = [draft for draft in drafts if draft.mailto and draft.mailto.startswith("mailto:")]
    links = [urlsplit(link) for link in PAGE.every("href") if link.startswith("mailto:")]
    assert len(links) == len(expected) >= 4
    carried = {(link.path, tuple(parse_qs(link.query)["body"])) for link in links}
    assert carried == {(draft.to.email, (draft.body.replace("\n", "\r\n"),)) for draft in expected}


def test_ids_are_unique_and_every_reference_has_its_goal():
    ids = PAGE.every("id")
    assert len(ids) == len(set(ids))
    wanted = PAGE.every("aria-labelledby") + PAGE.every("data-copy")
    wanted += [link[1:] for link in PAGE.every("href") if link.startswith("#")]
    assert wanted
    assert set(wanted) <= set(ids)


def test_an_empty_report_says_so():
    text = render((), (), now=NOW, zone=BERLIN)
    assert "Nothing is open" in text
    assert "No interview was found" in text
