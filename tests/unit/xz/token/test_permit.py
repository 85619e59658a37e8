# SPDX-License-Identifier: MIT
"""XZ.permit (XZ-1; EIP-2612)."""

from __future__ import annotations

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

FIELDS = [
    {"name": name, "type": kind}
    for name, kind in [
        ("owner", "address"),
        ("spender", "address"),
        ("value", "uint256"),
        ("nonce", "uint256"),
        ("deadline", "uint256"),
    ]
]


@pytest.fixture
def permit(funded, engine, miner, other_miner):
    """Signed by the miner for the other miner; any field may be replaced. Returns permit's arguments."""

    def made(signer=miner, chain_id=None, **fields):
        message = {
            "owner": miner.address,
            "spender": other_miner.address,
            "value": 500,
            "nonce": funded.nonces(miner),
            "deadline": engine.time + 60,
        } | fields
        domain = {
            "name": "XZ",
            "version": "1",
            "chainId": chain_id or engine.chain_id,
            "verifyingContract": funded.address,
        }
        typed = encode_typed_data(domain, {"Permit": FIELDS}, message)
        signed = Account.sign_message(typed, signer.key)
        values = (message[name] for name in ("owner", "spender", "value", "deadline"))
        return *values, signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")

    return made


def test_permit__of_the_holder__approves(funded, permit, miner, other_miner, keeper):
    funded.permit(*permit(), sender=keeper)
    assert (funded.allowance(miner, other_miner), funded.nonces(miner)) == (500, 1)


def test_permit__replayed__reverts(funded, engine, permit, miner, other_miner, keeper):
    signed = permit()
    funded.permit(*signed, sender=keeper)
    funded.transferFrom(miner, other_miner, 500, sender=other_miner)
    with engine.reverts("InvalidPermit"):
        funded.permit(*signed, sender=other_miner)
    assert funded.allowance(miner, other_miner) == 0


def test_permit__expired__reverts(funded, engine, permit, keeper):
    with engine.reverts("PermitExpired"):
        funded.permit(*permit(deadline=engine.time - 1), sender=keeper)


def test_permit__wrong_signer_chain_or_nonce__reverts(funded, engine, permit, attacker):
    for changed in ({"signer": attacker}, {"chain_id": 1}, {"nonce": 1}):
        with engine.reverts("InvalidPermit"):
            funded.permit(*permit(**changed), sender=attacker)
