"""The rules and what a user may change of them."""

from datetime import time

import pytest

from calsync.model import Kind
from calsync.playbook import configure, default_rules
from calsync.playbook.schedule import Span, Unit
from tests.unit.playbook.build import context, interview, of, only, proposal

ALL_BUT = {Kind.CLOSING_WORDS}


def test_every_kind_has_a_rule_and_only_closing_words_is_off() -> None:
    assert [rule.kind for rule in default_rules()] == list(Kind)
    assert {rule.kind for rule in default_rules() if not rule.enabled} == ALL_BUT


def test_what_the_user_sets_replaces_what_is_shipped_and_nothing_else() -> None:
    rules = configure(default_rules(), {"check_in": {"after": "5 business days", "at": "09:30"}})
    assert rules[Kind.CHECK_IN].after == Span(5, Unit.BUSINESS_DAY)
    assert rules[Kind.CHECK_IN].at == time(9, 30)
    assert rules[Kind.CHECK_IN].decision_at == default_rules()[Kind.CHECK_IN].decision_at
    assert rules[Kind.THANK_YOU] == default_rules()[Kind.THANK_YOU]


def test_two_layers_of_tables_add_up() -> None:
    once = configure(default_rules(), {"check_in": {"at": "09:30"}})
    twice = configure(once, {"check_in": {"priority": 1}})
    together = configure(default_rules(), {"check_in": {"at": "09:30", "priority": 1}})
    assert twice[Kind.CHECK_IN] == together[Kind.CHECK_IN]


def test_a_time_may_be_written_as_toml_writes_it() -> None:
    assert configure(default_rules(), {"check_in": {"at": time(9, 30)}})[Kind.CHECK_IN].at == time(9, 30)


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"check_in": {"afer": "3 days"}}, "playbook.check_in.afer: unknown key, did you mean after?"),
        ({"chek_in": {}}, "playbook.chek_in: unknown rule, did you mean check_in?"),
        ({"thank_you": {"decision_at": "10:00"}}, "playbook.thank_you.decision_at: unknown key"),
        ({"check_in": {"after": "soon"}}, "playbook.check_in.after: write a duration such as"),
        ({"check_in": {"after": 3}}, "playbook.check_in.after: write a duration such as"),
        ({"check_in": {"at": "25:00"}}, "playbook.check_in.at: write a time of day"),
        ({"check_in": {"enabled": "yes"}}, "playbook.check_in.enabled: write true or false"),
        ({"check_in": {"priority": 0}}, "playbook.check_in.priority: write a number from 1"),
        ({"check_in": {"priority": True}}, "playbook.check_in.priority: write a number from 1"),
        ({"check_in": {"title": 5}}, "playbook.check_in.title: write a text"),
        ({"check_in": {"own": "x"}}, "playbook.check_in.own: unknown key"),
        (
            {"check_in": {"de": {"titel": "x"}}},
            "playbook.check_in.de.titel: unknown key, did you mean title?",
        ),
        ({"check_in": {"de": "x"}}, "playbook.check_in.de: unknown key"),
        (
            {"thank_you": {"body": "Hi {{ frist }}"}},
            "playbook.thank_you.body: the template names “frist”; there are agency, ",
        ),
        (
            {"thank_you": {"body": "one\n{% if %}"}},
            "playbook.thank_you.body: line 2 of the template: Expected an expression",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_in_one_line(
    tables: dict[str, dict[str, object]], message: str
) -> None:
    with pytest.raises(ValueError, match="playbook") as error:
        configure(default_rules(), tables)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "template",
    [
        "{% for x in 'a' %}{{ me }}{% endfor %}",
        "{{ me.__class__ }}",
        "{{ me['x'] }}",
        "{{ me.upper() }}",
        "{{ range(10) }}",
        "{{ 'x' * 1000000000 }}",
        "{{ 2 ** 99999999 }}",
        "{{ '%9999999d' % 1 }}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{% set a = me %}",
        "{% include 'x' %}",
        "{{ me|center(99999999) }}",
        "{{ me|trim(5) }}",
        "{{ me|default(*me) }}",
        "{{ me|default(1, 2, 3) }}",
        "{{ me > 3 }}",
        "{{ 1 in me }}",
        "{% raw",
        "(" * 20 + "{{ " + "(" * 3000 + "me" + ")" * 3000 + " }}",
        "{% if me %}" * 200 + "{% endif %}" * 200,
        "x" * 9000,
    ],
)
def test_a_template_that_could_do_more_than_say_something_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"^playbook\.thank_you\.body: "):
        configure(default_rules(), {"thank_you": {"body": template}})


def test_a_rule_can_be_switched_off_for_one_language() -> None:
    within = context({"thank_you": {"ja": {"enabled": False}}})
    assert not of(proposal(interview("a", "2026-11-04 14:00", language="ja"), within=within), Kind.THANK_YOU)
    assert of(proposal(interview("a", "2026-11-04 14:00", language="de"), within=within), Kind.THANK_YOU)


def test_a_rule_can_be_switched_on_for_one_language_only() -> None:
    within = context({"thank_you": {"enabled": False, "de": {"enabled": True}}})
    assert of(proposal(interview("a", "2026-11-04 14:00", language="de"), within=within), Kind.THANK_YOU)
    assert not of(proposal(interview("a", "2026-11-04 14:00"), within=within), Kind.THANK_YOU)


def test_thanks_are_less_pressing_where_they_are_not_customary() -> None:
    english = only(proposal(interview("a", "2026-11-04 14:00")), Kind.THANK_YOU)
    japanese = only(proposal(interview("a", "2026-11-04 14:00", language="ja")), Kind.THANK_YOU)
    assert japanese.priority > english.priority


def test_the_users_own_words_are_used_and_those_for_the_language_win() -> None:
    within = context({"thank_you": {"title": "Danke {{ company }}", "de": {"title": "Dank an {{ people }}"}}})
    english = only(proposal(interview("a", "2026-11-04 14:00"), within=within), Kind.THANK_YOU)
    german = only(proposal(interview("a", "2026-11-04 14:00", language="de"), within=within), Kind.THANK_YOU)
    assert english.summary == "Danke Nimbus"
    assert german.summary == "Dank an Priya Raman"


def test_the_users_own_words_serve_a_language_without_shipped_ones() -> None:
    within = context({"thank_you": {"sv": {"title": "Tacka {{ people }}"}, "en": {"subject": "Thanks"}}})
    swedish = only(proposal(interview("a", "2026-11-04 14:00", language="sv"), within=within), Kind.THANK_YOU)
    assert swedish.summary == "Tacka Priya Raman"
    assert "Subject: Thanks\n" in swedish.description


def test_the_facts_digest_knows_the_users_words_and_rules() -> None:
    plain = only(proposal(interview("a", "2026-11-04 14:00")), Kind.THANK_YOU)
    within = context({"thank_you": {"title": "Thanks"}})
    own = only(proposal(interview("a", "2026-11-04 14:00"), within=within), Kind.THANK_YOU)
    assert plain.facts != own.facts
    assert plain.timing == own.timing
