# SPDX-License-Identifier: MIT
"""The treasury as plain Python: all keyholders sign, and the council replaces a lost key after a delay (ZZM-4).

The executable specification of contracts/zzm/KeyRecovery.vy, and of what is used of Safe's contracts. Amounts in the
coin's smallest unit, times in seconds, accounts by address. `Refused` carries the revert reason, in the order in which
the contracts look; Safe's own are its codes (GS020: too few signatures, GS026: one of them is no keyholder's or is of
something else, GS013: the call failed, GS104: the module is not enabled).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wuxing.refused import Refused
from wuxing.zzm.treasury import SENTINEL

ZERO = f"0x{0:040x}"


@dataclass(frozen=True)
class Call:
    """What a Safe transaction does: `pay` (to, amount), `swap` (old key, new key), `disable` (the recovery module)."""

    kind: str
    terms: tuple = ()


@dataclass
class Safe:
    """A Safe with one module, and what it holds of one coin."""

    address: str
    keys: list[str]
    """In the Safe's own order."""
    held: int = 0
    enabled: bool = True
    nonce: int = 0

    def __post_init__(self) -> None:
        self.threshold = len(self.keys)

    def execute(self, call: Call, signatures: Sequence[tuple[str, Call, int]]) -> None:
        """A call with signatures, each by a key, of a call and a nonce; every keyholder has to have signed this one."""
        _require(len(signatures) >= self.threshold, "GS020")
        signed = {key for key, what, nonce in signatures if (what, nonce) == (call, self.nonce)}
        _require(len(signatures) == len(signed) == len(signed & set(self.keys)), "GS026")
        try:
            getattr(self, f"_{call.kind}")(*call.terms)
        except Refused:
            raise Refused("GS013") from None
        self.nonce += 1

    def swap_by_module(self, old: str, new: str) -> None:
        """What the recovery module does."""
        _require(self.enabled, "GS104")
        self._swap(old, new)

    def _pay(self, _to: str, amount: int) -> None:
        _require(amount <= self.held, "InsufficientBalance")
        self.held -= amount

    def _swap(self, old: str, new: str) -> None:
        _require(new not in (ZERO, SENTINEL, self.address), "GS203")
        _require(new not in self.keys, "GS204")
        _require(old in self.keys, "GS205")
        self.keys[self.keys.index(old)] = new

    def _disable(self) -> None:
        _require(self.enabled, "GS103")
        self.enabled = False


@dataclass
class KeyRecovery:
    """The module: one replacement at a time."""

    owner: str
    safe: Safe
    delay: int
    window: int
    """Seconds after the delay in which a replacement can be carried out; then it is void."""
    lost: str = ZERO
    replacement: str = ZERO
    ready: int = 0

    def __post_init__(self) -> None:
        self.objected: set[str] = set()

    def propose(self, lost: str, replacement: str, now: int, by: str) -> None:
        """Begins a replacement, unless another waits."""
        _require(by == self.owner, "ownable: caller is not the owner")
        _require(self.lost == ZERO or now > self.ready + self.window, "KeyRecovery: another one waits")
        _require(lost in self.safe.keys, "KeyRecovery: not a key")
        barred = (ZERO, SENTINEL, self.safe.address, *self.safe.keys)
        _require(replacement not in barred, "KeyRecovery: replacement is no new key")
        self.lost, self.replacement, self.ready = lost, replacement, now + self.delay

    def object(self, now: int, by: str) -> None:
        """The key that is to go shows that it is not lost, once, while the replacement is open."""
        _require(by == self.lost, "KeyRecovery: not the key to go")
        _require(now <= self.ready + self.window, "KeyRecovery: too late")
        _require(by in self.safe.keys, "KeyRecovery: not a key")
        _require(by not in self.objected, "KeyRecovery: has objected before")
        self.objected.add(by)
        self._clear()

    def cancel(self, by: str) -> None:
        """The council thinks better of it."""
        _require(by == self.owner, "ownable: caller is not the owner")
        _require(self.lost != ZERO, "KeyRecovery: none waits")
        self._clear()

    def execute(self, now: int) -> None:
        """Anyone, from `ready` on while the window is open."""
        _require(self.lost != ZERO, "KeyRecovery: none waits")
        _require(now >= self.ready, "KeyRecovery: delay is not over")
        _require(now <= self.ready + self.window, "KeyRecovery: too late")
        try:
            self.safe.swap_by_module(self.lost, self.replacement)
        except Refused as refused:
            # a disabled module is turned away; a swap that fails is answered with "no"
            raise refused if str(refused) == "GS104" else Refused("KeyRecovery: the safe refused") from None
        self._clear()

    def _clear(self) -> None:
        self.lost, self.replacement, self.ready = ZERO, ZERO, 0


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)
