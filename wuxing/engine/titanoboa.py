# SPDX-License-Identifier: MIT
"""titanoboa's py-evm: the embedded default. Source-level errors, coverage and gas profile for Vyper."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import Any

import boa
from boa.environment import Env
from eth.exceptions import Revert as EVMRevert
from eth.vm.spoof import SpoofTransaction
from eth_utils import to_canonical_address, to_checksum_address

from wuxing.engine import precompiles
from wuxing.engine.artifacts import vyper_deployer
from wuxing.engine.base import PLENTY, ZERO_ADDRESS, Contract, EmbeddedEngine, Log, Receipt, Revert

_GAS = 30_000_000
_GWEI = 10**9


class _Source:
    """A Vyper contract as titanoboa knows it, read from disk when a revert is explained for the first time."""

    def __init__(self, env: Env, contract: Contract) -> None:
        self._env, self._contract = env, contract

    @property
    def path(self) -> Any:
        return self._contract.artifact.source

    @cached_property
    def _known(self) -> Any:
        with boa.swap_env(self._env):
            return vyper_deployer(self.path).at(self._contract.address)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._known, name)

    def __repr__(self) -> str:
        return repr(self._known)


class TitanoboaEngine(EmbeddedEngine):
    """An EVM in this process on titanoboa. One transaction takes about 1.4 ms."""

    name = "titanoboa"

    def __init__(self, chain_id: int = 31_337) -> None:
        super().__init__(chain_id)
        precompiles.install()
        self.env = Env()
        # an empty account that a transaction touches is deleted after it, which snapshots do not survive:
        # the fee recipient and the precompiles own a wei, as on every live chain
        for number in (*range(0x12), 0x100):
            self.env.set_balance(f"0x{number:040x}", 1)
        self._sources: dict[str, _Source] = {}
        self._held: list[Any] = []

    @property
    def _state(self) -> Any:
        return self.env.evm.vm.state

    def _set_block(self) -> None:
        patch = self.env.evm.patch
        patch.chain_id, patch.timestamp, patch.block_number = self._chain_id, self._time, self._number
        patch.gas_limit = _GAS * 10
        patch.prev_hashes = list(islice((self.block_hash(n) for n in range(self._number - 1, -1, -1)), 256))

    def know(self, contract: Contract) -> None:
        super().know(contract)
        # after a snapshot another contract may come to the same address
        known, key = self._sources.get(contract.address), to_canonical_address(contract.address)
        if known is not None and known.path != contract.artifact.source:
            del self._sources[contract.address]
            self.env._contracts.pop(key, None)
        if contract.artifact.is_vyper and contract.address not in self._sources and self.code(contract.address):
            self._sources[contract.address] = self.env._contracts[key] = _Source(self.env, contract)

    def _send(self, sender: str, to: str | None, data: bytes, value: int) -> Receipt:
        self._set_block()
        state, origin = self._state, to_canonical_address(sender)
        if state.get_balance(origin) < value + _GAS * _GWEI:
            state.set_balance(origin, value + PLENTY)
        transaction = SpoofTransaction(
            self.env.evm.vm.create_unsigned_transaction(
                nonce=state.get_nonce(origin),
                gas_price=_GWEI,
                gas=_GAS,
                to=to_canonical_address(to) if to else b"",
                value=value,
                data=data,
            ),
            from_=origin,
        )
        self._cool_down()
        computation = state.apply_transaction(transaction)
        self._sent()
        if computation.is_error:
            raise self._revert(computation)
        address = to_checksum_address(computation.msg.storage_address) if to is None else None
        logs = [
            Log(to_checksum_address(a), tuple(t.to_bytes(32, "big") for t in topics), body)
            for a, topics, body in computation.get_log_entries()
        ]
        used = _GAS - computation.get_gas_remaining()
        used -= min(computation.get_gas_refund(), used // 5)
        return Receipt(used, logs, computation.output if to else b"", address)

    def call(self, to: str, data: bytes, sender: str = ZERO_ADDRESS, value: int = 0) -> bytes:
        self._set_block()
        self._cool_down()
        result = self.env.execute_code(
            to_address=to, sender=sender, data=data, value=value, simulate=True, is_modifying=True
        )
        if result.is_error:
            raise self._revert(result)
        return result.output

    def _revert(self, computation: Any) -> Revert:
        source = self._sources.get(to_checksum_address(computation.msg.storage_address))
        detail = ""
        if source is not None:
            try:
                with boa.swap_env(self.env):
                    source.handle_error(computation)
            except Exception as error:
                # boa's account is a help, not the reason: it fails at some values, as lists that a call returned
                with suppress(Exception):
                    detail = str(error)
        if not isinstance(computation.error, EVMRevert):
            return Revert(repr(computation.error), b"", detail)
        return Revert(self.reason(computation.output), computation.output, detail)

    def _cool_down(self) -> None:
        """Starts a transaction: slots are cold and their values the original ones.

        The latter drops py-evm's journal, which snapshots need: while one is held, repeated writes of a slot read
        too cheap. Gas is exact on an engine that holds no snapshot.
        """
        if not self._held:
            self._state.lock_changes()
            return
        self.env.evm.reset_access_counters()
        accessed = self._state._account_db._journal_accessed_state
        for _, checkpoint in self._held:
            accessed.record(checkpoint)

    def _snapshot(self) -> Any:
        state = self.env.evm.snapshot()
        self._held.append(state)
        return state, self._time, self._number

    def _restore(self, snapshot: Any) -> None:
        state, self._time, self._number = snapshot
        self.env.evm.revert(state)
        del self._held[self._held.index(state) :]

    def _fund(self, address: str, wei: int) -> None:
        self.env.set_balance(address, wei)

    def balance(self, address: str) -> int:
        return self.env.get_balance(address)

    def code(self, address: str) -> bytes:
        return self.env.get_code(address)

    def storage(self, address: str, slot: int) -> int:
        return self._state.get_storage(to_canonical_address(address), slot)

    def _set_storage(self, address: str, slot: int, value: int) -> None:
        self._state.set_storage(to_canonical_address(address), slot, value)
