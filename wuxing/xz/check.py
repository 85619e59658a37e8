# SPDX-License-Identifier: MIT
"""`check xz-mine` (XZ-3, XZ-7 … XZ-14): the history of one NFTXZ, run on the contracts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from wuxing.check import CaseError, name_of, take, take_object, take_wei
from wuxing.engine import Receipt, Revert
from wuxing.engine.base import EmbeddedEngine
from wuxing.engine.revm import RevmEngine
from wuxing.suite import System, deploy
from wuxing.xz import stage

_DOES = ("stake", "settle", "topup", "exit")
_NODE = _TOKEN = 1
_LAST = 60 * 365 * 86_400
_NOTHING_DUE = ("Mine: no whole unit yet", "Mine: stopped, top up the fee")


def run(case: Any) -> list[dict[str, Any]]:
    """Totals so far, in wei, at each settle and exit: what miner and node got, gas burned, and the life left."""
    case = take_object(case, {"set", "phase", "events"})
    set_name, phase = take(case, "set", str), take(case, "phase", int)
    if set_name not in ("paper", "reconciled"):
        raise CaseError(f"'set': expected paper or reconciled, got {name_of(set_name)}")
    if phase not in range(4):
        raise CaseError(f"'phase': expected 0 to 3, got {phase}")
    events = [_take_event(event, number) for number, event in enumerate(take(case, "events", list), 1)]
    if any(later["t"] < event["t"] for event, later in pairwise(events)):
        raise CaseError("'events': expected times that do not fall")
    engine = RevmEngine()
    owner, miner, node = engine.account(0), engine.account(1), engine.account(2)
    system = deploy(engine, "xz", set_name, owner)
    _prepare(system, phase, miner, owner, node, sum(e["stake"] + e["fee"] for e in events))
    return _History(engine, system, miner).play(events)


def _take_event(event: Any, number: int) -> dict[str, Any]:
    try:
        event = take_object(event, {"t", "do", "stake", "fee"})
        time, does = take(event, "t", int), take(event, "do", str)
        if not 0 <= time <= _LAST:
            raise CaseError(f"'t': expected seconds from 0 to {_LAST}, got {time}")
        if does not in _DOES:
            raise CaseError(f"'do': expected one of {', '.join(_DOES)}, got {name_of(does)}")
        if does in ("settle", "exit"):
            take_object(event, {"t", "do"})
        amounts = {name: take_wei(event, name, "0") for name in ("stake", "fee")}
    except CaseError as error:
        raise CaseError(f"event {number}: {error}") from error
    return {"t": time, "do": does, **amounts}


def _prepare(system: System, phase: int, miner: Any, owner: Any, node: Any, needed: int) -> None:
    """One token, one hosting node, and a mine at the start of the phase whose XZ the miner can use."""
    minted = stage.start_of_phase(system, phase)
    funds = min(needed, minted)
    stage.set_minted(system, minted, {miner.address: funds, owner.address: minted - funds})
    system.mine.add_node(node, sender=owner)
    system.nft.mint(miner, b"\1".rjust(32, b"\0"), 0, 0, node.address, _NODE, sender=owner)
    system.mine.invite(miner, True, sender=owner)
    system.token.approve(system.mine, 2**256 - 1, sender=miner)


class _History:
    """Plays the events and keeps the totals that the contracts' events tell."""

    def __init__(self, engine: EmbeddedEngine, system: System, miner: Any):
        self.engine, self.system, self.miner = engine, system, miner
        self.output = self.node = self.burned = 0

    def play(self, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The result of each settle and exit."""
        results = []
        start = self.engine.time
        for number, event in enumerate(events, 1):
            self.engine.hold(start + event["t"])
            try:
                self._do(event)
            except Revert as refusal:
                raise CaseError(f"event {number}: the contract refuses to {event['do']}: {refusal.reason}") from None
            if event["do"] in ("settle", "exit"):
                results.append(self._so_far(event["t"]))
        return results

    def _do(self, event: dict[str, Any]) -> None:
        mine = self.system.mine
        if mine.life_of(_TOKEN) == 0:
            return  # used up: it has ended like an exit, and nothing can be done with it any more
        if event["do"] == "stake":
            mine.stake(_TOKEN, event["stake"], event["fee"], sender=self.miner)
        elif event["do"] == "topup" and not mine.pending(_TOKEN)["used_up"]:
            self._count(mine.top_up(_TOKEN, event["stake"], event["fee"], sender=self.miner))
        elif event["do"] == "exit" and not mine.pending(_TOKEN)["used_up"]:
            self._count(mine.exit(_TOKEN, sender=self.miner))
        else:
            self._settle()

    def _settle(self) -> None:
        try:
            self._count(self.system.mine.settle(_TOKEN, sender=self.miner))
        except Revert as refusal:
            if refusal.reason not in _NOTHING_DUE:
                raise

    def _count(self, receipt: Receipt) -> None:
        for event in receipt.named("Settled"):
            self.output += event.output
            self.burned += event.burned
        self.node = self.system.mine.node_account(_NODE)[1]

    def _so_far(self, time: int) -> dict[str, Any]:
        return {
            "t": time,
            "miner": str(self.output - self.node),
            "node": str(self.node),
            "burned": str(self.burned),
            "life": str(self.system.mine.life_of(_TOKEN)),
        }
