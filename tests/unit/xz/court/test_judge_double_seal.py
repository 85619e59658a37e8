# SPDX-License-Identifier: MIT
"""CliqueCourt.judgeDoubleSeal: one signer, height and parent, different content (XZ-20)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eth_abi import encode
from eth_hash.auto import keccak

from wuxing.xz import clique, evidence
from wuxing.xz.clique import CliqueError
from wuxing.xz.evidence import DoubleSeal

N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
STRANGER = keccak(b"a stranger's key")


def hexed(address: bytes) -> str:
    return "0x" + address.hex()


def mirrored(header: clique.Header) -> clique.Header:
    r, s, v = header.extra[-65:-33], int.from_bytes(header.extra[-33:-1], "big"), header.extra[-1]
    return replace(header, extra=header.extra[:-65] + r + (N - s).to_bytes(32, "big") + bytes([1 - v]))


def test_judge_double_seal__two_contents__guilty(xz, twins, signers):
    """XZ-20: either order, one offence; its id is of signer, height and parent."""
    a, b = twins(2)
    signer, offence = xz.court.judgeDoubleSeal(a.raw, b.raw)
    assert signer.lower() == hexed(signers[2])
    assert (signer, offence) == xz.court.judgeDoubleSeal(b.raw, a.raw)
    assert offence == keccak(encode(["uint256", "address", "uint64", "bytes32"], [1, signer, a.number, a.parent_hash]))
    assert evidence.double_sealer(a.raw, b.raw) == signers[2]


def test_judge_double_seal__third_content__the_same_offence(xz, twins):
    a, b = twins()
    _, c = twins(nonce=clique.ADD)
    assert xz.court.judgeDoubleSeal(a.raw, b.raw) == xz.court.judgeDoubleSeal(c.raw, b.raw)


@pytest.mark.parametrize(
    "changes", [{"time": 99}, {"coinbase": bytes(19) + b"\1"}, {"extra": b"\1" + bytes(96)}, {"difficulty": 2}]
)
def test_judge_double_seal__smallest_difference__guilty(xz, twins, signers, changes):
    """XZ-20: content is every field but the seal, vanity and difficulty too."""
    a, b = twins(**changes)
    signer, offence = xz.court.judgeDoubleSeal(a.raw, b.raw)
    assert signer.lower() == hexed(evidence.double_sealer(a.raw, b.raw))
    assert offence == keccak(encode(["uint256", "address", "uint64", "bytes32"], [1, signer, a.number, a.parent_hash]))


def test_judge_double_seal__same_header_twice__reverts(engine, xz, twins):
    a, _ = twins()
    with engine.reverts("Court: the same header"):
        xz.court.judgeDoubleSeal(a.raw, a.raw)


def test_judge_double_seal__mirrored_seal__the_same_header(engine, xz, twins, signers):
    """XZ-20: anyone can mirror an honest seal; that must not cost the signer its stake."""
    a, b = twins()
    forged = mirrored(a)
    assert forged.hash != a.hash and clique.signer_of(forged) == signers[0]
    with engine.reverts("Court: the same header"):
        xz.court.judgeDoubleSeal(a.raw, forged.raw)
    # but a real double seal stays one however it is written
    assert xz.court.judgeDoubleSeal(forged.raw, b.raw) == xz.court.judgeDoubleSeal(a.raw, b.raw)


def test_judge_double_seal__sealed_again_after_a_reorganisation__not_guilty(engine, xz, run):
    """XZ-20: the honest signer of a block that was reorganised away seals the height again, on another parent."""
    first = run(3, 0, 1)
    second = run(4, 2, 1)
    assert first[2].number == second[2].number and first[2].parent_hash != second[2].parent_hash
    with engine.reverts("Court: different parents"):
        xz.court.judgeDoubleSeal(first[2].raw, second[2].raw)
    with pytest.raises(CliqueError, match="one parent"):
        evidence.double_sealer(first[2].raw, second[2].raw)


def test_judge_double_seal__different_heights__reverts(engine, xz, run):
    with engine.reverts("Court: different heights"):
        xz.court.judgeDoubleSeal(run(0, start=5)[0].raw, run(0, start=6)[0].raw)


def test_judge_double_seal__different_signers__reverts(engine, xz, run):
    """Two signers for one height is how Clique works."""
    with engine.reverts("Court: different signers"):
        xz.court.judgeDoubleSeal(run(0)[0].raw, run(1)[0].raw)


def test_judge_double_seal__not_a_signer__reverts(engine, xz, run):
    (a,) = run(0)
    b = replace(a, time=99)
    a, b = (clique.seal(header, STRANGER) for header in (a, b))
    with engine.reverts("Court: not a signer"):
        xz.court.judgeDoubleSeal(a.raw, b.raw)


def test_judge_double_seal__not_yet_or_no_longer_a_signer__reverts(engine, xz, twins, certify, signers, keys):
    """XZ-18, XZ-20: the set is that of the headers' height, not today's."""
    stranger = clique.address_of(STRANGER)
    certify(100, sorted([*signers[1:], stranger]))

    def judged(signer_key: bytes, number: int) -> str:
        a, b = (clique.seal(replace(header, number=number), signer_key) for header in twins())
        return xz.court.judgeDoubleSeal(a.raw, b.raw)[0].lower()

    assert judged(keys[signers[0]], 99) == hexed(signers[0])
    assert judged(STRANGER, 100) == hexed(stranger)
    for key, number in ((keys[signers[0]], 100), (STRANGER, 99)):
        with engine.reverts("Court: not a signer"):
            judged(key, number)


def test_judge_double_seal__one_is_not_a_header__reverts(engine, xz, twins):
    a, b = twins()
    for x, y in ((a.raw[:-1], b.raw), (a.raw, b.raw + b"\0")):
        with engine.reverts("Court: not one whole list"):
            xz.court.judgeDoubleSeal(x, y)


def test_judge_double_seal__what_the_chain_keeps_as_evidence__guilty(xz, keys, signers):
    """XZ-20: the native chain's own evidence, from a simulated attack, read by the contract."""
    from wuxing.xz.attacks import DoubleSealer
    from wuxing.xz.chain import Network
    from wuxing.xz.node import Node

    nodes = [Node(f"signer {i}", keys[a]) for i, a in enumerate(signers[1:])]
    attacker = DoubleSealer("double sealer", keys[signers[0]])
    network = Network([*nodes, attacker])
    network.run(60)
    assert network.evidence and all(isinstance(e, DoubleSeal) for e in network.evidence)
    for found in network.evidence:
        assert xz.court.judgeDoubleSeal(found.first, found.second)[0].lower() == hexed(attacker.address)
