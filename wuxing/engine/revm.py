# SPDX-License-Identifier: MIT
"""revm in this process (pyrevm), Cancun level: for long runs."""

from __future__ import annotations

import re
from typing import Any

from eth_utils import keccak
from pyrevm import EVM, AccountInfo, BlockEnv, CfgEnv, Env

from wuxing.engine.base import ZERO_ADDRESS, EmbeddedEngine, Log, Receipt, Revert, to_checksum_address

_GAS = 300_000_000
_PADDING = 33
"""Zero bytes that revm keeps behind every code, for PUSH32 at its end."""
_OUTPUT = re.compile(r"output: 0x([0-9a-f]*)")
_HALT = re.compile(r"reason: (\w+)")


class RevmEngine(EmbeddedEngine):
    """An EVM in this process on revm: tens of thousands of transactions a second.

    pyrevm keeps one journal over all transactions: what one has touched is warm in the next, so `gas_used` would
    read too low and is 0 here. Measure gas on titanoboa or Anvil.
    """

    name = "revm"

    def __init__(self, chain_id: int = 31_337) -> None:
        super().__init__(chain_id)
        self.evm = EVM(spec_id="CANCUN", env=Env(cfg=CfgEnv(chain_id=chain_id)))
        self._block = (-1, -1)

    def _set_block(self) -> None:
        if self._block != (self._number, self._time):
            self._block = (self._number, self._time)
            self.evm.set_block_env(BlockEnv(number=self._number, timestamp=self._time, gas_limit=_GAS * 10))

    def _send(self, sender: str, to: str | None, data: bytes, value: int) -> Receipt:
        self._set_block()
        evm, address, output = self.evm, None, b""
        plain = self._as_plain_account(sender)
        try:
            if to is None:
                address = to_checksum_address(evm.deploy(sender, data, value, _GAS))
            else:
                output = bytes(evm.message_call(sender, to, data, value, _GAS))
        except RuntimeError as error:
            raise self._revert(error) from None
        finally:
            evm.reset_transient_storage()
            if plain is not None:
                evm.insert_account_info(sender, plain)
            self._sent()
        logs, result = [], evm.result
        assert result is not None
        for log in result.logs:
            topics, body = log.data
            logs.append(Log(to_checksum_address(log.address), tuple(_word(t) for t in topics), bytes(body)))
        return Receipt(0, logs, output, address)

    def _as_plain_account(self, sender: str) -> AccountInfo | None:
        """Lets a contract send a transaction (EIP-3607 forbids it) by hiding its code; returns what to put back."""
        info = self.evm.basic(sender)
        if not self.evm.get_code(sender):
            return None
        self.evm.insert_account_info(sender, AccountInfo(nonce=info.nonce))
        return info

    def call(self, to: str, data: bytes, sender: str = ZERO_ADDRESS, value: int = 0) -> bytes:
        self._set_block()
        try:
            return bytes(self.evm.message_call(sender, to, data, value, _GAS, is_static=True))
        except RuntimeError as error:
            raise self._revert(error) from None
        finally:
            self.evm.reset_transient_storage()

    def _revert(self, error: RuntimeError) -> Revert:
        text = str(error)
        if found := _OUTPUT.search(text):
            data = bytes.fromhex(found[1])
            return Revert(self.reason(data), data)
        return Revert(found[1] if (found := _HALT.search(text)) else text)

    def _snapshot(self) -> Any:
        return self.evm.snapshot(), self._time, self._number

    def _restore(self, snapshot: Any) -> None:
        checkpoint, self._time, self._number = snapshot
        self.evm.revert(checkpoint)

    def _fund(self, address: str, wei: int) -> None:
        self.evm.set_balance(address, wei)

    def balance(self, address: str) -> int:
        return self.evm.get_balance(address)

    def code(self, address: str) -> bytes:
        code = bytes(self.evm.get_code(address) or b"")
        # revm pads code once it has analysed it, and not before; its hash tells which it is
        shown = self.evm.basic(address).code_hash
        return code if not code or keccak(code) == bytes(shown or b"") else code[:-_PADDING]

    def storage(self, address: str, slot: int) -> int:
        return self.evm.storage(address, slot)

    def _set_storage(self, address: str, slot: int, value: int) -> None:
        self.evm.insert_account_storage(address, slot, value)

    def block_hash(self, number: int) -> bytes:
        return bytes(self.evm.block_hash(number))


def _word(topic: Any) -> bytes:
    return bytes.fromhex(topic.removeprefix("0x")) if isinstance(topic, str) else bytes(topic)
