# SPDX-License-Identifier: MIT
"""The state of a revm engine as data: nothing is lost in a turn-over, and both copies go the same way on."""

from __future__ import annotations

import pickle

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.engine.revm import RevmEngine
from wuxing.engine.revm_state import Keeper

# stores calldata word 1 at slot word 0, returns what was there
CODE = bytes.fromhex("60003554600052602035600035556020600 0f3".replace(" ", ""))
INIT = bytes.fromhex(f"60{len(CODE):02x}600c60003960{len(CODE):02x}6000f3") + CODE


def put(engine: RevmEngine, to: str, slot: int, value: int) -> int:
    data = slot.to_bytes(32, "big") + value.to_bytes(32, "big")
    return int.from_bytes(engine.transact(engine.account(0).address, to, data).output, "big")


def test_turn_over__twice__keeps_storage_code_and_balances() -> None:
    engine = RevmEngine()
    contract = engine.transact(engine.account(0).address, None, INIT).address
    assert contract
    put(engine, contract, 5, 7)
    put(engine, contract, 2**255, 2**256 - 1)
    put(engine, contract, 6, 9)
    put(engine, contract, 6, 0)
    keeper = Keeper(engine)
    keeper.turn_over()
    assert engine.code(contract) == CODE
    assert engine.balance(engine.account(0).address) == 10**24
    assert put(engine, contract, 5, 8) == 7
    accounts = keeper.turn_over()
    assert accounts[contract.lower()].storage == {5: 8, 2**255: 2**256 - 1}
    assert put(engine, contract, 2**255, 1) == 2**256 - 1
    assert put(engine, contract, 5, 1) == 8


def test_keeper__from_a_pickled_state__is_the_same_chain() -> None:
    engine = RevmEngine()
    contract = engine.transact(engine.account(0).address, None, INIT).address
    assert contract
    put(engine, contract, 5, 7)
    kept = pickle.loads(pickle.dumps(Keeper(engine).turn_over()))
    other = RevmEngine()
    Keeper(other, kept)
    assert other.code(contract) == CODE
    assert put(other, contract, 5, 9) == 7
    assert engine.storage(contract, 5) == 7, "the first engine is untouched"
    assert other.code(ZERO_ADDRESS) == b""
