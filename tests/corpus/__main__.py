"""``python -m tests.corpus [SET ...]``: how well events are judged, per language and per kind of decoy.

SET is ``dev`` or a file of ``more/`` such as ``more/first``; all of them without one. ``--errors`` lists each
wrong verdict with its evidence.
"""

from __future__ import annotations

import sys
from collections import Counter

from tests.corpus.events import SETS, Row, judged, predictions, rows
from tests.corpus.score import Score, score


def main(arguments: list[str]) -> int:
    names = [argument for argument in arguments if not argument.startswith("-")] or list(SETS)
    events = [row for name in names for row in rows(name)]
    result = score(events, predictions(events))
    say(report(result))
    if "--errors" in arguments:
        for row in events:
            if row["id"] in result.wrong:
                say(error(row))
    return 0


def say(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


def report(result: Score) -> list[str]:
    """The whole table, as lines."""
    lines = [
        f"events {result.events}",
        f"verdict    precision {result.precision:.3f}  recall {result.recall:.3f}"
        f"  tp {result.verdicts['tp']} fp {result.verdicts['fp']}"
        f" fn {result.verdicts['fn']} tn {result.verdicts['tn']}",
        f"hard decoys taken for interviews {result.rate(result.hard):.3f} of {result.hard[1]}",
        "",
        f"{'language':<10}{'recall':>8}{'':10}{'false alarms':>14}",
    ]
    for language in sorted(result.languages):
        found, all_, false, decoys = result.languages[language]
        lines.append(
            f"{language:<10}{result.rate((found, all_)):>8.2f} {f'{found}/{all_}':<9}{false:>6}/{decoys}"
        )
    lines += ["", f"{'decoy':<18}taken for an interview"]
    lines += [f"{kind:<18}{taken}/{all_}" for kind, (taken, all_) in sorted(result.decoys.items())]
    lines += ["", f"{'field':<28}right"]
    lines += [
        f"{name:<28}{result.rate(counts):.3f} ({counts[0]}/{counts[1]})"
        for name, counts in result.fields.items()
    ]
    lines += [f"{'interviewers, F1 by address':<28}{result.f1('mail'):.3f}"]
    lines += [f"{'interviewers, F1 by name':<28}{result.f1('person'):.3f}"]
    lines += ["", "stages confused (labelled -> given)"]
    lines += [f"  {want} -> {got}: {count}" for (want, got), count in Counter(result.stages).most_common(12)]
    return lines


def error(row: Row) -> list[str]:
    """One wrong verdict, with what it rests on."""
    detection = judged(row)
    best = max((*detection.interviews, *detection.others), key=lambda one: (one.score, one.id))
    lines = [f"{row['id']} {row['lang']} {row['label']} ({row['reason']}): {best.summary} {best.score}"]
    return lines + [f"    {piece.weight:+.2f} {piece.signal}: {piece.text}" for piece in best.evidence]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
