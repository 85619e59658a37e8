# SPDX-License-Identifier: MIT
"""EIP-712 digests of XZ's messages, against eth-account's encoder (XZ-4, XZ-5, XZ-17, XZ-23)."""

from __future__ import annotations

import pytest
from eth_account.messages import _hash_eip191_message, encode_typed_data
from eth_hash.auto import keccak

from wuxing.typed_data import Domain
from wuxing.xz import signing

CONTRACT = "0x" + "c0" * 20
SELLER, BUYER = "0x" + "11" * 20, "0x" + "22" * 20
MESSAGES = [
    signing.transfer(7, SELLER, BUYER, 3, 1_700_000_000),
    signing.exit_order(10_000, 3, 1_700_000_000),
    signing.log_batch(7, 0, b"\0" * 32, b"\1" * 32, 5, 10, 20),
    signing.report(1_700_000_000, 7, -(2**127)),
    signing.handover(1, b"\2" * 32, BUYER, 0, 9),
    signing.split(1, b"\2" * 32, b"\3" * 32, b"\4" * 32),
    signing.sale(1, b"\5" * 32, 8),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m.kind)
def test_digest__every_message__agrees_with_eth_account(message):
    domain = Domain("XZMine", 31_337, CONTRACT)
    encoded = encode_typed_data(
        {"name": "XZMine", "version": "1", "chainId": 31_337, "verifyingContract": CONTRACT},
        {message.kind: [{"name": name, "type": kind} for name, kind in message.types.items()]},
        dict(message.values),
    )
    assert domain.digest(message) == _hash_eip191_message(encoded)


@pytest.mark.parametrize(
    "other",
    [
        Domain("CabinetFeed", 1, CONTRACT),
        Domain("CabinetLog", 31_337, CONTRACT),
        Domain("CabinetFeed", 31_337, SELLER),
        Domain("CabinetFeed", 31_337, CONTRACT, "2"),
    ],
    ids=["chain", "name", "contract", "version"],
)
def test_digest__other_domain__is_another_digest(other):
    message = signing.report(1, 2, 3)
    assert other.digest(message) != Domain("CabinetFeed", 31_337, CONTRACT).digest(message)


def test_log_head__next_batch__follows_from_the_one_before():
    """XZ-5: head_n = keccak(head_{n-1}, batch, root, records, opened, closed)."""
    words = [b"\7" * 32, (4).to_bytes(32, "big"), b"\1" * 32, *(n.to_bytes(32, "big") for n in (5, 10, 20))]
    assert signing.log_head(b"\7" * 32, 4, b"\1" * 32, 5, 10, 20) == keccak(b"".join(words))
