# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Packed words of rights to a lease
@notice Widths (bits, from the lowest): access = given to read until 40, to write until 40, in the epoch 32, bought
        to read until 40, to write until 40. Offer = price to read 96, to write 96, in the epoch 32. Packing reverts
        when a value does not fit.
@custom:contract-name rights_words
@license MIT
"""

struct Access:
    # given by a holder: seconds until which it may read and write
    read: uint256
    write: uint256
    # of the lease when it was given; ends with it
    epoch: uint256
    # bought: seconds until which it may read and write, whoever holds the lease
    bought_read: uint256
    bought_write: uint256

struct Offer:
    # wei for a day of reading and of writing; 0: not for sale
    read: uint256
    write: uint256
    # of the lease when it was made; ends with it
    epoch: uint256

_TIME: constant(uint256) = (1 << 40) - 1
_PRICE: constant(uint256) = (1 << 96) - 1
_EPOCH: constant(uint256) = (1 << 32) - 1


@internal
@pure
def _pack_access(a: Access) -> uint256:
    """
    @dev Somebody's access to a lease as one word.
    """
    assert (
        ((a.read | a.write | a.bought_read | a.bought_write) >> 40) | (a.epoch >> 32) == 0
    ), "Rights: time out of range"
    return a.read | (a.write << 40) | (a.epoch << 80) | (a.bought_read << 112) | (a.bought_write << 152)


@internal
@pure
def _access(word: uint256) -> Access:
    """
    @dev The access in a word.
    """
    return Access(
        read=word & _TIME,
        write=(word >> 40) & _TIME,
        epoch=(word >> 80) & _EPOCH,
        bought_read=(word >> 112) & _TIME,
        bought_write=(word >> 152) & _TIME,
    )


@internal
@pure
def _pack_offer(o: Offer) -> uint256:
    """
    @dev An offer as one word.
    """
    assert ((o.read | o.write) >> 96) | (o.epoch >> 32) == 0, "Rights: price above 2**96"
    return o.read | (o.write << 96) | (o.epoch << 192)


@internal
@pure
def _offer(word: uint256) -> Offer:
    """
    @dev The offer in a word.
    """
    return Offer(read=word & _PRICE, write=(word >> 96) & _PRICE, epoch=(word >> 192) & _EPOCH)
