# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Holder: who has an account's things by now (CNT-18)
@notice Asks Recovery.vy: an account that moved stands for its successor, and nothing flows out to an account of which a
        move is under way.
@custom:contract-name holder
@license MIT
"""

interface Recovery:
    def frozen(account: address) -> bool: view
    def successor(account: address) -> address: view

# moves of moves that are followed in one call; a longer line is shortened by following its first part
_MOVES: constant(uint256) = 16


@internal
@view
def _last(recovery: address, account: address) -> address:
    """
    @dev Where an account is after all its moves: itself if it never moved.
    """
    last: address = account
    for i: uint256 in range(_MOVES):
        after: address = staticcall Recovery(recovery).successor(last)
        if after == empty(address):
            return last
        last = after
    raise "Holder: too many moves"


@internal
@view
def _is_frozen(recovery: address, account: address) -> bool:
    """
    @dev Whether outflows of an account stop.
    """
    return staticcall Recovery(recovery).frozen(account)
