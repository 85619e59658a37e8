# SPDX-License-Identifier: MIT
"""mail_words.vy, by bits: CNT-13 … CNT-16, as docs/contattract.md has the widths."""

import boa
import pytest

from wuxing.contattract.mail_model import link
from wuxing.engine.artifacts import vyper_harness
from wuxing.paths import CONTRACTS

SOURCE = """
# pragma version 0.4.3
# pragma evm-version cancun
from contracts.contattract import mail_words as words

@external
@pure
def name(owner: address, day: uint256) -> (uint256, address, uint256):
    word: uint256 = words._pack_name(owner, day)
    back: (address, uint256) = words._name(word)
    return word, back[0], back[1]

@external
@pure
def escrow(sender: address, amount: uint256, day: uint256) -> (uint256, address, uint256, uint256):
    word: uint256 = words._pack_escrow(sender, amount, day)
    back: (address, uint256, uint256) = words._escrow(word)
    return word, back[0], back[1], back[2]

@external
@pure
def order(buyer: address, deadline: uint256, state: uint256) -> (uint256, address, uint256, uint256):
    word: uint256 = words._pack_order(buyer, deadline, state)
    back: (address, uint256, uint256) = words._order(word)
    return word, back[0], back[1], back[2]

@external
@pure
def sale(seller: address, price: uint256) -> (uint256, address, uint256):
    word: uint256 = words._pack_sale(seller, price)
    back: (address, uint256) = words._sale(word)
    return word, back[0], back[1]

@external
@pure
def append(
    inbox: uint256, sender: address, version: uint256, postage: uint256, time: uint256, digest: bytes32
) -> uint256:
    return words._append(inbox, sender, version, postage, time, digest)
"""
ACCOUNT = "0x" + "ff" * 20
ALL = 2**160 - 1


@pytest.fixture(scope="module")
def words():
    """The module's functions, each packed and read back."""
    return vyper_harness(SOURCE, CONTRACTS).deploy()


@pytest.mark.parametrize("day", [0, 1, 2**32 - 1])
def test_name__owner_160_day_32(words, day):
    word, owner, back = words.name(ACCOUNT, day)
    assert (word, int(owner, 16), back) == (ALL | day << 160, ALL, day)


@pytest.mark.parametrize(("amount", "day"), [(0, 0), (1, 2**16 - 1), (2**80 - 1, 0), (2**80 - 1, 2**16 - 1)])
def test_escrow__sender_160_amount_80_day_16(words, amount, day):
    word, sender, *rest = words.escrow(ACCOUNT, amount, day)
    assert (word, int(sender, 16), rest) == (ALL | amount << 160 | day << 240, ALL, [amount, day])


@pytest.mark.parametrize(("deadline", "state"), [(0, 6), (2**40 - 1, 1), (5, 255)])
def test_order__buyer_160_deadline_40_state_8(words, deadline, state):
    word, buyer, *rest = words.order(ACCOUNT, deadline, state)
    assert (word, int(buyer, 16), rest) == (ALL | deadline << 160 | state << 200, ALL, [deadline, state])


@pytest.mark.parametrize("price", [0, 1, 2**96 - 1])
def test_sale__seller_160_price_96(words, price):
    word, seller, back = words.sale(ACCOUNT, price)
    assert (word, int(seller, 16), back) == (ALL | price << 160, ALL, price)


@pytest.mark.parametrize(
    ("function", "arguments", "reason"),
    [
        ("name", (ACCOUNT, 2**32), "Names: day out of range"),
        ("escrow", (ACCOUNT, 2**80, 0), "Mail: postage out of range"),
        ("escrow", (ACCOUNT, 0, 2**16), "Mail: day out of range"),
        ("order", (ACCOUNT, 2**40, 0), "Attachments: deadline out of range"),
        ("sale", (ACCOUNT, 2**96), "Attachments: price out of range"),
    ],
)
def test_pack__out_of_range__refused(words, function, arguments, reason):
    with boa.reverts(reason):
        getattr(words, function)(*arguments)


@pytest.mark.parametrize("inbox", [0, 1, 2**256 - 2**40 + 6, (7 << 40) | 12])
def test_append__count_40_chain_216(words, inbox):
    """CNT-14: the number is one higher; the rest is the hash over the word before and every field."""
    made = words.append(inbox, ACCOUNT, 3, 5, 1_700_000_000, b"\1" * 32)
    assert made == link(inbox, ACCOUNT, 3, 5, 1_700_000_000, b"\1" * 32)
    assert made & (2**40 - 1) == (inbox & (2**40 - 1)) + 1
