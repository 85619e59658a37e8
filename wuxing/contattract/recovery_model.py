# SPDX-License-Identifier: MIT
"""Recovery as plain Python (CNT-18): the executable specification of Recovery.vy. Times in seconds, CNT in wei."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from wuxing.refused import Refused

NONE, FIRST, CANCELLED, FINAL, MOVED = range(5)
"""Phases of an account: nothing goes on; a move that it may cancel; cancelled; a move that nobody may cancel; moved."""
NOBODY = "0x" + "00" * 20
LINE = 15
"""Moves one after the other, at most."""


@dataclass
class Circle:
    """Guardians, and how many of them must agree; in force since a second."""

    guardians: tuple[str, ...] = ()
    threshold: int = 0
    since: int = 0


@dataclass
class Account:
    """What is known of one account."""

    phase: int = NONE
    to: str = NOBODY
    at: int = 0
    balance: int = 0
    circle: Circle = field(default_factory=Circle)
    next: Circle | None = None
    approvals: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """New address -> who agrees at this turn."""
    accepted: set[str] = field(default_factory=set)
    """New addresses that agree at this turn."""
    line: int = 0
    """Moves, one after the other, that lead here."""

    def next_turn(self) -> None:
        """Who agreed has to agree again."""
        self.approvals.clear()
        self.accepted.clear()


@dataclass
class Recovery:
    """Every account; `delay`, `answer` and `rest` as in params/contattract.toml."""

    delay: int
    answer: int
    rest: int
    accounts: dict[str, Account] = field(default_factory=lambda: defaultdict(Account))

    def _at(self, name: str, now: int) -> Account:
        """An account, its next guardians in force if it is time."""
        account = self.accounts[name]
        if account.next and account.next.since <= now:
            account.circle, account.next = account.next, None
            account.next_turn()
        return account

    def frozen(self, name: str, now: int) -> bool:
        """Outflows stop during a move, while a cancelled one may be answered, and for ever after one."""
        account = self.accounts[name]
        return now < account.at if account.phase == CANCELLED else account.phase != NONE

    def successor(self, name: str) -> str:
        """Where an account moved."""
        account = self.accounts[name]
        return account.to if account.phase == MOVED else NOBODY

    def set_guardians(self, name: str, guardians: tuple[str, ...], threshold: int, now: int) -> None:
        """New guardians, in force after the delay unless a move starts before."""
        account = self._at(name, now)
        _require(not self.frozen(name, now), "Recovery: account is frozen")
        before = 0
        for guardian in guardians:
            _require(int(guardian, 16) > before, "Recovery: guardians do not rise")
            _require(guardian != name, "Recovery: guardian of itself")
            before = int(guardian, 16)
        enough = 0 < threshold <= len(guardians) or threshold == len(guardians) == 0
        _require(enough, "Recovery: threshold out of range")
        account.next = Circle(guardians, threshold, now + self.delay)

    def approve(self, name: str, to: str, agreeing: list[str], now: int) -> None:
        """Guardians agree to a move; with enough of them it starts if the new address accepted, final if it answers."""
        account = self._at(name, now)
        _require(account.phase != MOVED, "Recovery: account has moved")
        _require(account.phase not in (FIRST, FINAL), "Recovery: a move is under way")
        answering = account.phase == CANCELLED and now < account.at
        rested = account.phase == NONE or now >= account.at + self.rest
        _require(answering or rested, "Recovery: guardians have to rest")
        _require(to not in (NOBODY, name), "Recovery: no new address")
        _require(not self.frozen(to, now), "Recovery: new address is frozen")
        circle = account.circle
        _require(circle.threshold > 0, "Recovery: account has no guardians")
        for guardian in agreeing:
            _require(not self.frozen(guardian, now), "Recovery: guardian is frozen")
            _require(guardian in circle.guardians, "Recovery: not a guardian")
        agreed = account.approvals[to] | set(agreeing)
        enough = len(agreed) >= circle.threshold
        _require(not enough or to in account.accepted, "Recovery: new address has not accepted")
        _require(not enough or account.line < LINE, "Recovery: too many moves")
        account.approvals[to] = agreed
        if enough:
            account.phase, account.to, account.at = (FINAL if answering else FIRST), to, now + self.delay
            account.next = None
            account.next_turn()
            self.accounts[to].line = max(self.accounts[to].line, account.line + 1)

    def accept(self, name: str, to: str, now: int) -> None:
        """A new address agrees that an account moves to it."""
        _require(to != name, "Recovery: no new address")
        self._at(name, now).accepted.add(to)

    def decline(self, name: str, to: str, now: int) -> None:
        """A new address takes that back."""
        account = self._at(name, now)
        _require(to in account.accepted, "Recovery: not accepted")
        account.accepted.discard(to)

    def retract(self, name: str, to: str, guardian: str, now: int) -> None:
        """A guardian takes its approval back before the move starts."""
        account = self._at(name, now)
        _require(account.phase in (NONE, CANCELLED), "Recovery: move has started")
        _require(guardian in account.circle.guardians, "Recovery: not a guardian")
        _require(guardian in account.approvals[to], "Recovery: not approved")
        account.approvals[to].discard(guardian)

    def cancel(self, name: str, now: int) -> None:
        """The account ends its first move while the delay runs."""
        account = self._at(name, now)
        _require(account.phase != FINAL, "Recovery: cancelled before")
        _require(account.phase == FIRST, "Recovery: no move to cancel")
        _require(now < account.at, "Recovery: delay is over")
        account.phase, account.to, account.at = CANCELLED, NOBODY, now + self.answer

    def execute(self, name: str, now: int) -> None:
        """Anybody ends a move whose delay is over."""
        account = self._at(name, now)
        _require(account.phase in (FIRST, FINAL), "Recovery: no move to execute")
        _require(now >= account.at, "Recovery: delay is not over")
        account.phase = MOVED

    def deposit(self, name: str, amount: int) -> None:
        """CNT that follows the account."""
        _require(name != NOBODY, "Recovery: zero address")
        _require(amount > 0, "Recovery: nothing to deposit")
        self.accounts[name].balance += amount

    def withdraw(self, name: str, amount: int, now: int) -> None:
        """The account takes CNT out, unless it is frozen."""
        _require(not self.frozen(name, now), "Recovery: account is frozen")
        _require(amount > 0, "Recovery: nothing to withdraw")
        _require(amount <= self.accounts[name].balance, "Recovery: more than the balance")
        self.accounts[name].balance -= amount

    def follow(self, old: str) -> None:
        """What is held for an account that moved goes to its successor."""
        account = self.accounts[old]
        _require(account.phase == MOVED, "Recovery: account has not moved")
        _require(account.balance > 0, "Recovery: nothing to follow")
        self.accounts[account.to].balance += account.balance
        account.balance = 0


def _require(condition: bool, reason: str) -> None:
    """Refuses with the contract's revert string."""
    if not condition:
        raise Refused(reason)
