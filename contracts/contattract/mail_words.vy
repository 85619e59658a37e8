# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Packed words of names, mail and attachments
@notice Widths (bits, from the lowest). Name: owner 160, expiry 32 (a UTC day's number). Inbox: count 40, chain 216.
        Settings: minimum 80, moved 1. Escrow: sender 160, amount 80, day 16. Order: buyer 160, deadline 40, state 8; and a
        second word: seller 160, price 96. What comes from outside is checked where it is packed.
        The chain keeps 216 bits of a hash: another history with the same word takes 2^108 tries for who writes all of
        its messages, 2^216 for anybody else.
@custom:contract-name mail_words
@license MIT
"""

_ADDRESS: constant(uint256) = (1 << 160) - 1
# the most postage of a message, in wei, and one: 1.2 million CNT
POSTAGE: constant(uint256) = 1 << 80
# the bit of an inbox that moved to another account
MOVED: constant(uint256) = 1 << 80
_COUNT: constant(uint256) = (1 << 40) - 1


@internal
@pure
def _pack_name(owner: address, day: uint256) -> uint256:
    """
    @dev A name: who owns it, and the UTC day with whose beginning it expires.
    """
    assert day >> 32 == 0, "Names: day out of range"
    return convert(owner, uint256) | (day << 160)


@internal
@pure
def _name(word: uint256) -> (address, uint256):
    """
    @dev Owner and day of expiry.
    """
    return convert(word & _ADDRESS, address), word >> 160


@internal
@pure
def _count(inbox: uint256) -> uint256:
    """
    @dev How many messages an inbox has.
    """
    return inbox & _COUNT


@internal
@pure
def _append(
    inbox: uint256, sender: address, version: uint256, postage: uint256, time: uint256, digest: bytes32
) -> uint256:
    """
    @dev CNT-14: an inbox with one more message. The hash covers the word before, so the whole history.
    """
    link: bytes32 = keccak256(abi_encode(inbox, sender, version, postage, time, digest))
    return (convert(link, uint256) & ~_COUNT) | ((inbox & _COUNT) + 1)


@internal
@pure
def _pack_escrow(sender: address, amount: uint256, day: uint256) -> uint256:
    """
    @dev CNT-16: postage that waits: whose it was, wei, and the UTC day from whose beginning it is the sender's again.
    """
    assert amount < POSTAGE, "Mail: postage out of range"
    assert day >> 16 == 0, "Mail: day out of range"
    return convert(sender, uint256) | (amount << 160) | (day << 240)


@internal
@pure
def _escrow(word: uint256) -> (address, uint256, uint256):
    """
    @dev Sender, amount and day of waiting postage.
    """
    return convert(word & _ADDRESS, address), (word >> 160) & (POSTAGE - 1), word >> 240


@internal
@pure
def _pack_order(buyer: address, deadline: uint256, state: uint256) -> uint256:
    """
    @dev CNT-15: an order's first word; the deadline is the second at which its state's time is over.
    """
    assert deadline >> 40 == 0, "Attachments: deadline out of range"
    return convert(buyer, uint256) | (deadline << 160) | (state << 200)


@internal
@pure
def _order(word: uint256) -> (address, uint256, uint256):
    """
    @dev Buyer, deadline and state of an order.
    """
    return convert(word & _ADDRESS, address), (word >> 160) & ((1 << 40) - 1), word >> 200


@internal
@pure
def _pack_sale(seller: address, price: uint256) -> uint256:
    """
    @dev CNT-15: an order's second word.
    """
    assert price >> 96 == 0, "Attachments: price out of range"
    return convert(seller, uint256) | (price << 160)


@internal
@pure
def _sale(word: uint256) -> (address, uint256):
    """
    @dev Seller and price of an order.
    """
    return convert(word & _ADDRESS, address), word >> 160
