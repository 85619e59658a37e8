# SPDX-License-Identifier: MIT
"""What a real Anvil does to AnvilEngine when it is busy."""

import pytest

from wuxing.engine.ape_network import RpcError


def _fails(rpc, message):
    """The node's answers, but that a transaction which was mined is answered with an error."""

    def asked(method, *params):
        answer = rpc(method, *params)
        if method == "eth_sendTransactionSync":
            raise RpcError(message)
        return answer

    return asked


def test_transact__anvil_misses_its_own_notice__receipt_of_the_block(anvil, monkeypatch):
    with anvil.anchor():
        token = anvil.deploy("XZ", anvil.account(1), 10**30, sender=anvil.account(0))
        monkeypatch.setattr(anvil, "_rpc", _fails(anvil._rpc, "Transaction confirmation timeout"))
        block = anvil.block_number
        (minted,) = token.mint(anvil.account(2), 5, sender=anvil.account(1)).named("Transfer")
        assert (minted.to, minted.amount) == (anvil.account(2).address, 5)
        with anvil.reverts("Token: not the mine"):
            token.mint(anvil.account(2), 5, sender=anvil.account(2))
        assert anvil.block_number == block + 2 and token.totalSupply() == 5


def test_transact__any_other_error__is_the_callers(anvil, monkeypatch):
    with anvil.anchor():
        token = anvil.deploy("XZ", anvil.account(1), 10**30, sender=anvil.account(0))
        monkeypatch.setattr(anvil, "_rpc", _fails(anvil._rpc, "nonce too low"))
        with pytest.raises(RpcError, match="nonce too low"):
            token.mint(anvil.account(2), 5, sender=anvil.account(1))
