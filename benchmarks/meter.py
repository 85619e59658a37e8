# SPDX-License-Identifier: MIT
"""Gas of a transaction and its limit: the least that the EVM lets the same change cost.

    limit = 21,000 + calldata + logs + 5,000 per slot whose value changed + 2,600 per other contract reached

All parts are read off the transaction itself: the slots it wrote (and kept changed), the accounts it called, the logs
it left. A slot that was empty costs 22,100, one that is cleared gives 4,800 back (at most a fifth of the gas), as the
EVM has it. Reading, computing, and slots that come out as they were are not in the limit: a contract that needs
none of them cannot be cheaper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from boa.vm import py_evm
from eth_utils import to_checksum_address

from wuxing.engine.base import Log, Method, Receipt
from wuxing.engine.titanoboa import TitanoboaEngine

INTRINSIC = 21_000
CHANGED_SLOT = 5_000
NEW_SLOT = 22_100
CLEARED_REFUND = 4_800
COLD_ACCOUNT = 2_600
_SSTORE = 0x55
_CALLS = (0xF1, 0xF2, 0xF4, 0xFA)
_LAST_PRECOMPILE = 0x100


def calldata_gas(data: bytes) -> int:
    """4 for a zero byte, 16 for another."""
    return sum(16 if byte else 4 for byte in data)


def log_gas(log: Log) -> int:
    """375, 375 per topic, 8 per byte."""
    return 375 + 375 * len(log.topics) + 8 * len(log.data)


@dataclass
class Touched:
    """What a transaction wrote and whom it called."""

    slots: dict[tuple[str, int], int] = field(default_factory=dict)
    """(address, slot) -> value before the transaction."""
    accounts: set[str] = field(default_factory=set)


@contextmanager
def watching(engine: TitanoboaEngine) -> Iterator[Touched]:
    """Notes every slot written and every account called by the transactions inside."""
    touched = Touched()
    opcodes = engine.env.evm.vm.state.computation_class.opcodes

    def noting(opcode: int, note: Callable[[Any], None]) -> None:
        inner = opcodes[opcode]

        def run(computation: Any) -> Any:
            note(computation)
            return inner(computation)

        run.mnemonic = inner.mnemonic  # py-evm names the opcode in its log
        py_evm.patch_opcode(opcode, run)

    def note_write(computation: Any) -> None:
        account = to_checksum_address(computation.msg.storage_address)
        slot = _integer(computation._stack.values[-1])
        touched.slots.setdefault((account, slot), engine.storage(account, slot))

    def note_call(computation: Any) -> None:
        touched.accounts.add(to_checksum_address(_integer(computation._stack.values[-2]).to_bytes(32, "big")[12:]))

    noting(_SSTORE, note_write)
    for opcode in _CALLS:
        noting(opcode, note_call)
    try:
        yield touched
    finally:
        for opcode in (_SSTORE, *_CALLS):
            del py_evm._opcode_overrides[opcode]


def _integer(item: Any) -> int:
    return item if isinstance(item, int) else int.from_bytes(item, "big")


@dataclass(frozen=True)
class Measured:
    """One transaction: its gas, its limit, and the limit's parts."""

    gas: int
    limit: int
    calldata: int
    logs: int
    changed: int
    new: int
    cleared: int
    accounts: int

    @property
    def parts(self) -> str:
        """The limit in words."""
        slots = [(self.changed, "changed"), (self.new, "new"), (self.cleared, "cleared")]
        said = ", ".join(f"{count} {kind}" for count, kind in slots if count) or "none changed"
        return f"slots: {said}; accounts: {self.accounts}; calldata {self.calldata}, logs {self.logs}"


def measure(method: Method, *args: Any, sender: Any) -> tuple[Measured, Receipt]:
    """Sends a transaction and measures it. The engine may hold no snapshot: its gas would not be exact."""
    engine: Any = method.contract.engine
    if not isinstance(engine, TitanoboaEngine) or engine._held:
        raise ValueError("gas is measured on titanoboa, while it holds no snapshot")
    with watching(engine) as touched:
        receipt = method(*args, sender=sender)
    return _limit(engine, method, args, receipt, touched, sender), receipt


def _limit(engine: Any, method: Method, args: tuple, receipt: Receipt, touched: Touched, sender: Any) -> Measured:
    values = [(before, engine.storage(*where)) for where, before in touched.slots.items()]
    changed = sum(before != 0 and after not in (0, before) for before, after in values)
    new = sum(before == 0 and after != 0 for before, after in values)
    cleared = sum(before != 0 and after == 0 for before, after in values)
    warm = {method.contract.address, getattr(sender, "address", sender)}
    cold = sum(account not in warm and int(account, 16) > _LAST_PRECOMPILE for account in touched.accounts)
    calldata = calldata_gas(method.encode(*args))
    logs = sum(map(log_gas, receipt.logs))
    paid = INTRINSIC + calldata + logs + CHANGED_SLOT * (changed + cleared) + NEW_SLOT * new + COLD_ACCOUNT * cold
    limit = paid - min(CLEARED_REFUND * cleared, paid // 5)
    return Measured(receipt.gas_used, limit, calldata, logs, changed, new, cleared, cold)


@dataclass(frozen=True)
class Figure:
    """One line of the table. Gas and limit are for one of `per` (a token of a batch)."""

    name: str
    gas: int
    limit: int
    note: str
    bound: int | None = None
    """What the figure may cost at most, where the project promises it."""


def figure(name: str, measured: Measured, note: str = "", per: int = 1, bound: int | None = None) -> Figure:
    """A line of the table from what one transaction cost; `note` comes before the meter's own remarks."""
    said = "; ".join(part for part in (note, measured.parts) if part)
    return Figure(name, -(-measured.gas // per), -(-measured.limit // per), said, bound)
