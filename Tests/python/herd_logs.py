"""Reads herd7's logs, and says where two of them disagree.

As a script: python Tests/python/herd_logs.py EXPECTED.log ACTUAL.log
compares every test of EXPECTED.log that ACTUAL.log answers, and exits with 1 where one differs or is missing.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

State = frozenset  # of "0:r0=1" and "x=2": brackets around locations and the order do not matter


@dataclass
class Answer:
    """What a log says of one test."""

    name: str
    states: set[State] = field(default_factory=set)
    announced_states: int = 0
    verdict: str = ""
    positive: int = 0
    negative: int = 0
    undef: bool = False

    @property
    def executions(self) -> int:
        return self.positive + self.negative


def read(text: str) -> dict[str, Answer]:
    """The answers of a log by the tests' names, in the log's order."""
    answers: dict[str, Answer] = {}
    current: Answer | None = None
    states_left = 0
    for line in text.splitlines():
        if match := re.match(r"Test (\S+)", line):
            current = answers[match[1]] = Answer(match[1])
        elif current is None:
            continue
        elif match := re.match(r"States (\d+)", line):
            states_left = current.announced_states = int(match[1])
        elif states_left > 0:
            current.states.add(_state(line))
            states_left -= 1
        elif line in ("Ok", "No", "Undef"):
            current.verdict = line
            current.undef = current.undef or line == "Undef"
        elif line.startswith("Flag *undef*"):
            current.undef = True
        elif match := re.match(r"Positive: (\d+) Negative: (\d+)", line):
            current.positive, current.negative = int(match[1]), int(match[2])
    return answers


def _state(line: str) -> State:
    assignments = (part.strip() for part in line.split(";"))
    return frozenset(re.sub(r"\[(.*)\]", r"\1", part) for part in assignments if part)


def differences(expected: Answer, actual: Answer, compare_undef: bool) -> list[str]:
    """What `actual` says otherwise, a sentence each; empty where the two agree."""
    found = []
    for state in sorted(map(sorted, expected.states - actual.states)):
        found.append(f"misses the state {'; '.join(state)}")
    for state in sorted(map(sorted, actual.states - expected.states)):
        found.append(f"has the state {'; '.join(state)}, which herd7 has not")
    if len(actual.states) != actual.announced_states:
        found.append(f"announces {actual.announced_states} states and lists {len(actual.states)}")
    if expected.executions != actual.executions:
        found.append(f"counts {actual.executions} executions where herd7 counts {expected.executions}")
    elif (expected.positive, expected.negative) != (actual.positive, actual.negative):
        found.append(f"says Positive: {actual.positive} where herd7 says {expected.positive}")
    if compare_undef and expected.undef != actual.undef:
        found.append("says Undef and herd7 does not" if actual.undef else "does not say Undef as herd7 does")
    return found


def compare(expected: dict[str, Answer], actual: dict[str, Answer], compare_undef: bool) -> list[str]:
    """All differences on the tests of `expected`, each with its test's name."""
    found = []
    for name, answer in expected.items():
        if name in actual:
            found += [f"{name}: {what}" for what in differences(answer, actual[name], compare_undef)]
        else:
            found.append(f"{name}: no answer")
    return found


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    expected, actual = (read(Path(path).read_text()) for path in sys.argv[1:])
    found = compare(expected, actual, compare_undef=any(answer.undef for answer in expected.values()))
    for line in found:
        print(line)
    wrong = len({line.split(":")[0] for line in found})
    print(f"{len(expected) - wrong} of {len(expected)} tests agree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
