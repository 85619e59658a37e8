# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Who holds a batch of packages, in one word
@notice Layout, from the lowest bit:

            bits    0 .. 159   account   the holder, zero when a cabinet holds it
            bits  160 .. 191   token     the cabinet that holds it by its NFTXZ, zero when an account does
            bits  192 .. 231   since     when it came into these hands, seconds

        A batch that was parted is held by nobody: account and token are zero. A batch unknown is all zero.
@custom:contract-name custody
"""

struct Custody:
    account: address
    token: uint256
    since: uint256


@internal
@pure
def _pack(c: Custody) -> uint256:
    """
    @dev The word of a custody.
    """
    assert c.token < 2**32 and c.since < 2**40, "PackageTrace: does not fit"
    return convert(c.account, uint256) | (c.token << 160) | (c.since << 192)


@internal
@pure
def _unpack(word: uint256) -> Custody:
    """
    @dev The custody in a word.
    """
    return Custody(
        account=convert(word & (2**160 - 1), address),
        token=(word >> 160) & (2**32 - 1),
        since=(word >> 192) & (2**40 - 1),
    )
