# SPDX-License-Identifier: MIT
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title Packed words of the market
@notice What the checkout, the swap and the buy-back keep, in hand-packed words. Widths (bits, from the lowest):
        Holding = amount 96, account 160: an account and its XZ or dollars (a seller and a price, a buyer and what
        was paid). Offer = open 1, cabinet 16, feed 160, term 32. Receipt terms = state 8, deadline 64, item 64.
        Order terms = stablecoin 1, token 16, expiry 64, life 64, nonce 32. Bucket = at 64, used 192.
        Tier = discount 16, votes 240.
        Packing reverts when a value does not fit, so that no field can run into another.
@custom:contract-name market_words
@license MIT
"""


@internal
@pure
def _holding(account: address, amount: uint256) -> uint256:
    """
    @dev An account and an amount as one word.
    """
    assert amount >> 96 == 0, "Market: amount above 2**96"
    return (convert(account, uint256) << 96) | amount


@internal
@pure
def _account(word: uint256) -> address:
    """
    @dev The account of a holding.
    """
    return convert(word >> 96, address)


@internal
@pure
def _amount(word: uint256) -> uint256:
    """
    @dev The amount of a holding.
    """
    return word & ((1 << 96) - 1)


@internal
@pure
def _offer(feed: address, cabinet: uint256, is_open: bool, term: uint256) -> uint256:
    """
    @dev What an item is priced by, which cabinet hands it out, and in which term of its seller it was listed, as one word.
    """
    assert cabinet >> 16 == 0, "Market: cabinet above 2**16"
    assert term >> 32 == 0, "Market: out of range"
    return (term << 177) | (convert(feed, uint256) << 17) | (cabinet << 1) | convert(is_open, uint256)


@internal
@pure
def _read_offer(word: uint256) -> (address, uint256, bool, uint256):
    """
    @dev Feed, cabinet, whether the item is open, and its seller's term.
    """
    feed: address = convert((word >> 17) & ((1 << 160) - 1), address)
    return feed, (word >> 1) & ((1 << 16) - 1), word & 1 == 1, word >> 177


@internal
@pure
def _receipt(item: uint256, deadline: uint256, state: uint256) -> uint256:
    """
    @dev The terms of a receipt as one word.
    """
    assert (item >> 64) | (deadline >> 64) | (state >> 8) == 0, "Market: out of range"
    return (item << 72) | (deadline << 8) | state


@internal
@pure
def _read_receipt(word: uint256) -> (uint256, uint256, uint256):
    """
    @dev Item, deadline and state of a receipt.
    """
    return word >> 72, (word >> 8) & ((1 << 64) - 1), word & ((1 << 8) - 1)


@internal
@pure
def _order(token_id: uint256, in_stablecoin: bool, expiry: uint256, life: uint256, nonce: uint256) -> uint256:
    """
    @dev The terms of an order as one word.
    """
    assert (token_id >> 16) | (expiry >> 64) | (life >> 64) | (nonce >> 32) == 0, "Market: out of range"
    return (nonce << 145) | (life << 81) | (expiry << 17) | (token_id << 1) | convert(in_stablecoin, uint256)


@internal
@pure
def _read_order(word: uint256) -> (uint256, bool, uint256, uint256, uint256):
    """
    @dev Token, whether it is paid in the stablecoin, expiry and least life of an order, and the token's nonce at its listing.
    """
    expiry: uint256 = (word >> 17) & ((1 << 64) - 1)
    return (word >> 1) & ((1 << 16) - 1), word & 1 == 1, expiry, (word >> 81) & ((1 << 64) - 1), word >> 145


@internal
@pure
def _bucket(used: uint256, at: uint256) -> uint256:
    """
    @dev How much of an allowance was used, and when that was written, as one word.
    """
    assert (used >> 192) | (at >> 64) == 0, "Market: out of range"
    return (used << 64) | at


@internal
@pure
def _read_bucket(word: uint256) -> (uint256, uint256):
    """
    @dev Used, and when it was written.
    """
    return word >> 64, word & ((1 << 64) - 1)


@internal
@pure
def _tier(votes: uint256, discount: uint256) -> uint256:
    """
    @dev The votes that a discount asks for, and the discount, as one word.
    """
    assert (votes >> 240) | (discount >> 16) == 0, "Market: out of range"
    return (votes << 16) | discount


@internal
@pure
def _read_tier(word: uint256) -> (uint256, uint256):
    """
    @dev Votes and discount (bps) of a tier.
    """
    return word >> 16, word & ((1 << 16) - 1)
