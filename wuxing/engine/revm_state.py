# SPDX-License-Identifier: MIT
"""The whole state of a revm engine as plain data, and back: what a long run's checkpoint holds.

pyrevm lists accounts but not their storage. Its debug text of the journal does, for everything touched since the EVM
was made; so `Keeper.turn_over` reads that, merges it into what was there before, and goes on in a fresh EVM
made from the result. The journal, which otherwise grows with every transaction, starts empty again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pyrevm import EVM, AccountInfo, CfgEnv, Env

from wuxing.engine.revm import RevmEngine

_ACCOUNT = re.compile(
    r"(0x[0-9a-f]{40}): Account \{ info: AccountInfo \{ balance: (\d+), nonce: (\d+), code_hash: 0x[0-9a-f]{64}, "
    r"code: (?:None|Some\(Bytecode \{ bytecode: 0x([0-9a-f]*), state: (?:Raw|Analysed \{ len: (\d+)).*?)\}, "
    r"storage: \{(.*?)\}, status: AccountStatus\(",
    re.S,
)
_SLOT = re.compile(r"(\d+): StorageSlot \{ previous_or_original_value: \d+, present_value: (\d+) \}")


@dataclass
class AccountState:
    """An account: native balance in wei, nonce, code, and the storage words that are not zero."""

    balance: int = 0
    nonce: int = 0
    code: bytes = b""
    storage: dict[int, int] = field(default_factory=dict)


class Keeper:
    """Keeps the state of one revm engine. Snapshots of the engine do not survive a turn-over."""

    def __init__(self, engine: RevmEngine, accounts: dict[str, AccountState] | None = None) -> None:
        self.engine, self.accounts = engine, accounts if accounts is not None else {}
        if accounts is not None:
            self._renew()

    def turn_over(self) -> dict[str, AccountState]:
        """The state as it stands, by address; the engine goes on in a fresh EVM that holds it."""
        text = self.engine.evm.journal_str
        for address, balance, nonce, code, size, storage in _ACCOUNT.findall(
            text[: text.index(", transient_storage: ")]
        ):
            account = self.accounts.setdefault(address, AccountState())
            account.balance, account.nonce = int(balance), int(nonce)
            # analysed code is shown padded, its own length beside it
            account.code = bytes.fromhex(code)[: int(size) if size else None]
            for slot, value in _SLOT.findall(storage):
                if int(value):
                    account.storage[int(slot)] = int(value)
                else:
                    account.storage.pop(int(slot), None)
        self._renew()
        return self.accounts

    def _renew(self) -> None:
        evm = EVM(spec_id="CANCUN", env=Env(cfg=CfgEnv(chain_id=self.engine.chain_id)))
        for address, account in self.accounts.items():
            evm.insert_account_info(address, AccountInfo(nonce=account.nonce, code=account.code or None))
            if account.balance:
                evm.set_balance(address, account.balance)
            for slot, value in account.storage.items():
                evm.insert_account_storage(address, slot, value)
        self.engine.evm = evm
        self.engine._block = (-1, -1)
