"""The words of a follow-up: its title, its description, and the messages drafted for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calsync.model import Interview, Kind, Me, Person
from calsync.playbook.group import Context, Group, group_of, interviewers, tidy
from calsync.playbook.render import Language, language, render
from calsync.playbook.rounds import Application
from calsync.playbook.schedule import Calendar
from calsync.playbook.text import LINE, NAME, clean, first_name, mailto

MOST_DRAFTS = 12
"""A panel may be larger; nobody writes more notes than these, and a description has its limits."""

_TO_RECRUITER = frozenset({Kind.RECRUITER_THANKS})
_TO_EACH = frozenset({Kind.THANK_YOU})
_TO_ONE = frozenset({Kind.CHECK_IN, Kind.SECOND_CHECK_IN, Kind.REJECTION_THANKS})


@dataclass(frozen=True, slots=True)
class Draft:
    """A message ready to be looked over and sent by the user. Nothing is ever sent by calsync."""

    to: Person
    """Cleaned; without name and address where nobody is known."""
    subject: str
    body: str
    """Lines parted by LF; [square brackets] mark what the user has to fill in."""
    mailto: str | None
    """RFC 6068 link with to, subject and body; None without a valid address."""


@dataclass(frozen=True, slots=True)
class Text:
    summary: str
    description: str


def drafts_for(
    kind: Kind, members: Sequence[Interview], context: Context, application: Application | None = None
) -> tuple[Draft, ...]:
    """The messages of a follow-up about these interviews (at least one), in their language.

    ``application`` is what ``applications`` found them in: it may know of an agency or of a decision date
    that the members do not name themselves. Empty for a kind that has no message.
    """
    return drafts(kind, group_of(members, application, context.calendar), context)


def drafts(kind: Kind, group: Group, context: Context) -> tuple[Draft, ...]:
    texts = language(group.language)
    wording = {**texts.kinds[kind], **_own(kind, group, context)}
    if "body" not in wording:
        return ()
    values = _values(group, texts, context)
    people = _addressees(kind, group, context.me)
    made: list[Draft] = []
    for person in people[:MOST_DRAFTS]:
        name = person.name or ""
        mine: dict[str, str | bool] = {
            **values,
            "person": name,
            "first": first_name(name),
            "to_recruiter": group.recruiter is not None and kind not in _TO_EACH,
        }
        subject = clean(render(wording["subject"], mine), LINE)
        body = render(wording["body"], mine)
        link = mailto(person.email, subject, body) if person.email else None
        made.append(Draft(person, subject, body, link))
    return tuple(made)


def text(kind: Kind, group: Group, context: Context) -> Text:
    """Title and description as they are to stand in the target."""
    texts = language(group.language)
    if context.discreet:
        return Text(texts.kinds[kind]["discreet"], texts.labels["discreet"])
    wording = {**texts.kinds[kind], **_own(kind, group, context)}
    values = _values(group, texts, context)
    blocks = [render(wording["why"], values)]
    if kind is not Kind.KEEP_GOING:
        blocks.append(_facts(group, texts, context))
    blocks.append(render(wording["note"], values))
    blocks += [_shown(draft, texts) for draft in drafts(kind, group, context)]
    return Text(clean(render(wording["title"], values)), "\n\n".join(block for block in blocks if block))


def _own(kind: Kind, group: Group, context: Context) -> Mapping[str, str]:
    words = context.rules[kind].words(group.language, language(group.language).code)
    own = {
        "title": words.title,
        "why": words.why,
        "note": words.note,
        "subject": words.subject,
        "body": words.body,
    }
    return {name: value for name, value in own.items() if value is not None}


def _values(group: Group, texts: Language, context: Context) -> dict[str, str | bool]:
    """What templates may name; all of it cleaned."""
    names = tuple(person.name for person in interviewers(group, context.me) if person.name)
    last = max(context.calendar.last_day(one) for one in group.members)
    tasks = [one.deliverable for one in group.members if one.deliverable]
    agent = tidy(group.recruiter, context.me) if group.recruiter else None
    return {
        "me": clean(context.me.name, NAME),
        "company": clean(group.company, NAME),
        "role": clean(group.role, NAME),
        "people": texts.joined(names),
        "several": len(names) > 1,
        "recruiter": (agent.name or "") if agent else "",
        "agency": agent is not None,
        "day": texts.write(last, texts.day),
        "decision": texts.write(group.decision, texts.day) if group.decision else "",
        "task": clean(tasks[0].text) if tasks else "",
        "deadline": texts.write(tasks[0].due, texts.day) if tasks else "",
    }


def _addressees(kind: Kind, group: Group, me: Me) -> tuple[Person, ...]:
    """Whom to write to: nobody known gives one message without an address."""
    people = interviewers(group, me)
    agent = (tidy(group.recruiter, me),) if group.recruiter else ()
    if kind in _TO_EACH:
        return people or (Person(),)
    if kind in _TO_RECRUITER:
        return agent or (Person(),)
    if kind in _TO_ONE:
        reachable = tuple(person for person in people if person.email)
        return (agent or reachable or people or (Person(),))[:1]
    return (Person(),)


def _facts(group: Group, texts: Language, context: Context) -> str:
    """When and who, one line each."""
    labels = texts.labels
    shown = group.members[:MOST_DRAFTS]
    lines = [labels["row"].format(labels["when"], _time(one, texts, context.calendar)) for one in shown]
    names = [person.name or person.email or "" for person in interviewers(group, context.me)][:MOST_DRAFTS]
    agent = tidy(group.recruiter, context.me) if group.recruiter else Person()
    rows = (
        ("company", clean(group.company, NAME)),
        ("role", clean(group.role, NAME)),
        ("who", ", ".join(names)),
        ("recruiter", agent.name or agent.email or ""),
        ("decision", texts.write(group.decision, texts.full) if group.decision else ""),
    )
    return "\n".join([*lines, *(labels["row"].format(labels[key], value) for key, value in rows if value)])


def _time(interview: Interview, texts: Language, calendar: Calendar) -> str:
    first, last = calendar.first_day(interview), calendar.last_day(interview)
    days = texts.write(first, texts.full)
    if interview.all_day:
        return days if last == first else f"{days} – {texts.write(last, texts.full)}"
    start, end = calendar.local(interview.start), calendar.local(interview.end)
    until = f"{end:%H:%M}" if last == first else f"{texts.write(last, texts.full)}, {end:%H:%M}"
    hours = f"{start:%H:%M}" if start == end else f"{start:%H:%M}–{until}"
    return f"{days}, {hours} ({calendar.zone.key})"


def _shown(draft: Draft, texts: Language) -> str:
    who = draft.to.name or draft.to.email
    head = texts.labels["draft_to"].format(who) if who else texts.labels["draft"]
    parts = [f"— {head} —\n{texts.labels['row'].format(texts.labels['subject'], draft.subject)}", draft.body]
    if draft.mailto:
        parts.append(f"<{draft.mailto}>")
    return "\n\n".join(parts)
