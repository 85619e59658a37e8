# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Where a cabinet's log stands, in one word
@notice Layout, from the lowest bit:

            bits    0 ..  63   length   batches in the log
            bits   64 .. 127   closed   end of the last batch's time, seconds

@custom:contract-name log_state
"""

# the largest length and time that fit
LIMIT: constant(uint256) = 2**64 - 1


@internal
@pure
def _pack(length: uint256, closed: uint256) -> uint256:
    """
    @dev The word of a log with `length` batches of which the last closed at `closed`.
    """
    assert length <= LIMIT and closed <= LIMIT, "CabinetLog: does not fit 64 bits"
    return length | (closed << 64)


@internal
@pure
def _unpack(word: uint256) -> (uint256, uint256):
    """
    @dev Length, and the end of the last batch's time.
    """
    return word & LIMIT, (word >> 64) & LIMIT
