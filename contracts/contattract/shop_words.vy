# SPDX-License-Identifier: MIT
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title Packed words of the shop
@notice An order's words (bits, from the lowest) = buyer 160, price 96; seller 160, carriage 96; carrier 160, deadline 40, state 8.
        Packing reverts when a value does not fit, so that no field can run into another.
@custom:contract-name shop_words
@license MIT
"""

struct Order:
    buyer: address
    # wei
    price: uint256
    seller: address
    # wei
    carriage: uint256
    carrier: address
    # first second at which the time of its state is over
    deadline: uint256
    # ShopEscrow.vy's states
    state: uint256

_ADDRESS: constant(uint256) = (1 << 160) - 1


@internal
@pure
def _pack(o: Order) -> uint256[3]:
    """
    @dev An order as three words.
    """
    assert (o.price | o.carriage) >> 96 == 0, "Shop: amount does not fit"
    return [
        convert(o.buyer, uint256) | (o.price << 160),
        convert(o.seller, uint256) | (o.carriage << 160),
        self._stage(o),
    ]


@internal
@pure
def _stage(o: Order) -> uint256:
    """
    @dev The third of an order's words, the only one that changes.
    """
    assert o.deadline >> 40 == 0 and o.state >> 8 == 0, "Shop: stage does not fit"
    return convert(o.carrier, uint256) | (o.deadline << 160) | (o.state << 200)


@internal
@pure
def _read(words: uint256[3]) -> Order:
    """
    @dev The order in its words.
    """
    return Order(
        buyer=convert(words[0] & _ADDRESS, address),
        price=words[0] >> 160,
        seller=convert(words[1] & _ADDRESS, address),
        carriage=words[1] >> 160,
        carrier=convert(words[2] & _ADDRESS, address),
        deadline=(words[2] >> 160) & ((1 << 40) - 1),
        state=words[2] >> 200,
    )
