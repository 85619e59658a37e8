# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title A doctor's grant, in one word
@notice Layout, from the lowest bit:

            bits    0 ..  63   until      last second of the grant, 0 once revoked
            bits   64 .. 127   version    of the record that it was given for
            bits  128 .. 191   accesses   of the doctor to the record so far, under all grants

@custom:contract-name grant_word
"""

# the largest of each that fits
LIMIT: constant(uint256) = 2**64 - 1

struct Grant:
    until: uint256
    version: uint256
    accesses: uint256


@internal
@pure
def _pack(g: Grant) -> uint256:
    """
    @dev The word of a grant.
    """
    assert g.until <= LIMIT and g.version <= LIMIT and g.accesses <= LIMIT, "HealthRecords: does not fit"
    return g.until | (g.version << 64) | (g.accesses << 128)


@internal
@pure
def _unpack(word: uint256) -> Grant:
    """
    @dev The grant in a word.
    """
    return Grant(until=word & LIMIT, version=(word >> 64) & LIMIT, accesses=(word >> 128) & LIMIT)
