# SPDX-License-Identifier: MIT
"""ape's py-evm as an engine."""

from __future__ import annotations

from typing import Any

import ape
from ape_test.provider import LocalProvider
from eth.exceptions import Revert as EVMRevert
from eth.vm.spoof import SpoofTransaction
from eth_utils import to_canonical_address, to_checksum_address

from wuxing.engine.ape_network import TRANSACTION_GAS, SigningEngine
from wuxing.engine.base import ZERO_ADDRESS, Engine, Log, OwnClock, Receipt, Revert


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
        state.set_balance(origin, state.get_balance(origin) + TRANSACTION_GAS * state.base_fee)
        unsigned = self._chain.create_unsigned_transaction(
            nonce=state.get_nonce(origin),
            gas_price=state.base_fee,
            gas=TRANSACTION_GAS,
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
