"""A month of a job search as the report sees it, hostile text included."""

from __future__ import annotations

from datetime import date

from calsync.model import Kind, OutcomeFact, Person, Stage, State, Word
from calsync.playbook import Application, Draft, applications, drafts_for
from calsync.report import FollowUp
from tests.factory import at, interview, playbook

HOSTILE = '<script>document.title="owned"</script><img src=x onerror=alert(1)>"\'&\u202egnp.exe\x1b[31m'

PRIYA = Person("Priya Raman", "priya@nimbus.example")
TOM = Person("Tom Becker", "tom@nimbus.example")
AGENT = Person("Alex Meyer", "alex@hirewell.example")

DATA = {"role": "Data Engineer"}
SCREEN = interview("screen@x", at(-20, 11), 30, stage=Stage.PHONE_SCREEN, interviewers=(PRIYA,), **DATA)
TECHNICAL = interview("tech@x", at(-10, 14), stage=Stage.TECHNICAL, interviewers=(TOM,), **DATA)
ONSITE = interview(
    "onsite@x", at(0, 6), 90, stage=Stage.ONSITE, interviewers=(PRIYA, TOM),
    decision_date=date(2026, 12, 4), **DATA,
)  # fmt: skip
AGENCY = interview(
    "agency@x", at(-6, 16), company="Glasswing", role="Analyst", stage=Stage.HIRING_MANAGER,
    via_recruiter=True, recruiter=AGENT, interviewers=(Person("Noor Haddad", "noor@glasswing.example"),),
)  # fmt: skip
PANEL = interview("panel@x", at(3, 10), 90, company="Glasswing", role="Analyst", stage=Stage.PANEL)
GONE = interview(
    "gone@x", at(2, 9), company="Glasswing", role="Analyst", active=False, inactive_reason="cancelled"
)  # fmt: skip
REJECTED = interview("no@x", at(-40, 9), company="Saltmarsh", interviewers=(Person("Kim Ito", None),))
ODD = interview(
    "odd@x", at(5, 9), company=HOSTILE, role=HOSTILE, summary=HOSTILE,
    interviewers=(Person(HOSTILE, "a@b.example"),),
)  # fmt: skip

INTERVIEWS = (SCREEN, TECHNICAL, ONSITE, AGENCY, PANEL, GONE, REJECTED, ODD)
OUTCOMES = (OutcomeFact(at(-30, 12), Word.REJECTED, company_key="saltmarsh"),)


def stories() -> tuple[Application, ...]:
    return applications(INTERVIEWS, OUTCOMES)


def follow_ups() -> tuple[FollowUp, ...]:
    def drafted(kind, *about):
        return drafts_for(kind, about, playbook())

    hostile = Draft(
        Person(HOSTILE, HOSTILE), HOSTILE, f"Hi,\n{HOSTILE}\n[{HOSTILE}]", "javascript:alert(document.domain)"
    )
    return (
        FollowUp(
            "b7k2mq", Kind.THANK_YOU, "Thank Priya Raman and Tom Becker (Nimbus) today", at(0, 12),
            State.OPEN, "Nimbus", "Two notes: make them different.", (ONSITE.id,), None,
            drafted(Kind.THANK_YOU, ONSITE),
        ),
        FollowUp(
            "c1xw9a", Kind.CHECK_IN, "Ask Alex Meyer about Glasswing", at(-1, 10),
            State.OPEN, "Glasswing", None, (AGENCY.id,), None, drafted(Kind.CHECK_IN, AGENCY),
        ),
        FollowUp(
            "e8t5ns", Kind.CHECK_IN, "No word from Nimbus by tonight? Ask", at(11, 17),
            State.OPEN, "Nimbus", None, (ONSITE.id,), None, drafted(Kind.CHECK_IN, ONSITE),
        ),
        FollowUp("m4hh2p", Kind.KEEP_GOING, "Line up the next opportunity", at(1, 10), State.OPEN),
        FollowUp(
            "h0st1l", Kind.THANK_YOU, HOSTILE, at(5, 12),
            State.OPEN, HOSTILE, HOSTILE, (ODD.id,), None, (hostile,), HOSTILE,
        ),
        FollowUp(
            "q2d0ne", Kind.THANK_YOU, "Thank Tom Becker (Nimbus) today", at(-10, 18),
            State.DONE, "Nimbus", None, (TECHNICAL.id,), at(-10, 19), drafted(Kind.THANK_YOU, TECHNICAL),
        ),
        FollowUp(
            "d3lete", Kind.THANK_YOU, "Deleted by the user", at(-20, 18), State.DELETED, "Nimbus", None,
            (SCREEN.id,),
        ),
    )  # fmt: skip
