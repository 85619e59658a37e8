# SPDX-License-Identifier: MIT
"""A copy of the project, where one mutant after the other lives; the checkout is only read."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.alarm import EXIT
from tools.mutants.operators import Mutant
from wuxing.paths import BUILD, NODE_MODULES, ROOT

FOLDER = BUILD / "mutants"


@dataclass(frozen=True)
class Tested:
    """What tests said: `killed`, `timeout` or `survived`, the test, and whether all were asked."""

    outcome: str
    by: str = ""
    complete: bool = True


class Sandbox:
    """One worker's copy. `python` and libraries are the checkout's own."""

    def __init__(self, number: int, python: str = sys.executable) -> None:
        self.root = FOLDER / f"worker-{number}"
        self.python = python
        self.codes: dict[str, str] = {}
        self._running: subprocess.Popen | None = None

    # the copy

    def make(self) -> None:
        """Copies the project as it is now, and what is kept of its compilations."""
        shutil.rmtree(self.root, ignore_errors=True)
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        for name in filter(None, names):
            if (ROOT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.root / name, follow_symlinks=False)
        (self.root / "node_modules").symlink_to(NODE_MODULES)
        (self.root / ".venv").symlink_to(Path(sys.prefix))
        self._restore_artifacts()
        done = self._python("-c", "import wuxing; print(wuxing.__file__)")
        if not done.startswith(str(self.root)):
            raise RuntimeError(f"expected the copy's own wuxing in {self.root}, got {done.strip()}")

    def _restore_artifacts(self) -> None:
        # files of the cache are replaced, never written into: a link is as good as a copy
        kept = self.root / ".build" / "artifacts"
        kept.mkdir(parents=True, exist_ok=True)
        for path in (BUILD / "artifacts").glob("*-*"):
            if path.suffix in (".json", ".pickle") and not (kept / path.name).exists():
                with contextlib.suppress(OSError):
                    os.link(path, kept / path.name)

    @contextlib.contextmanager
    def broken(self, mutant: Mutant):
        """The mutant is in the copy, and afterwards is not."""
        path = self.root / mutant.file
        text = (ROOT / mutant.file).read_text()
        path.write_text(mutant.applied(text))
        try:
            yield
        finally:
            path.write_text(text)
            self._restore_artifacts()

    # what is asked of it

    def compile(self, names: list[str]) -> str:
        """`invalid`, `equivalent` or `differs`: what the contracts of the broken copy are."""
        known = {name: self.codes[name] for name in sorted(names, key=lambda n: len(self.codes[n]))}
        return self._compiled(known)["verdict"]

    def learn(self, names: list[str]) -> None:
        """Compiles contracts as they are, to compare with later."""
        self.codes |= self._compiled(dict.fromkeys(names))["codes"]

    def _compiled(self, known: dict) -> dict:
        return json.loads(self._python("-m", "tools.mutants.compiled", stdin=json.dumps(known)).splitlines()[-1])

    def test(self, tests: list[str], seconds: float, each: int) -> Tested:
        """Runs tests in their order until one fails, for so many seconds, `each` test for so many."""
        hung = self.root / ".build" / "hung"
        hung.unlink(missing_ok=True)
        command = [self.python, "-m", "pytest", "-p", "no:ape_test", "-p", "tools.mutants.alarm", "-x", "-q"]
        environment = self._environment() | {"MUTANTS_SECONDS": str(each), "MUTANTS_HUNG": str(hung)}
        try:
            code, said = self._run([*command, "--tb=line", "-rfE", *tests], environment, seconds)
        except subprocess.TimeoutExpired:
            return Tested("survived", "", complete=False)
        if code == EXIT:
            return Tested("timeout", hung.read_text() if hung.exists() else "")
        if code == 0 or code == 5:
            return Tested("survived")
        failed = re.search(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
        return Tested("killed", failed[1] if failed else (said.strip().splitlines() or [""])[-1][:200])

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "HYPOTHESIS_PROFILE")}
        return kept | {"PYTHONPATH": str(self.root)}

    def _python(self, *arguments: str, stdin: str = "") -> str:
        code, said = self._run([self.python, *arguments], self._environment(), 1_200, stdin, errors=subprocess.PIPE)
        if code:
            raise RuntimeError(f"{' '.join(arguments)[:80]}: {said[-2_000:]}")
        return said

    def _run(
        self, command: list[str], environment: dict, seconds: float, stdin: str = "", errors: int = subprocess.STDOUT
    ) -> tuple[int, str]:
        """A process and all that it started, in a session of their own, ended together."""
        self._running = subprocess.Popen(
            command,
            cwd=self.root,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        try:
            said, wrong = self._running.communicate(stdin, timeout=max(1.0, seconds))
            return self._running.returncode, said if self._running.returncode == 0 or not wrong else said + wrong
        finally:
            self.stop()

    def stop(self) -> None:
        """Ends what runs, and what that started."""
        if self._running is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()
