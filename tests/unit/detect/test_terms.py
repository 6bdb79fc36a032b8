"""Folding, and the small language of the lexicon's terms."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from importlib import resources

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calsync.detect.hosts import HostKind, host_kind
from calsync.detect.lookup import Index
from calsync.detect.terms import forms, spellings
from calsync.detect.text import clean, domain_of, under, view
from calsync.detect.words import LANGUAGES, Entry, index, spoken, terms, worths
from calsync.folding import fold
from tests.unit.detect.events import event
from tests.unit.detect.patterns import is_in


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vorstellungsgespräch", "VORSTELLUNGSGESPRACH"),
        ("İŞ GÖRÜŞMESİ", "iş görüşmesi"),
        ("ISTANBUL", "ıstanbul"),
        ("Łódź", "lodz"),
        ("Ｉｎｔｅｒｖｉｅｗ", "interview"),
        ("entre\u00advista", "entrevista"),
        ("cafe\u0301", "café"),
        ("ß", "SS"),
    ],
)
def test_what_people_type_in_a_hurry_folds_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_marks_that_make_another_letter_stay() -> None:
    assert fold("データ") == "データ"
    assert fold("ガ") != fold("カ")
    assert fold("में") == "में"


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("phone screen", "a phone  screen.", True),
        ("phone screen", "phone-screen", True),
        ("phone screen", "phonescreen", False),
        ("interview", "interviewer", False),
        ("interview*", "interviewer", True),
        ("*gespräch", "erstgespraech", True),
        ("*gespräch", "erstgesprach", True),
        ("(first|final) round", "the final round", True),
        ("(the |)round", "round", True),
        ("(the |)round", "around", False),
        ("a (final|) round", "a round", True),
        ("a (final|) round", "a around", False),
        ("(final|last) (round|call)", "the last call", True),
        ("(final|last) (round|call)", "the lastcall", False),
        ("(final|last)gespräch", "lastgespraech", True),
        ("(chef|prof de (piano|chant)) (pour|de)", "prof de chant pour", True),
        ("(最終|一次) (面接|interview)", "最終面接です", True),
        ("round #", "round 2", True),
        ("interview ... candidate", "interview a new candidate", True),
        ("^send ...", "send cv", True),
        ("^send ...", "please send cv", False),
        ("^accept ...", "accepted: interview", False),
        ("面接", "最終面接です", True),
        ("2次面接", "明日2次面接", True),
        ("면접", "면접은", True),
        ("साक्षात्कार", "कल साक्षात्कार है", True),
        ("hr 面", "hr面", True),
        ("interview", "最終interview会", True),
    ],
)
def test_terms(term: str, text: str, found: bool) -> None:
    assert bool(Index.of([("x", term)]).find(fold(text))) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("we look forward to talking to you in the\nfinal\nround", False),
        ("we look forward to seeing you in the coming week, for the final\nround of all", True),
        ("final\n\nround", False),
        ("final round", True),
    ],
)
def test_a_term_goes_on_in_the_next_line_only_where_a_program_may_have_broken_it(
    text: str, found: bool
) -> None:
    assert bool(Index.of([("x", "final round")]).find(text)) is found


def test_only_the_first_passage_begins_the_text_and_what_is_said_again_is_found_once() -> None:
    index_ = Index.of([("x", "^send"), ("y", "final (round|call)")])
    assert [
        (one.key, one.start) for one in index_.find("cv\nsend it\nfinal call\nfinal call\nfinal round")
    ] == [
        ("y", 11),
        ("y", 33),
    ]
    assert [one.key for one in index_.find("\n\nsend it")] == ["x"]


@settings(deadline=None)
@given(st.sampled_from(sorted({written for _, written in terms()})), st.data())
def test_the_index_finds_every_term_in_itself(written: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(forms(written)))
    said = data.draw(st.sampled_from(spellings(form)))
    text = fold(said.removeprefix("^").replace("*", "").replace("...", "so so").replace("#", "2"))
    assert is_in(form, text)
    assert any(found.form == form for found in index().find(text))


_PIECES = ["ab", "b", "c", " ", "*", "#", " ... ", "(a|ab c|)", "(面|c b)", "面", "2", "-", "/"]
_written = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=7).map("".join)
_TOKENS = ["ab", "b", "c", "a", " ", "\n", "-", "面", "2", "12", "/", "x"]
_signs = st.lists(st.sampled_from(_TOKENS), max_size=14)


@settings(deadline=None, max_examples=1000)
@given(_written, _signs)
def test_a_term_is_found_where_its_pattern_is(written: str, signs: list[str]) -> None:
    (form,) = forms(written)
    ways = spellings(form)
    assume(ways and all(re.match(r"\*?[^\W_]|#|/", way) and not re.match(r"#[a-z0-9]", way) for way in ways))
    text = "".join(signs)
    assert bool(Index.of([("x", written)]).find(text)) is is_in(form, text)


def test_a_choice_is_found_in_each_way_it_is_taken() -> None:
    found = Index.of([("x", "(first|final) (round|call)")]).find(
        "first call, then final round, then first call"
    )
    assert [(one.start, one.end) for one in found] == [(0, 10), (17, 28)]


def test_every_list_has_a_worth_and_every_worth_a_list() -> None:
    assert {entry.list for entry, _ in terms()} == set(worths())


def test_the_lexicon_is_well_formed() -> None:
    folder = resources.files("calsync.detect") / "lexicon"
    for language in LANGUAGES:
        table = tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))
        assert set(table) == {"yes", "no"}, language
    for entry, written in terms():
        assert written == " ".join(written.split()), (entry, written)
        assert written.count("(") - written.count(")") in {0, 1}, (entry, written)
        assert entry.list.startswith("yes.") or len(written) > 1, (entry, written)


def test_the_commonest_words_tell_the_language_and_nothing_tells_none() -> None:
    assert spoken("gesprek met het team") == {"nl", "en"}
    assert spoken("tessera") == set(LANGUAGES)
    assert "de" in spoken("interview tessera")


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("us.greenhouse.io", HostKind.ATS),
        ("app.coderpad.io", HostKind.ASSESSMENT),
        ("us06web.zoom.us", HostKind.MEETING),
        ("interviewing.io", HostKind.PRACTICE),
        ("gmail.com", HostKind.MAIL),
        ("notgreenhouse.io", None),
        ("acme.example", None),
        ("", None),
    ],
)
def test_hosts_are_known_with_all_below_them(host: str, kind: HostKind | None) -> None:
    assert host_kind(host) is kind


def test_addresses_and_links_are_seen_wherever_they_stand() -> None:
    seen = view(event("Chat", "mail Kim@Acme.example. Join https://acme.zoom.us/j/1 or app.coderpad.io/x"))
    assert seen.addresses == {"kim@acme.example"}
    assert seen.hosts == {"acme.zoom.us", "app.coderpad.io"}


def test_domains() -> None:
    assert domain_of("Kim@Acme.example") == "acme.example"
    assert domain_of(None) == domain_of("kim") == ""
    assert under("a.b.example", "b.example")
    assert not under("ab.example", "b.example")
    assert clean(" a\t b\r\nc ") == "a b\nc"


def test_no_term_says_only_what_others_of_its_list_say() -> None:
    ways: dict[Entry, dict[str, set[str]]] = defaultdict(dict)
    for entry, written in terms():
        assert written not in ways[entry], f"{entry}: {written} stands there twice"
        ways[entry][written] = {way for form in forms(written) for way in spellings(form)}
    for entry, by_term in ways.items():
        said = Counter(way for own in by_term.values() for way in own)
        for written, own in by_term.items():
            assert not all(said[way] > 1 or said[f"{way}*"] for way in own), f"{entry}: {written}"
