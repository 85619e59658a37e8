# SPDX-License-Identifier: MIT
"""The network that ape is connected to, as an engine.

`connect()` chooses by what the network can do. An Anvil is ours: its clock, snapshots and senders are driven by its
own RPC methods, at a fraction of a millisecond each. Any other network (ape's py-evm, a testnet, a live chain) takes
transactions signed by ape accounts, and a chain that others share keeps its own time and history.
"""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlparse

import ape
from ape.api import AccountAPI, ProviderAPI, ReceiptAPI
from ape.exceptions import ApeException, ContractLogicError
from ape_test.provider import LocalProvider
from eth.exceptions import Revert as EVMRevert
from eth.vm.spoof import SpoofTransaction
from eth_utils import to_canonical_address, to_checksum_address

from wuxing.engine.base import PLENTY, ZERO_ADDRESS, Engine, EngineError, Log, OwnChain, OwnClock, Receipt, Revert

_GAS = 2**24
"""Gas of a transaction: what EIP-7825 allows at most."""


class RpcError(EngineError):
    """An error that the node answered with; `data` is what the EVM returned, None where it was not the EVM."""

    def __init__(self, message: str, data: bytes | None = None):
        super().__init__(message)
        self.data = data


class _Node:
    """JSON-RPC of a provider: one kept connection over HTTP, ape's own way over anything else."""

    def __init__(self, provider: ProviderAPI):
        self._provider = provider
        uri = urlparse(getattr(provider, "http_uri", None) or "")
        kind = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}.get(uri.scheme)
        self._connection = kind(uri.hostname or "", uri.port, timeout=120) if kind and not uri.username else None
        self._path = (uri.path or "/") + (f"?{uri.query}" if uri.query else "")

    def __call__(self, method: str, *params: Any) -> Any:
        answer = self._ask(method, params)
        if error := answer.get("error"):
            data = error.get("data")
            text = error.get("message", str(error))
            if isinstance(data, str) and data.startswith("0x"):
                raise RpcError(text, bytes.fromhex(data[2:]))
            raise RpcError(text, b"" if text.startswith(("execution reverted", "EVM error")) else None)
        return answer["result"]

    def _ask(self, method: str, params: tuple) -> dict:
        if self._connection is None:
            return dict(self._provider.web3.provider.make_request(method, list(params)))  # type: ignore[attr-defined]
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        for last in (False, True):
            try:
                self._connection.request("POST", self._path, body, {"Content-Type": "application/json"})
                return json.loads(self._connection.getresponse().read())
            except (http.client.HTTPException, OSError) as error:
                self._connection.close()
                # only a connection that died idle may be asked again: nothing was sent twice then
                if last or not isinstance(error, http.client.RemoteDisconnected | BrokenPipeError):
                    raise EngineError(f"{self._provider.network_choice}: the node does not answer ({error})") from None
        raise AssertionError("unreachable")


class ApeEngine(Engine):
    """What all networks of ape have in common: reading them."""

    name = "ape"

    def __init__(self, provider: ProviderAPI):
        super().__init__()
        self.provider = provider
        self._rpc = _Node(provider)

    @property
    def block_number(self) -> int:
        return int(self._rpc("eth_blockNumber"), 16) + 1

    @property
    def chain_id(self) -> int:
        return self.provider.chain_id

    def balance(self, address: str) -> int:
        return int(self._rpc("eth_getBalance", address, "latest"), 16)

    def code(self, address: str) -> bytes:
        return bytes.fromhex(self._rpc("eth_getCode", address, "latest")[2:])

    def storage(self, address: str, slot: int) -> int:
        return int(self._rpc("eth_getStorageAt", address, hex(slot), "latest"), 16)

    def block_hash(self, number: int) -> bytes:
        """Hash of a block."""
        return bytes.fromhex(self._block(hex(number))["hash"][2:])

    def call(self, to: str, data: bytes, sender: str = ZERO_ADDRESS, value: int = 0) -> bytes:
        return self._simulate(sender, to, data, value)

    def created_code(self, address: str, initcode: bytes, block: int | None = None) -> bytes:
        """The code that `initcode` leaves at `address`: its constructor run there by eth_call, on empty storage.

        Runs on the state before `block` and with its time, so that immutables come out as they did there.
        """
        made = self._block(hex(block) if block is not None else "latest")
        before = hex(int(made["number"], 16) - 1) if block is not None else "latest"
        override = {address: {"code": "0x" + initcode.hex(), "state": {}, "balance": "0x0"}}
        when = {"number": made["number"], "time": made["timestamp"]}
        return self._asked("eth_call", {"to": address, "gas": hex(_GAS)}, before, override, when)

    def nonce(self, address: str, when: str = "latest") -> int:
        """How many transactions an account has sent; `when` is "latest" or "pending"."""
        return int(self._rpc("eth_getTransactionCount", address, when), 16)

    def gas_price(self) -> int:
        """What a unit of gas costs now, in wei."""
        return int(self._rpc("eth_gasPrice"), 16)

    def first_log(self, address: str, *topics: bytes, since: int = 0) -> tuple[str, int] | None:
        """Transaction hash and block of the first log of a contract with these topics; None where there is none."""
        wanted = {"address": address, "topics": ["0x" + t.hex() for t in topics], "fromBlock": hex(since)}
        logs = self._rpc("eth_getLogs", wanted)
        return (logs[0]["transactionHash"], int(logs[0]["blockNumber"], 16)) if logs else None

    def logs(self, address: str, topic: bytes, first: int, last: int, *more: bytes | None) -> list[tuple[int, Log]]:
        """All logs of a contract with this first topic in a span of blocks, in order, with their blocks' numbers.

        `more` are the topics after it, None for any.
        """
        span = {"fromBlock": hex(first), "toBlock": hex(last)}
        topics = ["0x" + t.hex() if t is not None else None for t in (topic, *more)]
        found = self._rpc("eth_getLogs", {"address": address, "topics": topics, **span})
        found.sort(key=lambda log: (int(log["blockNumber"], 16), int(log["logIndex"], 16)))
        return [(int(log["blockNumber"], 16), _log(log)) for log in found]

    def _block(self, number: str) -> dict:
        block = self._rpc("eth_getBlockByNumber", number, False)
        if block is None:
            raise EngineError(f"{self.provider.network_choice}: expected a block {number}, the node has none")
        return block

    def _simulate(self, sender: str, to: str | None, data: bytes, value: int, *context: Any) -> bytes:
        return self._asked("eth_call", _fields(sender, to, data, value), "latest", *context)

    def _asked(self, *request: Any) -> bytes:
        try:
            return bytes.fromhex(self._rpc(*request)[2:])
        except RpcError as error:
            if error.data is None:
                raise
            raise Revert(self.reason(error.data) if error.data else _halt(str(error)), error.data) from None


class AnvilEngine(OwnChain, ApeEngine):
    """An Anvil of ours: any sender, a clock that is set, snapshots. A transaction takes less than a millisecond."""

    def __init__(self, provider: ProviderAPI):
        super().__init__(provider)
        latest = self._block("latest")
        self._time = int(latest["timestamp"], 16) + 1
        self._number = int(latest["number"], 16) + 1
        self._price = hex(2 * int(latest["baseFeePerGas"], 16))
        self._funded: set[str] = set()
        self._rpc("anvil_autoImpersonateAccount", True)

    def call(self, to: str, data: bytes, sender: str = ZERO_ADDRESS, value: int = 0) -> bytes:
        return self._simulate(sender, to, data, value, {}, {"time": hex(self._time), "number": hex(self._number)})

    def _send(self, sender: str, to: str | None, data: bytes, value: int) -> Receipt:
        if self._price != "0x0" and sender not in self._funded:
            self._funded.add(sender)
            self.fund(sender, max(self.balance(sender), PLENTY))
        failure, output = None, b""
        try:  # the transaction itself answers neither what it returned nor why it reverted
            output = self._simulate(sender, to, data, value, {}, {"time": hex(self._time), "number": hex(self._number)})
        except Revert as error:
            failure = error
        self._rpc("evm_setNextBlockTimestamp", self._time)
        fields = _fields(sender, to, data, value) | {"gasPrice": self._price}
        try:
            mined = self._rpc("eth_sendTransactionSync", fields)
        except RpcError as error:
            if "confirmation timeout" not in str(error):
                raise
            # a busy Anvil may miss its own notice of the block, whose only transaction it is
            (sent,) = self._block(hex(self._number))["transactions"]
            mined = self._rpc("eth_getTransactionReceipt", sent)
        self._number = int(mined["blockNumber"], 16) + 1
        self._time += 1
        if mined["status"] != "0x1":
            raise failure or Revert("", b"", "reverted in its block, but not when called")
        if failure:
            raise EngineError(f"{mined['transactionHash']} went through, but not when called: {failure.reason}")
        return _receipt(mined, output if to else b"")

    def mine(self, blocks: int = 1) -> None:
        if blocks:
            self._rpc("evm_setNextBlockTimestamp", self._time)
            # with anvil_mine's own interval the wall clock would run along
            self._rpc("anvil_setBlockTimestampInterval", 1)
            self._rpc("anvil_mine", hex(blocks))
            self._rpc("anvil_removeBlockTimestampInterval")
            self._time += blocks
            self._number += blocks

    def snapshot(self) -> Any:
        return self._rpc("evm_snapshot"), self._time, self._number

    def restore(self, snapshot: Any) -> None:
        held, time, number = snapshot
        if not self._rpc("evm_revert", held):
            raise EngineError("expected a snapshot that is still held, this one is used up")
        self._time, self._number = time, number
        self._funded.clear()

    def fund(self, address: str, wei: int) -> None:
        self._rpc("anvil_setBalance", address, hex(wei))

    def set_storage(self, address: str, slot: int, value: int) -> None:
        self._rpc("anvil_setStorageAt", address, hex(slot), f"0x{value:064x}")


class SigningEngine(ApeEngine):
    """A network that takes signed transactions: each waits until it is mined, and none is sent that would revert."""

    def __init__(self, provider: ProviderAPI, signer: AccountAPI | None = None):
        super().__init__(provider)
        self._signers = {signer.address: signer} if signer else {}
        if (told := self._node_chain_id()) != self.chain_id:
            raise EngineError(
                f"{provider.network_choice}: ape signs for chain {self.chain_id}, the node is on chain {told}"
            )

    def _node_chain_id(self) -> int:
        return int(self._rpc("eth_chainId"), 16)

    @property
    def time(self) -> int:
        return int(self._block("latest")["timestamp"], 16) + 1

    @time.setter
    def time(self, timestamp: int) -> None:
        raise self._cannot("set the clock")

    def advance(self, seconds: int) -> None:
        raise self._cannot("set the clock")

    def _send(self, sender: str, to: str | None, data: bytes, value: int) -> Receipt:
        output = self._simulate(sender, to, data, value)
        mined = self._mined(sender, to, data, value)
        return _receipt(self._rpc("eth_getTransactionReceipt", mined.txn_hash), output if to else b"")

    def _mined(self, sender: str, to: str | None, data: bytes, value: int) -> ReceiptAPI:
        """The receipt of a transaction that ape fills in, signs, sends and waits for."""
        signer = self._signer(sender)
        transaction = self.provider.network.ecosystem.create_transaction(
            sender=signer.address, data=data, value=value, **({"receiver": to} if to else {})
        )
        try:
            return signer.call(transaction)
        except ContractLogicError as error:
            raise Revert(error.revert_message) from None
        except ApeException as error:
            raise EngineError(f"{self.provider.network_choice}: {error}") from None

    def _signer(self, address: str) -> AccountAPI:
        if address not in self._signers:
            if address not in ape.accounts:
                raise EngineError(
                    f"{self.provider.network_choice}: expected an ape account {address} to sign, found none"
                )
            self._signers[address] = ape.accounts[address]
        return self._signers[address]

    def _cannot(self, what: str) -> EngineError:
        return EngineError(f"{self.provider.network_choice} is not ours: cannot {what}")

    def mine(self, blocks: int = 1) -> None:
        raise self._cannot("mine a block")

    def snapshot(self) -> Any:
        raise self._cannot("take a snapshot")

    def restore(self, snapshot: Any) -> None:
        raise self._cannot("go back to a snapshot")

    def fund(self, address: str, wei: int) -> None:
        raise self._cannot("set a balance")

    def set_storage(self, address: str, slot: int, value: int) -> None:
        raise self._cannot("set a storage word")


class PyEvmEngine(OwnClock, SigningEngine):
    """ape's py-evm: a chain of this process whose clock is ours; senders are ape's test accounts.

    Balances and storage words cannot be set there. For more than trying things out use titanoboa.
    """

    provider: LocalProvider

    def __init__(self, provider: LocalProvider):
        super().__init__(provider)
        self._time = self._chain.header.timestamp
        for account in ape.accounts.test_accounts:
            self._signers[account.address] = account

    def _node_chain_id(self) -> int:
        return self.chain_id

    @property
    def _chain(self) -> Any:
        return self.provider.evm_backend.chain

    def _set_clock(self) -> None:
        self._chain.header = self._chain.header.copy(timestamp=self._time)

    def advance(self, seconds: int) -> None:
        Engine.advance(self, seconds)

    @property
    def block_number(self) -> int:
        return self._chain.header.block_number

    def balance(self, address: str) -> int:
        return self.provider.get_balance(to_checksum_address(address))

    def code(self, address: str) -> bytes:
        return self.provider.evm_backend.get_code(to_canonical_address(address))

    def storage(self, address: str, slot: int) -> int:
        return self._chain.get_vm().state.get_storage(to_canonical_address(address), slot)

    def block_hash(self, number: int) -> bytes:
        return self._chain.get_canonical_block_header_by_number(number).hash

    def nonce(self, address: str, when: str = "latest") -> int:
        return self.provider.get_nonce(to_checksum_address(address))

    def gas_price(self) -> int:
        return self.provider.gas_price

    def first_log(self, address: str, *topics: bytes, since: int = 0) -> tuple[str, int] | None:
        return None  # a chain of this process loses no answer

    def created_code(self, address: str, initcode: bytes, block: int | None = None) -> bytes:
        kept = self._time
        if block is not None:
            self._time = self._chain.get_canonical_block_header_by_number(block).timestamp
        try:
            return self._simulate(ZERO_ADDRESS, address, b"", 0, initcode)
        finally:
            self._time = kept
            self._set_clock()

    def _simulate(self, sender: str, to: str | None, data: bytes, value: int, *context: Any) -> bytes:
        self._set_clock()
        state = self._chain.get_vm(self._chain.header).state
        origin = to_canonical_address(sender)
        before = state.snapshot()
        for code in context if to else ():  # what runs at `to` instead of its own
            state.delete_storage(to_canonical_address(str(to)))
            state.set_code(to_canonical_address(str(to)), code)
        state.set_balance(origin, state.get_balance(origin) + _GAS * state.base_fee)
        unsigned = self._chain.create_unsigned_transaction(
            nonce=state.get_nonce(origin),
            gas_price=state.base_fee,
            gas=_GAS,
            to=to_canonical_address(to) if to else b"",
            value=value,
            data=data,
        )
        done = state.apply_transaction(SpoofTransaction(unsigned, from_=origin))
        state.revert(before)
        if done.is_error:
            if isinstance(done.error, EVMRevert):
                raise Revert(self.reason(done.output), done.output)
            raise Revert(repr(done.error))
        return done.output

    def _send(self, sender: str, to: str | None, data: bytes, value: int) -> Receipt:
        output = self._simulate(sender, to, data, value)
        mined = self._mined(sender, to, data, value)
        self._time = self._chain.get_canonical_block_header_by_number(mined.block_number).timestamp + 1
        logs = [
            Log(to_checksum_address(log["address"]), tuple(map(bytes, log["topics"])), bytes(log["data"]))
            for log in mined.logs
        ]
        address = to_checksum_address(mined.contract_address) if mined.contract_address else None
        return Receipt(
            mined.gas_used, logs, output if to else b"", address, hash=mined.txn_hash, block=mined.block_number
        )

    def mine(self, blocks: int = 1) -> None:
        for _ in range(blocks):
            self._set_clock()
            self.provider.mine()
            self._time += 1

    def snapshot(self) -> Any:
        return self.provider.snapshot(), self._time

    def restore(self, snapshot: Any) -> None:
        held, self._time = snapshot
        self.provider.restore(held)


def connect(signer: AccountAPI | None = None, ours: bool = True) -> ApeEngine:
    """The network that ape is connected to at the moment; an Anvil is driven as ours unless there is a `signer`, or
    `ours` is False: then it takes signed transactions like any other network.

    Raises EngineError when ape is not connected.
    """
    provider = ape.networks.active_provider
    if provider is None:
        raise EngineError("expected ape to be connected to a network (--network …), found none")
    if isinstance(provider, LocalProvider):
        return PyEvmEngine(provider)
    if ours and signer is None and "anvil" in provider.client_version.lower():
        return AnvilEngine(provider)
    return SigningEngine(provider, signer)


def _fields(sender: str, to: str | None, data: bytes, value: int) -> dict:
    fields = {"from": sender, "data": "0x" + data.hex(), "value": hex(value), "gas": hex(_GAS)}
    return fields | {"to": to} if to else fields


def _receipt(mined: dict, output: bytes) -> Receipt:
    logs = [_log(log) for log in mined["logs"]]
    address = to_checksum_address(mined["contractAddress"]) if mined.get("contractAddress") else None
    return Receipt(
        int(mined["gasUsed"], 16),
        logs,
        output,
        address,
        hash=mined["transactionHash"],
        block=int(mined["blockNumber"], 16),
    )


def _log(log: dict) -> Log:
    topics = tuple(bytes.fromhex(topic[2:]) for topic in log["topics"])
    return Log(to_checksum_address(log["address"]), topics, bytes.fromhex(log["data"][2:]))


def _halt(message: str) -> str:
    """Why the EVM stopped without returning data: "" for a bare revert."""
    return message.removeprefix("execution reverted").removeprefix("EVM error ").strip(": ")
