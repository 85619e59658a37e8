# SPDX-License-Identifier: MIT
"""Transactions per second on each engine: a settlement of one day (XZ-7), and one that reverts.

Limit: the same calldata handed to the library below (titanoboa's Env, pyrevm's EVM, Anvil's RPC), with the clock set
as a scenario needs it, and nothing decoded. Peer: the library's own contract objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import speed
from benchmarks.speed import Speed, per_second
from wuxing.engine import Engine, Revert, open_engine
from wuxing.suite import System, plan

DAY = 86_400
CONTRACTS = ("token", "mine", "nft")
TOKENS = 64


class Settling:
    """A mine in phase 0 with 64 tokens, and calldata that settles one after the other, a day a round."""

    def __init__(self, engine: Engine):
        deployer, owner, registrar, guardian, self.miner, self.keeper = (engine.account(i) for i in range(6))
        roles = {"owner": owner.address, "registrar": registrar.address, "guardian": guardian.address}
        made = plan(engine, "xz", "paper", deployer, roles)
        made.deploy(CONTRACTS)
        self.engine, self.xz = engine, made.system
        self._fill(self.xz, owner, registrar)
        self._turn = self._turns()

    def _fill(self, xz: System, owner: Any, registrar: Any) -> None:
        xz.mine.add_node(owner, sender=owner)
        xz.mine.invite(self.miner, True, sender=owner)
        for number in range(1, TOKENS + 1):
            chip = f"0x{number + 10**6:040x}"
            xz.nft.mint(self.miner, number.to_bytes(32, "big"), 0, 0, chip, 1, sender=registrar)
        xz.mine.stake_batch(list(range(1, TOKENS + 1)), 0, 0, sender=self.miner)

    def _turns(self) -> Iterator[int]:
        while True:
            self.engine.advance(DAY)
            yield from range(1, TOKENS + 1)

    def next(self) -> int:
        """The token that may settle now; the clock has been moved on for it."""
        return next(self._turn)

    def settle(self) -> None:
        """One settlement through the engine, its events decoded."""
        events = self.xz.mine.settle(self.next(), sender=self.keeper).named("Settled")
        assert events[0].units == 1

    def refused(self) -> None:
        """One settlement that reverts: no whole unit has passed. The caller has just settled this token."""
        try:
            self.xz.mine.settle(TOKENS, sender=self.keeper)
        except Revert as error:
            assert error.reason == "Mine: no whole unit yet"
        else:
            raise AssertionError("expected a revert")

    def calldata(self) -> bytes:
        """Of the next settlement."""
        return self.xz.mine.settle.encode(self.next())

    def finish_round(self) -> None:
        """Settles up to the last token, so that `refused` is refused."""
        while self.next() != TOKENS:
            pass
        self.xz.mine.settle(TOKENS, sender=self.keeper)


def _row(name: str, s: Settling, raw: Callable[[], Any], library: str, peer: Any = None) -> list[Speed]:
    limit, ours = per_second(raw), per_second(s.settle)
    theirs = per_second(peer) if peer else None
    s.finish_round()
    refused = per_second(s.refused)
    return [
        Speed(f"{name}: settle", ours, limit, f"bare {library}", theirs, f"{library}'s contract" if peer else ""),
        Speed(f"{name}: expected revert", refused, limit, f"bare {library}, no revert"),
    ]


def _titanoboa() -> list[Speed]:
    import boa

    from wuxing.engine.artifacts import source_of, vyper_deployer

    engine: Any = open_engine("titanoboa")
    s = Settling(engine)
    with boa.swap_env(engine.env):
        contract = vyper_deployer(source_of("XZMine")).at(s.xz.mine.address)

    def tick() -> None:
        engine.env.evm.patch.timestamp = engine.time

    def raw() -> None:
        data = s.calldata()
        tick()
        engine.env.execute_code(to_address=s.xz.mine.address, sender=s.keeper.address, data=data, is_modifying=True)

    def peer() -> None:
        token_id = s.next()
        tick()
        contract.settle(token_id, sender=s.keeper.address)

    with boa.swap_env(engine.env):
        return _row("titanoboa", s, raw, "titanoboa", peer)


def _revm() -> list[Speed]:
    from pyrevm import BlockEnv

    engine: Any = open_engine("revm")
    s = Settling(engine)

    def raw() -> None:
        data = s.calldata()
        engine.evm.set_block_env(BlockEnv(number=engine.block_number, timestamp=engine.time, gas_limit=3 * 10**9))
        engine.evm.message_call(s.keeper.address, s.xz.mine.address, data, 0, 3 * 10**8)
        engine.evm.reset_transient_storage()

    return _row("revm", s, raw, "pyrevm")


def _anvil() -> list[Speed]:
    import ape
    from ape.contracts import ContractInstance
    from ape.logging import logger
    from ethpm_types import ContractType

    logger.set_level("WARNING")
    with ape.networks.parse_network_choice("ethereum:local:foundry"):
        engine: Any = open_engine("ape")
        s = Settling(engine)
        contract = ContractInstance(s.xz.mine.address, ContractType.model_validate({"abi": s.xz.mine.artifact.abi}))
        keeper = ape.accounts.test_accounts[5]

        def raw() -> None:
            data = s.calldata()
            fields = {"from": s.keeper.address, "to": s.xz.mine.address, "data": "0x" + data.hex(), "gas": hex(2**24)}
            sent = engine._rpc("eth_sendTransaction", fields | {"gasPrice": "0x0"})
            engine._rpc("evm_mine", {"timestamp": hex(engine.time), "blocks": 1})
            assert engine._rpc("eth_getTransactionReceipt", sent)["status"] == "0x1"
            engine._time += 1

        def peer() -> None:
            token_id = s.next()
            engine._rpc("evm_setNextBlockTimestamp", engine.time)
            engine._rpc("evm_setAutomine", True)  # ape waits for its transaction
            contract.settle(token_id, sender=keeper)
            engine._rpc("evm_setAutomine", False)
            engine._time += 1

        return _row("Anvil", s, raw, "Anvil RPC", peer)


def run() -> list[Speed]:
    """titanoboa, revm, Anvil."""
    rows = []
    for name, measured in (("titanoboa", _titanoboa), ("revm", _revm), ("Anvil", _anvil)):
        speed.progress(f"the engine {name}")
        rows += measured()
    return rows


def show(rows: list[Speed]) -> None:
    """The table in the terminal."""
    speed.show("Engines: transactions", rows)
