# SPDX-License-Identifier: MIT
"""One contract API over several EVMs.

An engine knows how to send a transaction, make a call, set the clock and take a snapshot; all else
(encoding, events, revert reasons, accounts) is here, once. Rules that hold on every engine:

* a transaction is a block of its own, and the next block is at least a second later;
* `engine.time` is the timestamp that the next transaction, and a call made now, will see;
* account i is the i-th address of the public test mnemonic, on every engine;
* transactions share a block only inside `with engine.block():`, in the order in which they were sent, all with the
  number and the second that the engine showed before. Each sees what those before it did, and so does a call: what it
  returned, the address of what it created and that it reverted are known at once; its gas and its logs when the block
  has ended. A revert raises as ever, and its transaction keeps its place. The block ends with what was sent,
  whatever is raised inside, and with nothing sent it is an empty block. Inside it there is no other block, no
  snapshot and no going back, the clock stands, and no balance or word is overwritten: EngineError, nothing changed.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from eth_abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils import keccak
from eth_utils import to_checksum_address as _to_checksum_address
from eth_utils.abi import collapse_if_tuple
from rlp import encode as rlp_encode

from wuxing.engine.artifacts import Artifact, artifact
from wuxing.urls import Discreet

Account.enable_unaudited_hdwallet_features()

PLENTY = 10**24
"""Wei that accounts of a chain of ours have."""
MNEMONIC = "test test test test test test test test test test test junk"
ZERO_ADDRESS = "0x" + "00" * 20
GENESIS_TIME = 1_700_000_000
"""Timestamp at which an embedded engine starts."""
to_checksum_address = lru_cache(maxsize=1 << 16)(_to_checksum_address)
"""eth_utils' own, remembered: it hashes, and a receipt names the same few addresses over and over."""
_ERROR = bytes.fromhex("08c379a0")
_PANIC = bytes.fromhex("4e487b71")


class Revert(Exception):
    """A transaction or call that the EVM reverted.

    `reason` is the revert string (or the custom error as `Name(args)`, `Panic(17)`, or raw hex, or ""),
    `detail` what the engine can add, e.g. the line of Vyper source.
    """

    def __init__(self, reason: str, data: bytes = b"", detail: str = ""):
        super().__init__(reason + (f"\n{detail}" if detail else ""))
        self.reason, self.data, self.detail = reason, data, detail


class EngineError(Discreet):
    """What the network behind an engine cannot do or does not answer; no verdict of the EVM."""


@dataclass(frozen=True)
class Log:
    """A raw log of a transaction."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True)
class Event:
    """A decoded log: `event.name`, `event.address`, and its arguments as attributes."""

    name: str
    address: str
    args: dict[str, Any]

    def __getattr__(self, key: str) -> Any:
        try:
            return self.args[key]
        except KeyError:
            raise AttributeError(f"{self.name} has {sorted(self.args)}, not {key}") from None


@dataclass
class Receipt:
    """What a transaction did. `gas_used` includes the intrinsic 21,000 and calldata, less refunds."""

    gas_used: int
    logs: list[Log]
    output: bytes = b""
    address: str | None = None
    engine: Engine | None = field(default=None, repr=False)
    value: Any = None
    hash: str = ""
    """Transaction hash on a network, empty on embedded engines."""
    block: int | None = None
    """Number of its block on a network."""

    def __getattr__(self, name: str) -> Any:
        # only what is not there is looked for here
        if name in ("gas_used", "logs"):
            raise EngineError(f"expected the transaction's block to have ended, it is open: there is no {name} yet")
        raise AttributeError(f"a receipt has no {name}")

    @property
    def events(self) -> list[Event]:
        """Every log that a contract known to the engine can decode."""
        assert self.engine is not None
        return [event for log in self.logs if (event := self.engine.decode_log(log))]

    def named(self, name: str) -> list[Event]:
        """The events called `name`, in order."""
        assert self.engine is not None
        wanted = (log for log in self.logs if (self.engine.event_of(log) or {}).get("name") == name)
        return [event for log in wanted if (event := self.engine.decode_log(log))]


def _types(params: list[dict]) -> list[str]:
    return [collapse_if_tuple(p) for p in params]


class Method:
    """One function of a contract (all its overloads); call it with positional arguments.

    View functions return their value; others send a transaction from `sender` and return a Receipt
    whose `.value` is what the function returned. `call=True` only simulates it and returns the value.
    """

    def __init__(self, contract: Contract, entries: list[dict]):
        self.contract, self.entries = contract, entries

    def _entry(self, args: tuple) -> dict:
        fitting = [e for e in self.entries if len(e["inputs"]) == len(args)]
        if not fitting:
            wanted = " or ".join(f"({', '.join(_types(e['inputs']))})" for e in self.entries)
            raise TypeError(f"{self.entries[0]['name']} takes {wanted}, got {len(args)} arguments")
        return fitting[0]

    def encode(self, *args: Any, entry: dict | None = None) -> bytes:
        """Calldata: selector and arguments."""
        entry = entry or self._entry(args)
        types = _types(entry["inputs"])
        plain = [_plain(a) for a in args]
        return keccak(text=f"{entry['name']}({','.join(types)})")[:4] + encode(types, plain)

    def __call__(self, *args: Any, sender: Any = None, value: int = 0, call: bool = False) -> Any:
        engine, entry = self.contract.engine, self._entry(args)
        data = self.encode(*args, entry=entry)
        if call or entry["stateMutability"] in ("view", "pure"):
            output = engine.call(self.contract.address, data, sender=_plain(sender or ZERO_ADDRESS), value=value)
            return _returned(entry, output)
        if sender is None:
            raise TypeError(f"{entry['name']} changes state: say who sends it, sender=…")
        receipt = engine.transact(_plain(sender), self.contract.address, data, value)
        receipt.value = _returned(entry, receipt.output) if receipt.output else None
        return receipt


def _returned(entry: dict, output: bytes) -> Any:
    if not entry["outputs"]:
        return None
    values = tuple(
        _readable(o, v) for o, v in zip(entry["outputs"], decode(_types(entry["outputs"]), output), strict=True)
    )
    return values[0] if len(values) == 1 else values


def _readable(param: dict, value: Any) -> Any:
    if param["type"].startswith("address"):
        return to_checksum_address(value) if isinstance(value, str) else [to_checksum_address(v) for v in value]
    if param["type"] == "tuple":
        return {c["name"]: _readable(c, v) for c, v in zip(param["components"], value, strict=True)}
    return value


def _plain(value: Any) -> Any:
    """Contracts and accounts stand for their address."""
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return getattr(value, "address", value)


class Contract:
    """A deployed contract: its functions are attributes."""

    def __init__(self, engine: Engine, artifact: Artifact, address: str):
        self.engine, self.artifact, self.address = engine, artifact, to_checksum_address(address)
        engine.know(self)

    def __getattr__(self, name: str) -> Method:
        entries = [e for e in self.artifact.abi if e.get("type") == "function" and e["name"] == name]
        if not entries:
            raise AttributeError(f"{self.artifact.name} has no function {name}")
        method = Method(self, entries)
        self.__dict__[name] = method
        return method

    def __repr__(self) -> str:
        return f"<{self.artifact.name} {self.address}>"

    def __eq__(self, other: object) -> bool:
        return getattr(other, "address", other) == self.address

    def __hash__(self) -> int:
        return hash(self.address)


def created_address(sender: str, nonce: int) -> str:
    """Where a contract comes to be that `sender` creates with this nonce."""
    return to_checksum_address(keccak(rlp_encode([bytes.fromhex(sender[2:]), nonce]))[12:])


def initcode(built: Artifact, *args: Any) -> bytes:
    """Creation bytecode with its constructor arguments encoded."""
    inputs: list[dict] = next((e["inputs"] for e in built.abi if e.get("type") == "constructor"), [])
    if len(inputs) != len(args):
        raise TypeError(f"{built.name} is constructed with {[i['name'] for i in inputs]}, got {len(args)} arguments")
    return built.initcode + encode(_types(inputs), [_plain(a) for a in args])


class Engine(ABC):
    """An EVM. See the module's docstring for the rules that every implementation keeps."""

    name: str

    def __init__(self) -> None:
        self._known: dict[str, Contract] = {}
        self._accounts: dict[int, LocalAccount] = {}
        self._errors: dict[bytes, dict] = {}
        self._topics: dict[tuple[str, bytes], dict] = {}
        self._filling: list[tuple[Receipt, int, list[Log]]] | None = None
        """The open block's receipts, each with the gas and the logs that it shows later; None outside of a block."""

    # what an implementation supplies

    @property
    @abstractmethod
    def time(self) -> int:
        """Timestamp (seconds) of the next transaction."""

    @time.setter
    @abstractmethod
    def time(self, timestamp: int) -> None: ...

    @property
    @abstractmethod
    def block_number(self) -> int:
        """Number of the block that the next transaction will be in."""

    @property
    @abstractmethod
    def chain_id(self) -> int:
        """EIP-155 chain id."""

    @abstractmethod
    def _send(self, sender: str, to: str | None, data: bytes, value: int) -> Receipt:
        """Sends one transaction; raises Revert."""

    @abstractmethod
    def call(self, to: str, data: bytes, sender: str = ZERO_ADDRESS, value: int = 0) -> bytes:
        """Calls without changing state; raises Revert."""

    @abstractmethod
    def _begin_block(self) -> None:
        """From now on transactions go into one block; raises EngineError where that cannot be."""

    @abstractmethod
    def _end_block(self, filled: list[tuple[Receipt, int, list[Log]]]) -> None:
        """Ends the block of these transactions and completes their receipts."""

    @abstractmethod
    def mine(self, blocks: int = 1) -> None:
        """Lets empty blocks pass, a second each."""

    @abstractmethod
    def snapshot(self) -> Any:
        """Remembers the whole state, clock included."""

    @abstractmethod
    def restore(self, snapshot: Any) -> None:
        """Goes back to a snapshot, which is used up by it."""

    @abstractmethod
    def fund(self, address: str, wei: int) -> None:
        """Sets the native balance of an account."""

    @abstractmethod
    def balance(self, address: str) -> int:
        """Native balance in wei."""

    @abstractmethod
    def code(self, address: str) -> bytes:
        """Deployed code, empty where there is none."""

    @abstractmethod
    def storage(self, address: str, slot: int) -> int:
        """A raw storage word."""

    @abstractmethod
    def set_storage(self, address: str, slot: int, value: int) -> None:
        """Overwrites a raw storage word, as no transaction could: only where the chain is ours."""

    # what all share

    def account(self, index: int) -> LocalAccount:
        """Account `index` of the test mnemonic, with its key; funded on embedded engines."""
        if index not in self._accounts:
            made = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}")
            self._accounts[index] = made
        return self._accounts[index]

    def advance(self, seconds: int) -> None:
        """Moves the clock forward."""
        if seconds < 0:
            raise ValueError(f"time goes forward: expected seconds of at least 0, got {seconds}")
        self.time = self.time + seconds

    def transact(self, sender: str, to: str | None, data: bytes, value: int = 0) -> Receipt:
        """Sends a raw transaction (`to` None creates a contract); raises Revert."""
        receipt = self._send(_plain(sender), _plain(to), data, value)
        receipt.engine = self
        if self._filling is not None:
            hidden = vars(receipt)
            self._filling.append((receipt, hidden.pop("gas_used"), hidden.pop("logs")))
        return receipt

    def deploy(self, name: str, *args: Any, sender: Any) -> Contract:
        """Creates the contract `name` from contracts/ (or an npm path) with its constructor arguments."""
        built = artifact(name)
        receipt = self.transact(sender, None, initcode(built, *args))
        assert receipt.address
        return self.at(name, receipt.address)

    def at(self, name: str, address: str) -> Contract:
        """The contract `name` that lives at `address`."""
        return Contract(self, artifact(name), _plain(address))

    def know(self, contract: Contract) -> None:
        """Remembers a contract, so that logs and errors of it can be decoded."""
        self._known[contract.address] = contract
        for entry in contract.artifact.abi:
            if entry["type"] == "error":
                self._errors[keccak(text=f"{entry['name']}({','.join(_types(entry['inputs']))})")[:4]] = entry
            elif entry["type"] == "event":
                topic = keccak(text=f"{entry['name']}({','.join(_types(entry['inputs']))})")
                self._topics[contract.address, topic] = entry

    def event_of(self, log: Log) -> dict | None:
        """The ABI entry of a log's event, None where no known contract declares it."""
        return self._topics.get((log.address, log.topics[0])) if log.topics else None

    def decode_log(self, log: Log) -> Event | None:
        """The event behind a log, None where no known contract declares it."""
        entry = self.event_of(log)
        if entry is None:
            return None
        indexed = [i for i in entry["inputs"] if i["indexed"]]
        plain = [i for i in entry["inputs"] if not i["indexed"]]
        args = {}
        for param, topic in zip(indexed, log.topics[1:], strict=True):
            kind = collapse_if_tuple(param)
            dynamic = kind in ("string", "bytes") or kind.endswith("]") or kind.startswith("(")
            args[param["name"]] = topic if dynamic else _readable(param, decode([kind], topic)[0])
        for param, value in zip(plain, decode(_types(plain), log.data), strict=True):
            args[param["name"]] = _readable(param, value)
        return Event(entry["name"], log.address, args)

    def reason(self, output: bytes) -> str:
        """What revert data says; raw hex where it is not what it begins as."""
        try:
            return self._reason(output)
        except (DecodingError, ValueError):  # any contract may revert with any bytes
            return output.hex()

    def _reason(self, output: bytes) -> str:
        if output[:4] == _ERROR:
            return decode(["string"], output[4:])[0]
        if output[:4] == _PANIC:
            return f"Panic({decode(['uint256'], output[4:])[0]})"
        if (entry := self._errors.get(output[:4])) is not None:
            values = decode(_types(entry["inputs"]), output[4:])
            return f"{entry['name']}({', '.join(map(str, values))})"
        return output.hex()

    @contextlib.contextmanager
    def block(self) -> Iterator[None]:
        """All transactions inside share one block; the module's docstring says what holds there.

        Raises EngineError inside another block, and on a network whose blocks are not ours to make.
        """
        self._between_blocks("begin a block")
        self._begin_block()
        self._filling = []
        try:
            yield
        finally:
            filled, self._filling = self._filling, None
            self._end_block(filled)

    def _between_blocks(self, what: str) -> None:
        if self._filling is not None:
            raise EngineError(f"cannot {what} inside a block: expected it to have ended")

    @contextlib.contextmanager
    def anchor(self) -> Iterator[None]:
        """Whatever happens inside is undone at the end."""
        kept = self.snapshot()
        try:
            yield
        finally:
            self.restore(kept)

    @contextlib.contextmanager
    def reverts(self, reason: str) -> Iterator[None]:
        """Expects a revert with exactly this reason: "" where the EVM gives none (an ABI's bound, arithmetic), a
        custom error also by its bare name. Any revert will not do: a test that takes each passes for the wrong one.
        """
        try:
            yield
        except Revert as error:
            if reason not in (error.reason, error.reason.partition("(")[0]):
                raise AssertionError(f"expected a revert with {reason!r}, got {error.reason!r}") from error
            return
        raise AssertionError(f"expected a revert with {reason!r}, nothing reverted")


class OwnClock(Engine):
    """An engine whose clock is ours: it says when the next transaction happens, and never goes back."""

    _time: int

    @property
    def time(self) -> int:
        self._sync()
        return self._time

    @time.setter
    def time(self, timestamp: int) -> None:
        self._between_blocks("set the clock")
        self._sync()
        if timestamp < self._time:
            raise ValueError(f"time goes forward: expected at least {self._time}, got {timestamp}")
        self._time = timestamp

    def _sync(self) -> None:
        """Learns what others did to the clock or the chain, where others can."""


class OwnChain(OwnClock):
    """A chain of ours alone: every block is one of this engine's, and its accounts have coins."""

    _number: int

    @property
    def block_number(self) -> int:
        self._sync()
        return self._number

    def mine(self, blocks: int = 1) -> None:
        self._between_blocks("mine a block")
        self._mine(blocks)

    def snapshot(self) -> Any:
        self._between_blocks("take a snapshot")
        return self._snapshot(), len(self._accounts)

    def restore(self, snapshot: Any) -> None:
        self._between_blocks("go back to a snapshot")
        held, accounts = snapshot
        self._restore(held)
        for account in list(self._accounts.values())[accounts:]:  # their coins came after the snapshot
            self._fund(account.address, PLENTY)

    def fund(self, address: str, wei: int) -> None:
        self._between_blocks("set a balance")
        self._fund(address, wei)

    def set_storage(self, address: str, slot: int, value: int) -> None:
        self._between_blocks("set a storage word")
        self._set_storage(address, slot, value)

    @abstractmethod
    def _mine(self, blocks: int) -> None: ...

    @abstractmethod
    def _snapshot(self) -> Any: ...

    @abstractmethod
    def _restore(self, snapshot: Any) -> None: ...

    @abstractmethod
    def _fund(self, address: str, wei: int) -> None: ...

    @abstractmethod
    def _set_storage(self, address: str, slot: int, value: int) -> None: ...

    def hold(self, timestamp: int) -> None:
        """The next transaction happens at `timestamp`, though it may be the second of the last one."""
        self._between_blocks("set the clock")
        self._sync()
        if timestamp < self._time - 1:
            raise ValueError(f"time goes forward: expected at least {self._time - 1}, got {timestamp}")
        self._time = timestamp

    def account(self, index: int) -> LocalAccount:
        known = index in self._accounts
        account = super().account(index)
        if not known:
            self._fund(account.address, PLENTY)
        return account


@lru_cache(maxsize=4_096)
def _embedded_hash(number: int) -> bytes:
    """As revm makes it up; remembered, because a transaction on titanoboa hands the EVM the last 256."""
    return keccak(text=str(number))


class EmbeddedEngine(OwnChain):
    """Clock and blocks for engines that live in this process."""

    def __init__(self, chain_id: int = 31_337) -> None:
        super().__init__()
        self._chain_id = chain_id
        self._time = GENESIS_TIME
        self._number = 1

    @property
    def chain_id(self) -> int:
        return self._chain_id

    def _mine(self, blocks: int) -> None:
        self._number += blocks
        self._time += blocks

    def _sent(self) -> None:
        """A transaction is over: so is its block, unless others share it."""
        if self._filling is None:
            self._mine(1)

    def _begin_block(self) -> None:
        """The block of the next transaction is open as it is."""

    def _end_block(self, filled: list[tuple[Receipt, int, list[Log]]]) -> None:
        self._mine(1)
        for receipt, gas, logs in filled:
            receipt.gas_used, receipt.logs = gas, logs

    def block_hash(self, number: int) -> bytes:
        """A block's hash: embedded chains have no headers, so it is derived from the number."""
        return _embedded_hash(number)
