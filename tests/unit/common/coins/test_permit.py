# SPDX-License-Identifier: MIT
"""EIP-2612 permit and EIP-5267 domain of every coin (XZ-1, ZOS-1, ZZM-1, CNT-1)."""

from __future__ import annotations

import pytest
from eth_abi import encode
from eth_utils import keccak

from tests.unit.common.coins.conftest import COINS, make
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.engine.titanoboa import TitanoboaEngine

SECP256K1_N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def test_eip712Domain__is_what_permit_is_signed_in(coin, engine):
    """EIP-5267: a wallet can ask for the domain instead of guessing it."""
    fields, name, version, chain, contract, salt, extensions = coin.token.eip712Domain()
    assert (fields, name, version, chain) == (b"\x0f", coin.name, "1", engine.chain_id)
    assert (contract, salt, extensions) == (coin.token.address, bytes(32), ())
    kind = keccak(text="EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    types = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
    separator = keccak(encode(types, [kind, keccak(text=name), keccak(text=version), chain, contract]))
    assert coin.token.DOMAIN_SEPARATOR() == separator


@pytest.mark.parametrize("value", [0, 500, 2**256 - 1])
def test_permit__of_the_holder__approves_and_counts(coin, engine, keeper, attacker, value):
    assert coin.token.nonces(coin.holder) == 0
    receipt = coin.token.permit(*coin.permit(coin.holder, keeper, value, engine.time), sender=attacker)
    assert coin.approved(receipt) == [(coin.holder.address, keeper.address, value)]
    assert (coin.token.allowance(coin.holder, keeper), coin.token.nonces(coin.holder)) == (value, 1)


def test_permit__replayed__reverts(coin, engine, keeper, attacker):
    signed = coin.permit(coin.holder, keeper, 5, 2**256 - 1)
    coin.token.permit(*signed, sender=keeper)
    with engine.reverts(coin.error("signer")):
        coin.token.permit(*signed, sender=attacker)
    assert coin.token.nonces(coin.holder) == 1


def test_permit__expired__reverts(coin, engine, keeper):
    signed = coin.permit(coin.holder, keeper, 5, engine.time + 10)
    engine.advance(11)
    with engine.reverts(coin.error("expired")):
        coin.token.permit(*signed, sender=keeper)


def test_permit__any_part_another__reverts(coin, engine, keeper, attacker):
    parts = {
        "signer": attacker,
        "nonce": 1,
        "chainId": engine.chain_id + 1,
        "verifyingContract": "0x" + "11" * 20,
        "name": coin.name + "2",
        "version": "2",
    }
    for part, other in parts.items():
        signed = coin.permit(coin.holder, keeper, 5, 2**256 - 1, **{part: other})
        with engine.reverts(coin.error("signer")):
            coin.token.permit(*signed, sender=keeper)
    assert (coin.token.allowance(coin.holder, keeper), coin.token.nonces(coin.holder)) == (0, 0)


def test_permit__zero__reverts(coin, engine, keeper, attacker):
    """Neither a spender that is nobody, nor an owner that a signature of nobody's would be taken for."""
    with engine.reverts(coin.error("spender is zero")):
        coin.token.permit(*coin.permit(coin.holder, ZERO_ADDRESS, 5, 2**256 - 1), sender=keeper)
    of_nobody = (ZERO_ADDRESS, attacker.address, 5, 2**256 - 1, 27, bytes(32), bytes(32))
    with engine.reverts("ECDSAInvalidSignature" if coin.kind == "VotingWrapper" else "InvalidPermit"):
        coin.token.permit(*of_nobody, sender=attacker)
    assert coin.token.allowance(ZERO_ADDRESS, attacker) == 0


def test_permit__deviation__twin_with_high_s_counts_but_once(coin, engine, keeper):
    """OpenZeppelin refuses a signature's twin with n - s, Solady takes either; the nonce lets one of the two count."""
    *fields, v, r, s = coin.permit(coin.holder, keeper, 5, 2**256 - 1)
    twin = (*fields, 55 - v, r, (SECP256K1_N - int.from_bytes(s, "big")).to_bytes(32, "big"))
    if coin.kind == "VotingWrapper":
        with engine.reverts("ECDSAInvalidSignatureS"):
            coin.token.permit(*twin, sender=keeper)
        return
    coin.token.permit(*twin, sender=keeper)
    assert coin.token.allowance(coin.holder, keeper) == 5
    with engine.reverts("InvalidPermit"):
        coin.token.permit(*fields, v, r, s, sender=keeper)


@pytest.mark.parametrize("kind", COINS)
def test_permit__of_another_chain__reverts(kind):
    """The same coin at the same address of two chains, as a deployment with the same account makes it."""
    chains = [TitanoboaEngine(chain_id) for chain_id in (1, 10)]
    here, there = (make(chain, kind, chain.account(8), chain.account(5)) for chain in chains)
    assert here.token.address == there.token.address
    signed = here.permit(here.holder, here.holder, 5, 2**256 - 1)
    with there.token.engine.reverts(there.error("signer")):
        there.token.permit(*signed, sender=there.holder)
    here.token.permit(*signed, sender=here.holder)


@pytest.mark.parametrize("kind", COINS)
def test_permit__of_another_deployment__reverts(engine, keeper, miner, kind):
    with engine.anchor():
        first, second = (make(engine, kind, keeper, miner) for _ in range(2))
        signed = first.permit(miner, keeper, 5, 2**256 - 1)
        with engine.reverts(second.error("signer")):
            second.token.permit(*signed, sender=keeper)
        first.token.permit(*signed, sender=keeper)
