"""Names, addresses, drafts and links: right for people, harmless from strangers."""

from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.model import Deliverable, Kind, Me, Person
from calsync.playbook import applications, drafts_for
from calsync.playbook.describe import MOST_DRAFTS
from calsync.playbook.text import LINE, address, clean, first_name, mailto, name_of
from tests.unit.playbook.build import AGENT, ME, PRIYA, TOM, context, interview, only, proposal, said

WITH_MAIL = (
    Kind.THANK_YOU,
    Kind.RECRUITER_THANKS,
    Kind.CHECK_IN,
    Kind.SECOND_CHECK_IN,
    Kind.REJECTION_THANKS,
)


def opened(link: str) -> tuple[str, str, str]:
    """What a mail program reads from a link: to, subject, body. Anything else in it fails the test."""
    parts = urlsplit(link)
    fields = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
    assert parts.scheme == "mailto"
    assert not parts.fragment
    assert [name for name, _ in fields] in (["subject", "body"], ["subject"])
    assert "+" not in parts.query  # a mail program would show it
    values = dict(fields)
    return unquote(parts.path), values["subject"], values.get("body", "").replace("\r\n", "\n")


# ---------------------------------------------------------------- names and addresses


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (Person("Priya Raman"), "Priya Raman"),
        (Person("Raman, Priya"), "Priya Raman"),
        (Person("Raman, Priya (Nimbus HR)"), "Priya Raman"),
        (Person('"Priya Raman"'), "Priya Raman"),
        (Person("priya@nimbus.example", "priya@nimbus.example"), ""),
        (Person(None, "priya.raman@nimbus.example"), "Priya Raman"),
        (Person("", "zoë.van.dijk@nimbus.example"), "Zoë Van Dijk"),
        (Person(None, "p.raman@nimbus.example"), ""),
        (Person(None, "hiring@nimbus.example"), ""),
        (Person(None, "team42.hr@nimbus.example"), ""),
        (Person("田中 太郎"), "田中 太郎"),
        (Person(None, None), ""),
    ],
)
def test_a_person_is_called_by_name_or_not_at_all(person: Person, name: str) -> None:
    assert name_of(person) == name


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Priya Raman", "Priya"),
        ("Anne-Sophie Leroy", "Anne-Sophie"),
        ("Judy", "Judy"),
        ("P. Lam", "P. Lam"),
        ("Dr. Anand", "Dr. Anand"),
        ("Prof. Dr. Eva Horn", "Prof. Dr. Eva Horn"),
        ("田中 太郎", "田中 太郎"),
        ("김민수", "김민수"),
        ("", ""),
    ],
)
def test_people_are_greeted_by_a_first_name_only_where_there_is_one(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    "email",
    ["a@b.example", "first.last+tag@mail.b.example", "o'neil@b.example", "A_b-c@xn--bcher-kva.example"],
)
def test_an_ordinary_address_is_valid(email: str) -> None:
    assert address(Person(None, email), ME) == email


@pytest.mark.parametrize(
    "email",
    [
        None, "", "nobody", "a@b", "a@@b.example", "a b@c.example",
        "a@b.example?bcc=x@y.example", "a@b.example,c@d.example", "&bcc=a@b.example",
        "a@b.example\r\nBcc: x@y.example", "a%0d@b.example", "<a@b.example>", ".a@b.example",
        "a..b@c.example", "a@-b.example", "a@b.example>", '"a"@b.example', "a" * 65 + "@b.example",
        "a@" + "b" * 250 + ".example",
        "dana@example.com", "Dana@Example.com", "a@b.example&body=x", "a;b@c.example", "a@[127.0.0.1]",
    ],
)  # fmt: skip
def test_an_address_that_is_none_or_ones_own_gets_no_link(email: str | None) -> None:
    assert address(Person("X", email), ME) is None


# ---------------------------------------------------------------- hostile text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nimbus\r\nBcc: x@y.example", "Nimbus Bcc: x@y.example"),
        ("Nim\x1b[31mbus\x07", "Nim bus"),
        ("Nim\u202ebus\u200b\ufeff", "Nimbus"),
        ("See https://evil.example/x?y now", "See now"),
        ("www.evil.example", ""),
        ("x <mailto:evil@x.example> y", "x y"),
        ("[click](javascript:alert(1))", "(click)("),
        ("a\u2028b\u2029c\x00d", "a b c d"),
        ("  much \t space ", "much space"),
        ("क्‍ष", "क्‍ष"),  # a joiner inside a word belongs to it
        ("Smith & Söhne GmbH", "Smith & Söhne GmbH"),
        ("Booking.com", "Booking.com"),
        (None, ""),
    ],
)
def test_what_a_calendar_says_is_made_harmless(text: str | None, shown: str) -> None:
    assert clean(text) == shown


@given(st.text(max_size=600))
def test_clean_text_is_one_short_line_without_anything_special(text: str) -> None:
    found = clean(text)
    assert len(found) <= LINE
    assert found == " ".join(found.split())
    assert clean(found) == found or len(found) == LINE
    assert not set("<>[]`\r\n\x1b\u202e") & set(found)
    assert "://" not in found


@pytest.mark.parametrize(
    "flood", ["a" * 10**6, "a." * 10**6, "\x1b[" * 10**6, "(" * 10**6, ", " * 10**6, "://" * 10**6]
)
def test_a_flood_of_text_costs_no_time(flood: str) -> None:
    import time

    began = time.process_time()
    for _ in range(20):
        name_of(Person(flood, flood))
        address(Person(flood, flood), ME)
        first_name(clean(flood))
    assert time.process_time() - began < 1


HOSTILE = (
    "x\r\nBcc: evil@x.example", "\x1b[2J\x1b]0;x\x07", "\u202eevil",
    "<mailto:evil@x.example?bcc=a@b.example>",
    "{{ me }}{% for x in y %}", "https://evil.example/login", "<img src=x onerror=alert(1)>",
    "a" * 5000, "&bcc=evil@x.example",
    "]] [x](http://evil.example) [[", "%0d%0aBcc:evil@x.example",
)  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("kind", WITH_MAIL)
def test_hostile_facts_reach_no_link_and_no_header(kind: Kind, hostile: str) -> None:
    people = (Person(hostile, "priya@nimbus.example"), Person("Tom", hostile))
    one = interview(
        "a",
        "2026-11-04 14:00",
        company=hostile,
        role=hostile,
        interviewers=people,
        via_recruiter=True,
        recruiter=Person(hostile, "otis@bell.example"),
        deliverable=Deliverable(date(2026, 11, 6), hostile),
    )
    within = context(me=Me(hostile))
    for draft in drafts_for(kind, [one], within):
        assert len(draft.subject) <= LINE
        assert "\n" not in draft.subject
        if draft.mailto:
            to, subject, body = opened(draft.mailto)
            assert to in ("priya@nimbus.example", "otis@bell.example")
            assert subject == draft.subject
            assert body in (draft.body, "")
            assert not set(draft.mailto) & set('<> \r\n"')
    found = proposal(one, within=within, outcomes=[])
    for desired in found.desired:
        assert "://" not in desired.description
        assert not set("\x1b\u202e\r") & set(desired.description + desired.summary)
        assert len(desired.summary) <= LINE
        assert len(desired.description) < 20_000
        links = [line for line in desired.description.splitlines() if "mailto:" in line]
        assert all(line.startswith("<mailto:") and line.endswith(">") for line in links)
        assert desired.description.count("<") == len(links)


@given(
    st.from_regex(r"[a-z0-9]{1,10}(\.[a-z0-9]{1,10})?@[a-z]{1,10}\.(example|test)", fullmatch=True),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=200),
)
def test_every_link_reads_back_as_what_was_put_in(to: str, subject: str, body: str) -> None:
    link = mailto(to, subject, body)
    assert len(link) <= 2000
    assert link.isascii()
    assert opened(link)[:2] == (to, subject)
    assert opened(link)[2] in (body, "")


def test_a_message_too_long_for_a_link_leaves_the_body_to_be_copied() -> None:
    assert "body=" in mailto("a@b.example", "s", "x" * 1900)
    assert "body=" not in mailto("a@b.example", "s", "x" * 2000)


# ---------------------------------------------------------------- who is written to


def test_every_interviewer_gets_a_note_of_their_own() -> None:
    one = interview("a", "2026-11-04 14:00", interviewers=(PRIYA, TOM))
    first, second = drafts_for(Kind.THANK_YOU, [one], context())
    assert (first.to, second.to) == (PRIYA, TOM)
    assert first.body.startswith("Hi Priya,\n\nThank you for taking the time")
    assert second.body.startswith("Hi Tom,\n")
    assert first.subject == "Thank you for your time – Data Engineer"
    assert first.body.count("[") == 1
    assert first.body.endswith("Kind regards,\nDana Okafor")
    assert first.mailto
    assert opened(first.mailto) == ("priya.raman@nimbus.example", first.subject, first.body)


def test_one_person_named_twice_is_thanked_once_and_with_the_address() -> None:
    one = interview("a", "2026-11-04 10:00", interviewers=(Person("priya raman"), PRIYA))
    two = interview("b", "2026-11-04 11:00", interviewers=(PRIYA, Person("P. Raman", PRIYA.email)))
    (draft,) = drafts_for(Kind.THANK_YOU, [two, one], context())
    assert draft.to.email == PRIYA.email


def test_neither_the_user_nor_the_agency_is_thanked_as_an_interviewer() -> None:
    people = (Person("Dana", "dana@example.com"), Person("dana okafor"), AGENT, Person("Otis Bell"), PRIYA)
    one = interview("a", "2026-11-04 14:00", interviewers=people, via_recruiter=True, recruiter=AGENT)
    assert [draft.to for draft in drafts_for(Kind.THANK_YOU, [one], context())] == [PRIYA]


def test_an_unknown_interviewer_gets_a_note_without_name_or_link() -> None:
    one = interview("a", "2026-11-04 14:00", interviewers=())
    (draft,) = drafts_for(Kind.THANK_YOU, [one], context())
    assert (draft.to, draft.mailto) == (Person(), None)
    assert draft.body.startswith("Hello,\n")
    described = only(proposal(one), Kind.THANK_YOU)
    assert described.summary == "Thank the Nimbus team today"
    assert "— Draft —" in described.description


def test_a_check_in_is_one_message_to_somebody_who_can_be_reached() -> None:
    one = interview("a", "2026-11-04 14:00", interviewers=(Person("Ansel Greer"), PRIYA, TOM))
    (draft,) = drafts_for(Kind.CHECK_IN, [one], context())
    assert draft.to == PRIYA


def test_a_check_in_goes_to_the_agency_where_one_is_involved() -> None:
    one = interview("a", "2026-11-04 14:00", via_recruiter=True, recruiter=AGENT)
    (draft,) = drafts_for(Kind.CHECK_IN, [one], context())
    assert draft.to == AGENT
    assert "heard anything from Nimbus since my interview on Wednesday 4 November" in draft.body


def test_a_draft_knows_what_its_application_knows() -> None:
    call = interview("a", "2026-11-02 14:00", via_recruiter=True, recruiter=AGENT, recruiter_only=True)
    met = interview("b", "2026-11-04 14:00")
    (application,) = applications(
        [call, met], [said("2026-11-05 09:00", company="nimbus", decision="2026-11-20")]
    )
    (alone,) = drafts_for(Kind.CHECK_IN, [met], context())
    (known,) = drafts_for(Kind.CHECK_IN, [met], context(), application)
    assert (alone.to, known.to) == (PRIYA, AGENT)
    assert "A decision was expected by Friday 20 November." in known.body
    assert (
        known.body
        in only(
            proposal(call, met, outcomes=[said("2026-11-05 09:00", company="nimbus", decision="2026-11-20")]),
            Kind.CHECK_IN,
        ).description
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in WITH_MAIL])
def test_what_is_no_message_has_no_draft(kind: Kind) -> None:
    assert drafts_for(kind, [interview("a", "2026-11-04 14:00")], context()) == ()


def test_a_large_panel_is_bounded() -> None:
    people = tuple(Person(f"Person {chr(65 + place)}", f"p{place}@nimbus.example") for place in range(26))
    one = interview("a", "2026-11-04 14:00", interviewers=people)
    assert len(drafts_for(Kind.THANK_YOU, [one], context())) == MOST_DRAFTS
    found = only(proposal(one), Kind.THANK_YOU)
    assert found.summary == "Thank Person A and 25 others (Nimbus) today"


def test_a_description_says_why_when_who_and_what_to_send() -> None:
    one = interview("a", "2026-11-04 14:00", "2026-11-04 15:00", interviewers=(PRIYA,))
    text = only(proposal(one), Kind.THANK_YOU).description
    order = [
        "You had an interview.",
        "When: Wednesday 4 November 2026, 14:00–15:00 (Europe/Berlin)",
        "Company: Nimbus",
        "Role: Data Engineer",
        "With: Priya Raman",
        "— Draft for Priya Raman —\nSubject: Thank you",
        "<mailto:priya.raman@nimbus.example?subject=",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert text.splitlines()[-1].startswith("<mailto:")


@pytest.mark.parametrize(
    ("start", "end", "when"),
    [
        ("2026-11-04 14:00", "2026-11-04 14:00", "Wednesday 4 November 2026, 14:00 (Europe/Berlin)"),
        (
            "2026-11-04 23:30",
            "2026-11-05 00:30",
            "Wednesday 4 November 2026, 23:30–Thursday 5 November 2026, 00:30 (Europe/Berlin)",
        ),
    ],
)
def test_times_are_told_in_the_users_zone(start: str, end: str, when: str) -> None:
    assert f"When: {when}\n" in only(proposal(interview("a", start, end)), Kind.THANK_YOU).description


def test_a_check_in_says_where_to_look_first_and_how_to_end_it() -> None:
    text = only(proposal(interview("a", "2026-11-04 14:00")), Kind.CHECK_IN).description
    assert "inbox" in text
    assert "spam folder" in text
    assert "delete or cancel this task" in text


def test_the_users_own_template_is_filled_with_cleaned_values_only() -> None:
    within = context({"thank_you": {"body": "Dear {{ first or 'all' }}, {{ company }}!"}})
    one = interview("a", "2026-11-04 14:00", company="{{ me }}\r\n{% if %}", interviewers=(PRIYA,))
    (draft,) = drafts_for(Kind.THANK_YOU, [one], within)
    assert draft.body == "Dear Priya, {{ me }} {% if %}!"
