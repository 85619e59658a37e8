# SPDX-License-Identifier: MIT
"""Draws mutants, asks the tests about each, and writes every answer down as it comes; the same command goes on."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.operators import Mutant, candidates
from tools.mutants.reach import asked_about, files, is_other_python, reaching
from tools.mutants.sandbox import Sandbox, Tested
from wuxing.interfaces import contracts
from wuxing.paths import OUT, ROOT

CONTRACTS = 0.7
"""Share of mutants in contracts/; the rest in Python."""
VALID = ("killed", "timeout", "survived")


@dataclass(frozen=True)
class Limits:
    """How much is asked: mutants, seconds for all, for one, and for one test."""

    count: int
    seconds: float
    each: float
    test: int


def drawn(seed: int, only: str = "") -> Iterator[Mutant]:
    """Mutants without end in the seed's order: first contract or Python, then an operator, then a place."""
    chance = random.Random(seed)
    pools = []
    for names in files():
        by_kind: dict[str, list[Mutant]] = {}
        for name in names:
            if only in name:
                for mutant in candidates(name, (ROOT / name).read_text()):
                    by_kind.setdefault(mutant.kind, []).append(mutant)
        for kind in sorted(by_kind):
            chance.shuffle(by_kind[kind])
        pools.append(by_kind)
    while any(pools):
        pool = pools[0] if pools[0] and (not pools[1] or chance.random() < CONTRACTS) else pools[1]
        kind = chance.choice(sorted(pool))
        yield pool[kind].pop()
        if not pool[kind]:
            del pool[kind]


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The interval that holds a share with 95%, by Wilson's score."""
    if not whole:
        return 0.0, 1.0
    z, share = 1.959964, part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    reach = z / (1 + z * z / whole) * (share * (1 - share) / whole + z * z / (4 * whole * whole)) ** 0.5
    return max(0.0, middle - reach) if part else 0.0, min(1.0, middle + reach) if part < whole else 1.0


class Record:
    """One line of JSON for each mutant, in out/mutants; a line that a kill cut off is dropped when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: dict[str, dict] = {}
        self._lock = threading.Lock()
        if path.exists():
            whole = []
            for line in path.read_text().splitlines():
                try:
                    entry = json.loads(line)
                    self.done[entry["id"]] = entry
                    whole.append(line)
                except (ValueError, KeyError, TypeError):
                    continue
            if "".join(f"{line}\n" for line in whole) != path.read_text():
                path.write_text("".join(f"{line}\n" for line in whole))

    def add(self, entry: dict) -> None:
        """Writes a mutant's line."""
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a") as file:
                file.write(json.dumps(entry) + "\n")
            self.done[entry["id"]] = entry


class Hunt:
    """A sample of mutants with one seed."""

    def __init__(
        self,
        seed: int,
        limits: Limits,
        workers: int,
        only: str,
        say: Callable[[str], None],
        folder: Path = OUT / "mutants",
    ) -> None:
        self.seed, self.limits, self.only, self.say = seed, limits, only, say
        self.record = Record(folder / f"seed-{seed}.jsonl")
        self.sandboxes = [Sandbox(number) for number in range(workers)]
        self._draw = drawn(seed, only)
        self._lock = threading.Lock()
        self._seen: list[str] = []
        self._good: dict[str, bool] = {}
        self._until = 0.0
        self._stopped = False

    def run(self) -> None:
        """Until there are enough mutants, or the time is over; a signal ends it with all lines written."""
        self.say(f"copying the project for {len(self.sandboxes)} workers, and compiling what is not kept")
        names = [p.stem for p in contracts() if not self.only or any(self.only in f for f in _sources(p.stem))]
        for i, sandbox in enumerate(self.sandboxes):
            sandbox.make()
            if i == 0:
                sandbox.learn(names)
            sandbox.codes = self.sandboxes[0].codes
        self._until = time.monotonic() + self.limits.seconds
        try:
            with ThreadPoolExecutor(len(self.sandboxes)) as pool:
                for work in [pool.submit(self._work, sandbox) for sandbox in self.sandboxes]:
                    work.result()
        finally:
            self._stopped = True
            for sandbox in self.sandboxes:
                sandbox.stop()

    def _next(self) -> Mutant | None:
        with self._lock:
            while not self._stopped and time.monotonic() < self._until and self._valid() < self.limits.count:
                mutant = next(self._draw, None)
                if mutant is None:
                    return None
                self._seen.append(mutant.id)
                if mutant.id not in self.record.done:
                    return mutant
            return None

    def _valid(self) -> int:
        return sum(self.record.done.get(i, {}).get("outcome") in VALID for i in self._seen)

    def _work(self, sandbox: Sandbox) -> None:
        while (mutant := self._next()) is not None:
            began = time.monotonic()
            tested = self._judge(sandbox, mutant)
            if self._stopped or tested is None:
                return
            text = (ROOT / mutant.file).read_text()
            entry = {
                "id": mutant.id,
                "file": mutant.file,
                "line": mutant.line,
                "operator": mutant.kind,
                "diff": mutant.diff(text),
                "outcome": tested.outcome,
                "by": tested.by,
                "complete": tested.complete,
                "seconds": round(time.monotonic() - began, 1),
            }
            self.record.add(entry)
            if tested.outcome in VALID:
                self.say(
                    f"{self._valid():>4}/{self.limits.count}  {tested.outcome:<9}{mutant.kind:<11}"
                    f"{mutant.file}:{mutant.line}  {tested.by}  {entry['seconds']:.0f} s"
                )

    def _judge(self, sandbox: Sandbox, mutant: Mutant) -> Tested | None:
        """What becomes of a mutant; None where the time was over before that was known."""
        text = (ROOT / mutant.file).read_text()
        if mutant.file.endswith(".py"):
            other = is_other_python(text, mutant.applied(text))
            if not other:
                return Tested("invalid" if other is None else "equivalent")
        tests = asked_about(mutant.file, mutant.line)
        with sandbox.broken(mutant):
            if not mutant.file.endswith(".py"):
                verdict = sandbox.compile(reaching(mutant.file))
                if verdict != "differs":
                    return Tested(verdict)
            left = self._until - time.monotonic()
            if left <= 0:
                return None
            tested = sandbox.test(tests, min(self.limits.each, left), self.limits.test) if tests else Tested("survived")
        if not tested.complete and time.monotonic() >= self._until:
            return None
        if tested.outcome == "killed" and not self._is_good(sandbox, tested.by):
            return Tested("unclear", tested.by)
        return tested

    def _is_good(self, sandbox: Sandbox, test: str) -> bool:
        """Whether a test that failed passes where nothing is broken; asked once of each."""
        if test not in self._good:
            self._good[test] = sandbox.test([test.partition("[")[0]], self.limits.each, self.limits.test * 2) == Tested(
                "survived"
            )
        return self._good[test]

    # what came of it

    def summary(self) -> str:
        """The score with its interval, by operator, and every survivor."""
        chosen = [self.record.done[i] for i in self._seen if i in self.record.done]
        valid = [entry for entry in chosen if entry["outcome"] in VALID]
        dead = [entry for entry in valid if entry["outcome"] != "survived"]
        low, high = wilson(len(dead), len(valid))
        others = Counter(entry["outcome"] for entry in chosen if entry["outcome"] not in VALID)
        lines = [
            f"seed {self.seed}: {len(dead)} of {len(valid)} valid mutants killed, "
            f"{len(dead) / max(1, len(valid)):.1%} (95% interval {low:.1%} to {high:.1%}); "
            f"not counted: {', '.join(f'{count} {what}' for what, count in sorted(others.items())) or 'none'}"
        ]
        for kind in sorted({entry["operator"] for entry in valid}):
            of = [entry for entry in valid if entry["operator"] == kind]
            lines.append(f"  {kind:<11}{sum(e['outcome'] != 'survived' for e in of)} of {len(of)}")
        for entry in (e for e in valid if e["outcome"] == "survived"):
            note = "" if entry["complete"] else " (not every test was asked: the time for one mutant was over)"
            lines += [f"survived: {entry['file']}:{entry['line']} {entry['operator']}{note}", entry["diff"]]
        return "\n".join(lines)


def _sources(name: str) -> list[str]:
    from tools.mutants.reach import _reached

    return [str(path.relative_to(ROOT)) for path in _reached(name) if ROOT in path.parents]
