# SPDX-License-Identifier: MIT
"""The network that ape is connected to, as an engine.

`connect()` chooses by what the network can do. An Anvil is ours: its clock, blocks, snapshots and senders are driven by
its own RPC methods, at a fraction of a millisecond each, and nothing happens there by itself. Any other network (ape's
py-evm, a testnet, a live chain) takes transactions signed by ape accounts, and a chain that others share keeps its own
time and history.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from urllib.parse import urlparse

import ape
from ape.api import AccountAPI, ProviderAPI, ReceiptAPI, TestProviderAPI
from ape.exceptions import ApeException, ContractLogicError
from eth_utils import to_checksum_address

from wuxing.engine.base import (
    PLENTY,
    ZERO_ADDRESS,
    Engine,
    EngineError,
    Log,
    OwnChain,
    Receipt,
    Revert,
    created_address,
)

TRANSACTION_GAS = 2**24
"""Gas of a transaction: what EIP-7825 allows at most."""
_BLOCK_GAS = 20 * TRANSACTION_GAS
"""Gas of a block of a chain of ours, and some units more."""
_HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935"
"""Where EIP-2935 keeps block hashes as storage words."""


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
            except BaseException:
                self._connection.close()  # the answer that is still to come belongs to no later question
                raise
        raise AssertionError("unreachable")


class ApeEngine(Engine):
    """What all networks of ape have in common: reading them."""

    name = "ape"
    _state = "latest"
    """The block whose state is read."""

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
        return int(self._rpc("eth_getBalance", address, self._state), 16)

    def code(self, address: str) -> bytes:
        return bytes.fromhex(self._rpc("eth_getCode", address, self._state)[2:])

    def storage(self, address: str, slot: int) -> int:
        return int(self._rpc("eth_getStorageAt", address, hex(slot), self._state), 16)

    def block_hash(self, number: int) -> bytes:
        """Hash of a block."""
        return bytes.fromhex(self._block(hex(number))["hash"][2:])

    def call(self, to: str, data: bytes, sender: str = ZERO_ADDRESS, value: int = 0) -> bytes:
        return self._simulate(sender, to, data, value)

    def call_after(self, block: int, to: str, data: bytes) -> bytes:
        """What a view returned on the state after a block."""
        return self._asked("eth_call", {"to": to, "data": "0x" + data.hex()}, hex(block))

    def created_code(self, address: str, initcode: bytes, block: int | None = None) -> bytes:
        """The code that `initcode` leaves at `address`: its constructor run there by eth_call, on empty storage.

        Runs on the state before `block` and with its time, so that immutables come out as they did there; on the
        latest state where the node keeps none of that age (many keep some hundred blocks).
        """
        made = self._block(hex(block) if block is not None else "latest")
        before = hex(int(made["number"], 16) - 1) if block is not None else "latest"
        override = {address: {"code": "0x" + initcode.hex(), "state": {}, "balance": "0x0"}}
        when = {"number": made["number"], "time": made["timestamp"]}
        call = {"to": address, "gas": hex(TRANSACTION_GAS)}
        try:
            return self._asked("eth_call", call, before, override, when)
        except RpcError:
            return self._asked("eth_call", call, "latest", override, when)

    def header(self, number: int | None = None) -> dict:
        """A block as the node tells it, the latest without a number. Raises EngineError where there is none."""
        return self._block("latest" if number is None else hex(number))

    def ran(self, code: bytes, block: int) -> bytes:
        """What code returns that runs by eth_call, as a contract's creation, on the state of a block; raises Revert."""
        return self._asked("eth_call", _fields(ZERO_ADDRESS, None, code, 0), hex(block))

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
        return self._asked("eth_call", _fields(sender, to, data, value), self._state, *context)

    def _asked(self, *request: Any) -> bytes:
        try:
            return bytes.fromhex(self._rpc(*request)[2:])
        except RpcError as error:
            if error.data is None:
                raise
            raise Revert(self.reason(error.data) if error.data else _halt(str(error)), error.data) from None


class AnvilEngine(OwnChain, ApeEngine):
    """An Anvil of ours: any sender, a clock that is set, snapshots. A transaction takes one or two milliseconds.

    A block is made when the node is told to, at the second told, of the transactions told. A node that this process
    started mines nothing by itself any more. One that was there before keeps its mining mode (automatic, by an
    interval, none): it is held back only while a block of ours is made, and others may make theirs in between. Mining
    in both ways (`--mixed-mining`) cannot be held back: there a transaction can raise EngineError.
    """

    def __init__(self, provider: ProviderAPI):
        super().__init__(provider)
        self._is_ours = is_started_here(provider)
        self._rpc("anvil_autoImpersonateAccount", True)
        if self._is_ours:
            self._rpc("evm_setAutomine", False)
            self._rpc("evm_setBlockGasLimit", hex(_BLOCK_GAS))
            # Anvil hashes all storage anew for every block: with a word more for each, it gets slower and slower
            self._rpc("anvil_setCode", _HISTORY, "0x")
        latest = self._block("latest")
        self._time = int(latest["timestamp"], 16) + 1
        self._number = int(latest["number"], 16) + 1
        self._price = hex(2 * int(latest["baseFeePerGas"], 16))
        self._funded: set[str] = set()
        self._queued: dict[str, bytes | None] = {}
        """What the transactions of the open block return, by hash, in order; None for one that reverts."""
        self._open = ExitStack()
        self._restored = 0

    @property
    def _state(self) -> str:  # type: ignore[override]
        return "latest" if self._filling is None else "pending"

    def call(self, to: str, data: bytes, sender: str = ZERO_ADDRESS, value: int = 0) -> bytes:
        self._sync()
        return self._simulate(sender, to, data, value, {}, self._next())

    def _next(self) -> dict:
        return {"time": hex(self._time), "number": hex(self._number)}

    def _send(self, sender: str, to: str | None, data: bytes, value: int) -> Receipt:
        if self._price != "0x0" and sender not in self._funded:
            self._funded.add(sender)
            self._fund(sender, max(self.balance(sender), PLENTY))
        if self._filling is not None:
            return self._queue(sender, to, data, value)
        with self.told():
            sent = self._submit(sender, to, data, value)
            made = self._seal([sent])
        receipt = self._mined(sent)
        if made and "output" in made[0]:
            output = bytes.fromhex(made[0]["output"][2:])
        else:  # the EVM stopped without a word, or it is in a block of others: a call tells
            output = self._again(receipt, _fields(sender, to, data, value))
        if receipt["status"] != "0x1":
            raise Revert(self.reason(output), output)
        return _receipt(receipt, output if to else b"")

    def _again(self, receipt: dict, fields: dict) -> bytes:
        """What a transaction returned, by a call on the state before its block; raises Revert."""
        number, block = receipt["blockNumber"], self._block(receipt["blockNumber"])
        when = {"time": block["timestamp"], "number": number}
        went = receipt["status"] == "0x1"
        try:
            output = self._asked("eth_call", fields, hex(int(number, 16) - 1), {}, when)
        except Revert as error:
            if not went:
                raise
            raise EngineError(f"{receipt['transactionHash']} went through, but not when called: {error}") from None
        if not went:
            raise Revert("", b"", "reverted in its block, but not when called")
        return output

    def _submit(self, sender: str, to: str | None, data: bytes, value: int) -> str:
        return self._rpc("eth_sendTransaction", _fields(sender, to, data, value) | {"gasPrice": self._price})

    def _queue(self, sender: str, to: str | None, data: bytes, value: int) -> Receipt:
        """Sends into the open block, whose transactions so far are the state of a call."""
        failure, output = None, None
        try:
            output = self._simulate(sender, to, data, value, {}, self._next())
        except Revert as error:
            failure = error
        address = created_address(sender, self.nonce(sender, "pending")) if to is None else None
        sent = self._submit(sender, to, data, value)
        self._queued[sent] = output
        if failure:
            raise failure
        return Receipt(0, [], (output or b"") if to else b"", address, hash=sent)

    def _seal(self, sent: list[str]) -> list[dict]:
        """Makes one block, of these transactions, in this order; returns them, each with its `output`.

        Told of none, it takes what waits. Of one transaction nothing is returned where a block of others took it just
        before.
        """
        try:
            told, (block,) = self._time, self._rpc("evm_mine_detailed", {"timestamp": hex(self._time), "blocks": 1})
            time, self._number = int(block["timestamp"], 16), int(block["number"], 16) + 1
            self._time = time + 1
            made = [one for one in block["transactions"] if self._is_ours or one["hash"] in sent]
            if not self._is_ours and not made and len(sent) == 1 and self._rpc("eth_getTransactionReceipt", sent[0]):
                return []
            if ((hashes := [one["hash"] for one in made]) != sent and sent) or time != told:
                raise EngineError(f"expected a block of {sent} at {told}, the node made one of {hashes} at {time}")
        except BaseException:
            with suppress(EngineError):
                for left in sent:  # or it would be in the next block
                    self._rpc("anvil_dropTransaction", left)
            raise
        return made

    def _mined(self, sent: str) -> dict:
        receipt = self._rpc("eth_getTransactionReceipt", sent)
        if receipt is None:
            raise EngineError(f"expected a receipt of {sent}, which is mined, the node has none")
        return receipt

    def _begin_block(self) -> None:
        with ExitStack() as opened:
            opened.enter_context(self.told())
            self._rpc("evm_setNextBlockTimestamp", self._time)  # for what a call sees of the open block
            self._open = opened.pop_all()

    def _end_block(self, filled: list[tuple[Receipt, int, list[Log]]]) -> None:
        queued, self._queued = self._queued, {}
        with self._open:
            made = self._seal(list(queued))
        receipts = {}
        for one in made:
            receipts[one["hash"]] = mined = self._mined(one["hash"])
            output = bytes.fromhex(one.get("output", "0x")[2:]) if mined["status"] == "0x1" else None
            if output != queued[one["hash"]]:
                raise EngineError(f"{one['hash']} did something else in its block than when it was sent")
        for receipt, _, _ in filled:
            done = _receipt(receipts[receipt.hash], receipt.output)
            receipt.gas_used, receipt.logs, receipt.block = done.gas_used, done.logs, done.block

    @contextmanager
    def told(self) -> Iterator[None]:
        """The node mines only when told. Afterwards one that is not ours mines as it did before."""
        if self._is_ours:
            yield
            return
        automatic, interval = self._rpc("anvil_getAutomine"), self._rpc("anvil_getIntervalMining")
        try:
            if interval:
                self._rpc("evm_setIntervalMining", 0)
            elif automatic:
                self._rpc("evm_setAutomine", False)
            self._sync()
            yield
        finally:
            if interval:
                self._rpc("evm_setIntervalMining", interval)
            elif automatic:
                self._rpc("evm_setAutomine", True)
                if int(self._rpc("txpool_status")["pending"], 16):  # others' that came meanwhile
                    self._rpc("evm_mine")

    def _sync(self) -> None:
        if self._is_ours or self._filling is not None:
            return
        latest = self._block("latest")
        if (number := int(latest["number"], 16) + 1) != self._number:
            self._number, self._time = number, max(self._time, int(latest["timestamp"], 16) + 1)

    def _mine(self, blocks: int) -> None:
        with self.told():
            for _ in range(blocks):
                self._seal([])

    def _snapshot(self) -> Any:
        return self._rpc("evm_snapshot"), self._time, self._number

    def _restore(self, snapshot: Any) -> None:
        held, time, number = snapshot
        self._rpc("anvil_dropAllTransactions")  # what waits belongs to what is undone
        if not self._rpc("evm_revert", held):
            raise EngineError("expected a snapshot that is still held, this one is used up")
        self._time, self._number = time, number
        self._funded.clear()
        if self._is_ours:
            # Anvil forgets old states by their block's hash: a block made again, the same in all, would be forgotten
            # with its first making, so none is the same in all
            self._restored += 1
            self._rpc("evm_setBlockGasLimit", hex(_BLOCK_GAS + self._restored))

    def _fund(self, address: str, wei: int) -> None:
        self._rpc("anvil_setBalance", address, hex(wei))

    def _set_storage(self, address: str, slot: int, value: int) -> None:
        self._rpc("anvil_setStorageAt", address, hex(slot), f"0x{value:064x}")


class SigningEngine(ApeEngine):
    """A network that takes signed transactions: each waits until it is mined, and none is sent that would revert."""

    def __init__(self, provider: ProviderAPI, signer: AccountAPI | None = None):
        super().__init__(provider)
        self._is_local_anvil = provider.network.is_dev and _is_anvil(provider)
        self._is_our_anvil = is_started_here(provider) and self._is_local_anvil
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
        return _receipt(self._awaited(mined.txn_hash), output if to else b"")

    def _awaited(self, sent: str) -> dict:
        """The receipt of a transaction, however long its block takes; EngineError where the node has dropped it."""
        while (receipt := self._rpc("eth_getTransactionReceipt", sent)) is None:
            if self._rpc("eth_getTransactionByHash", sent) is None:
                raise EngineError(f"{self.provider.network_choice}: the node dropped {sent}, send it again")
            time.sleep(0.2)
        return receipt

    def _mined(self, sender: str, to: str | None, data: bytes, value: int) -> ReceiptAPI:
        """The receipt of a transaction that ape fills in, signs, sends and waits for."""
        signer = self._signer(sender)
        transaction = self.provider.network.ecosystem.create_transaction(
            sender=signer.address, data=data, value=value, **({"receiver": to} if to else {})
        )
        try:
            with self._mining():
                return signer.call(transaction)
        except ContractLogicError as error:
            raise Revert(error.revert_message or "") from None
        except ApeException as error:
            raise EngineError(f"{self.provider.network_choice}: {error}") from None

    @contextmanager
    def _mining(self) -> Iterator[None]:
        """A local Anvil that makes no block by itself mines what ape sends: one that this process started, which an
        AnvilEngine keeps from mining, or one with --no-mining.
        """
        is_told = self._is_local_anvil and not self._rpc("anvil_getAutomine")
        if is_told and not self._is_our_anvil:
            is_told = not self._rpc("anvil_getIntervalMining")
        if is_told:
            self._rpc("evm_setAutomine", True)
        try:
            yield
        finally:
            if is_told:
                self._rpc("evm_setAutomine", False)

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

    def _begin_block(self) -> None:
        raise self._cannot("put transactions into one block")

    def _end_block(self, filled: list[tuple[Receipt, int, list[Log]]]) -> None:
        raise self._cannot("end a block")

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


def connect(signer: AccountAPI | None = None, ours: bool = True) -> ApeEngine:
    """The network that ape is connected to at the moment; an Anvil is driven as ours unless there is a `signer`, or
    `ours` is False: then it takes signed transactions like any other network.

    Raises EngineError when ape is not connected.
    """
    provider = ape.networks.active_provider
    if provider is None:
        raise EngineError("expected ape to be connected to a network (--network …), found none")
    if is_py_evm(provider):
        from wuxing.engine.py_evm import PyEvmEngine  # a second that no command on another network waits for

        return PyEvmEngine(provider)
    if ours and signer is None and _is_anvil(provider):
        return AnvilEngine(provider)
    return SigningEngine(provider, signer)


def _is_anvil(provider: ProviderAPI) -> bool:
    return "anvil" in provider.client_version.lower()


def is_py_evm(provider: ProviderAPI) -> bool:
    """Whether it is ape's own EVM, which lives in this process."""
    return isinstance(provider, TestProviderAPI) and provider.name == "test"


def is_started_here(provider: ProviderAPI) -> bool:
    """Whether ape started the node for this process, which nobody else knows then."""
    return getattr(provider, "process", None) is not None


def _fields(sender: str, to: str | None, data: bytes, value: int) -> dict:
    fields = {"from": sender, "data": "0x" + data.hex(), "value": hex(value), "gas": hex(TRANSACTION_GAS)}
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
