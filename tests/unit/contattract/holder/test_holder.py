# SPDX-License-Identifier: MIT
"""holder.vy: where an account is after its moves, and whether it is frozen (CNT-18)."""

from itertools import pairwise

import boa
import pytest

from wuxing.engine.artifacts import vyper_harness
from wuxing.paths import CONTRACTS

SOURCE = """
# pragma version 0.4.3
# pragma evm-version cancun
from contracts.contattract import holder

@external
@view
def last(recovery: address, account: address) -> address:
    return holder._last(recovery, account)

@external
@view
def frozen(recovery: address, account: address) -> bool:
    return holder._is_frozen(recovery, account)
"""
RECOVERY = """
# pragma version 0.4.3
successor: public(HashMap[address, address])
frozen: public(HashMap[address, bool])

@external
def move(account: address, to: address):
    self.successor[account] = to
    self.frozen[account] = True
"""
ACCOUNTS = [f"0x{number:040x}" for number in range(0xA1, 0xB2)]


@pytest.fixture(scope="module")
def holder():
    """The module's functions."""
    return vyper_harness(SOURCE, CONTRACTS).deploy()


@pytest.fixture
def recovery():
    """A recovery in which any account moves anywhere."""
    return vyper_harness(RECOVERY).deploy()


@pytest.mark.parametrize("moves", [0, 1, 2, 15])
def test_last__moves_of_moves__the_end_of_the_line(holder, recovery, moves):
    """CNT-18: from each account of the line; one that never moved is where it is."""
    for old, to in pairwise(ACCOUNTS[: moves + 1]):
        recovery.move(old, to)
    for account in ACCOUNTS[: moves + 1]:
        assert holder.last(recovery, account).lower() == ACCOUNTS[moves]
    assert holder.last(recovery, ACCOUNTS[-1]).lower() == ACCOUNTS[-1]


def test_last__line_too_long__refused_and_never_halfway(holder, recovery):
    """CNT-18: no account in the middle of a line is taken for its end; from the second on it is short enough."""
    for old, to in pairwise(ACCOUNTS):
        recovery.move(old, to)
    with boa.reverts("Holder: too many moves"):
        holder.last(recovery, ACCOUNTS[0])
    assert holder.last(recovery, ACCOUNTS[1]).lower() == ACCOUNTS[16]


def test_is_frozen__of_this_account_and_no_other(holder, recovery):
    """CNT-18: as Recovery says."""
    recovery.move(ACCOUNTS[0], ACCOUNTS[1])
    assert holder.frozen(recovery, ACCOUNTS[0]) and not holder.frozen(recovery, ACCOUNTS[1])
