# SPDX-License-Identifier: MIT
"""CliqueCourt.certify and its constructor: who was a signer when (XZ-18, XZ-20)."""

from __future__ import annotations

import pytest
from eth_hash.auto import keccak

from wuxing.xz import clique, evidence
from wuxing.xz.evidence import SignerSet

STRANGER = keccak(b"a stranger's key")
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def hexed(addresses) -> list[str]:
    return ["0x" + address.hex() for address in addresses]


@pytest.fixture
def bring(engine, xz, keeper):
    """Brings a certificate with these signatures."""

    def made(from_block, members, signatures):
        return xz.court.certify(from_block, hexed(members), signatures, sender=keeper)

    return made


@pytest.fixture
def signed(engine, xz):
    """Signatures of keys over a set."""

    def made(from_block, members, by, chain_id=None, court=None):
        new = SignerSet(from_block, tuple(members))
        return evidence.certify(new, by, chain_id or engine.chain_id, court or xz.court.address)

    return made


def test_constructor__genesis_signers__from_block_0(xz, signers):
    """XZ-18: the set of the deployment."""
    assert xz.court.signerSetAt(0) == (0, 7) == xz.court.signerSetAt(2**64 - 1)
    assert all(xz.court.isSigner(0, member) for member in hexed(signers))
    assert not xz.court.isSigner(0, hexed([clique.address_of(STRANGER)])[0])


@pytest.mark.parametrize("members", [[], [2, 1], [1, 1], [0, 1], range(1, 66)], ids=str)
def test_constructor__bad_signer_list__reverts(engine, xz, deployer, members):
    listed = ["0x" + m.to_bytes(20, "big").hex() for m in members]
    reason = "signers not ascending" if 0 < len(listed) <= 64 else "expected 1 to 64 signers"
    with engine.reverts(f"Court: {reason}"):
        engine.deploy("CliqueCourt", xz.mine, listed, 1, sender=deployer)


def test_constructor__no_mine_or_no_window__reverts(engine, xz, deployer, signers):
    with engine.reverts("Court: mine is zero"):
        engine.deploy("CliqueCourt", "0x" + "00" * 20, hexed(signers), 1, sender=deployer)
    with engine.reverts("Court: verdict window is zero"):
        engine.deploy("CliqueCourt", xz.mine, hexed(signers), 0, sender=deployer)


def test_certify__majority__in_force_from_its_block(xz, bring, signed, keys, signers):
    """XZ-18: four of seven are more than half."""
    stranger = clique.address_of(STRANGER)
    members = sorted([*signers[:3], stranger])
    receipt = bring(100, members, signed(100, members, list(keys.values())[:4]))
    event = receipt.named("SignerSetCertified")[0]
    assert (event.fromBlock, [m.lower() for m in event.signers]) == (100, hexed(members))
    assert xz.court.signerSetAt(99) == (0, 7) and xz.court.signerSetAt(100) == (100, 4)
    assert xz.court.newestSet() == 100
    assert xz.court.isSigner(100, hexed([stranger])[0]) and not xz.court.isSigner(100, hexed(signers)[6])


def test_certify__next_set__signed_by_the_set_before(engine, xz, bring, signed, certify, keys, signers):
    """XZ-18: a signer that has left has no say; who has joined has one."""
    certify(100, signers[:3])
    left = [keys[a] for a in signers[3:]]
    with engine.reverts("Court: not a signer"):
        bring(200, signers, signed(200, signers, left[:2]))
    bring(200, signers, signed(200, signers, [keys[a] for a in signers[:2]]))
    assert xz.court.signerSetAt(150) == (100, 3) and xz.court.signerSetAt(200) == (200, 7)


def test_certify__half__reverts(engine, xz, bring, signed, certify, keys, signers):
    """XZ-18: more than half: three of seven are not, nor two of four."""
    with engine.reverts("Court: expected a majority"):
        bring(100, signers, signed(100, signers, list(keys.values())[:3]))
    certify(100, signers[:4])
    with engine.reverts("Court: expected a majority"):
        bring(200, signers, signed(200, signers, list(keys.values())[:2]))
    assert xz.court.newestSet() == 100


@pytest.mark.parametrize("from_block", [0, 99, 100])
def test_certify__block_not_after_the_last__reverts(engine, bring, signed, certify, keys, signers, from_block):
    """XZ-18: sets follow one another; a certificate cannot be brought twice."""
    certify(100, signers)
    with engine.reverts("Court: block not after the last"):
        bring(from_block, signers, signed(from_block, signers, keys.values()))


def test_certify__duplicate_or_unsorted_signatures__reverts(engine, bring, signed, keys, signers):
    good = signed(100, signers, keys.values())
    for signatures in ([good[0]] * 4, good[::-1], [*good[1:4], good[0]]):
        with engine.reverts("Court: signatures not ascending"):
            bring(100, signers, signatures)


def test_certify__stranger_among_the_signatures__reverts(engine, bring, signed, keys, signers):
    signatures = signed(100, signers, [*list(keys.values())[:4], STRANGER])
    with engine.reverts("Court: not a signer"):
        bring(100, signers, signatures)


def test_certify__more_signatures_than_signers__reverts(engine, bring, signed, keys, signers):
    signatures = signed(100, signers, keys.values())
    with engine.reverts("Court: too many signatures"):
        bring(100, signers, [*signatures, signatures[-1]])


def test_certify__signature_for_something_else__reverts(engine, bring, signed, keys, signers):
    """XZ-20: other block, other list, other chain, other court."""
    others = (
        signed(101, signers, keys.values()),
        signed(100, signers[:-1], keys.values()),
        signed(100, signers, keys.values(), chain_id=1),
        signed(100, signers, keys.values(), court="0x" + "11" * 20),
    )
    for signatures in others:
        with engine.reverts("Court: not a signer"):
            bring(100, signers, signatures)


def test_certify__mirrored_signature__reverts(engine, bring, signed, keys, signers):
    """Certificates take one form of a signature."""
    good = signed(100, signers, keys.values())
    r, s, v = good[0][:32], int.from_bytes(good[0][32:64], "big"), good[0][64]
    with engine.reverts("ECDSAInvalidSignatureS"):
        bring(100, signers, [r + (N - s).to_bytes(32, "big") + bytes([55 - v]), *good[1:]])
    with engine.reverts("ECDSAInvalidSignatureLength"):
        bring(100, signers, [good[0][:64], *good[1:]])


@pytest.mark.parametrize("change", [lambda m: m[::-1], lambda m: [*m, m[-1]], lambda m: [bytes(20), *m], lambda m: []])
def test_certify__bad_signer_list__reverts(engine, bring, signed, keys, signers, change):
    members = change(signers)
    reason = "signers not ascending" if members else "expected 1 to 64 signers"
    with engine.reverts(f"Court: {reason}"):
        bring(100, members, signed(100, members, keys.values()))


def test_certify__64_signers__fit(xz, bring, signed, keys):
    """XZ-18: the largest set; one more is refused."""
    members = [(1000 + i).to_bytes(20, "big") for i in range(64)]
    bring(100, members, signed(100, members, keys.values()))
    assert xz.court.signerSetAt(100) == (100, 64)
