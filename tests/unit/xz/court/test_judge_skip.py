# SPDX-License-Identifier: MIT
"""CliqueCourt.judgeSkip: two seals of one signer closer than N/2 + 1 on one line of blocks (XZ-20)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eth_abi import encode
from eth_hash.auto import keccak

from wuxing.xz import clique, evidence
from wuxing.xz.clique import CliqueError

STRANGER = keccak(b"a stranger's key")
LIMIT = 4  # blocks of which a signer seals one, of seven signers


def raws(headers) -> list[bytes]:
    return [header.raw for header in headers]


@pytest.fixture
def closed(certify, signers) -> None:
    """The signers are certified again from block 1,000 on, so skips before it can be judged."""
    certify(1_000, signers)


@pytest.mark.parametrize("between", [[], [1], [1, 2]], ids=["1 apart", "2 apart", "3 apart"])
def test_judge_skip__closer_than_the_limit__guilty(xz, closed, run, signers, between):
    """XZ-20: N = 7, so two seals of one signer lie at least 4 apart."""
    headers = run(0, *between, 0)
    signer, offence = xz.court.judgeSkip(raws(headers))
    assert signer.lower() == "0x" + signers[0].hex()
    last = clique.seal_hash(headers[-1])
    assert offence == keccak(encode(["uint256", "address", "bytes32"], [2, signer, last]))
    assert evidence.skipper(raws(headers), 7) == signers[0]


def test_judge_skip__at_the_limit__not_guilty(engine, xz, closed, run):
    """XZ-18: the fourth block after its own is the signer's again."""
    headers = run(0, 1, 2, 3, 0)
    assert headers[-1].number - headers[0].number == LIMIT
    with engine.reverts("Court: not too close"):
        xz.court.judgeSkip(raws(headers))
    with pytest.raises(CliqueError):
        evidence.skipper(raws(headers), 7)


def test_judge_skip__longer_and_shorter_run_to_one_block__one_offence(xz, closed, run):
    """XZ-20: the offence is the block sealed too soon, so three seals in a row are two offences, not three."""
    headers = raws(run(0, 0, 0))
    offences = {xz.court.judgeSkip(part)[1] for part in (headers[:2], headers[1:], headers)}
    assert len(offences) == 2


def test_judge_skip__fork__not_guilty(engine, xz, closed, run):
    """XZ-20: two seals on two branches are no skip: the run must be one line."""
    (root,) = run(3)
    (mine,) = run(0, start=2, parent=root.hash)
    other = run(1, 0, start=2, parent=root.hash)
    assert other[-1].number - mine.number == 1
    with engine.reverts("Court: headers not linked"):
        xz.court.judgeSkip(raws([mine, other[-1]]))


def test_judge_skip__number_does_not_follow__reverts(engine, xz, closed, run, keys, signers):
    first, second = run(0, 0)
    jumped = clique.seal(replace(second, number=9), keys[signers[0]])
    with engine.reverts("Court: headers not linked"):
        xz.court.judgeSkip(raws([first, jumped]))


def test_judge_skip__first_header_mirrored__not_linked(engine, xz, closed, run):
    """XZ-20: the last seal commits to the whole line, so nobody can swap a header in it."""
    first, second = run(0, 0)
    forged = replace(first, extra=first.extra[:-1] + bytes([1 - first.extra[-1]]))
    with engine.reverts("Court: headers not linked"):
        xz.court.judgeSkip(raws([forged, second]))


def test_judge_skip__different_signers__reverts(engine, xz, closed, run):
    with engine.reverts("Court: different signers"):
        xz.court.judgeSkip(raws(run(0, 1)))


def test_judge_skip__not_a_signer__reverts(engine, xz, closed, run):
    (first,) = run(0)
    first = clique.seal(first, STRANGER)
    second = clique.seal(replace(first, number=2, parent_hash=first.hash), STRANGER)
    with engine.reverts("Court: not a signer"):
        xz.court.judgeSkip(raws([first, second]))


@pytest.mark.parametrize(
    "count, reason", [(0, "expected two or more"), (1, "expected two or more"), (34, "too many headers")]
)
def test_judge_skip__length_of_run__bounded(engine, xz, closed, run, count, reason):
    with engine.reverts(f"Court: {reason}"):
        xz.court.judgeSkip(raws(run(*[0] * count)))


def test_judge_skip__across_a_change_of_signers__reverts(engine, xz, run, certify, signers):
    """XZ-20: evidence lies wholly within one set."""
    certify(10, signers[:6])
    certify(1_000, signers[:6])
    with engine.reverts("Court: signer set changed"):
        xz.court.judgeSkip(raws(run(0, 0, start=9)))
    for start in (8, 10):
        xz.court.judgeSkip(raws(run(0, 0, start=start)))


def test_judge_skip__smaller_set__its_own_limit(engine, xz, run, certify, signers):
    """XZ-20: N is that of the height: of three signers one seals every second block."""
    certify(10, signers[:3])
    certify(1_000, signers[:3])
    xz.court.judgeSkip(raws(run(0, 1, 0, start=5)))
    with engine.reverts("Court: not too close"):
        xz.court.judgeSkip(raws(run(0, 1, 0, start=10)))
    xz.court.judgeSkip(raws(run(0, 0, start=10)))


def test_judge_skip__single_signer__never_guilty(engine, xz, run, certify, signers):
    certify(10, signers[:1])
    certify(1_000, signers[:1])
    with engine.reverts("Court: not too close"):
        xz.court.judgeSkip(raws(run(0, 0, start=10)))


def test_judge_skip__next_set_not_certified__waits(engine, xz, run, certify, signers):
    """XZ-20: until the next set is known, N may have shrunk unseen, and an honest signer seals more often then."""
    shrunk = raws(run(0, 1, 0, start=500))
    with engine.reverts("Court: next set not certified"):
        xz.court.judgeSkip(shrunk)
    certify(500, signers[:3])  # the signers tell that there are three from 500 on
    with engine.reverts("Court: not too close"):
        xz.court.judgeSkip(shrunk)


def test_judge_skip__what_the_chain_keeps_as_evidence__guilty(xz, closed, keys, signers):
    """XZ-20: the native chain's own evidence, from a simulated attack, read by the contract."""
    from wuxing.xz.attacks import Skipper
    from wuxing.xz.chain import Network
    from wuxing.xz.evidence import Skip
    from wuxing.xz.node import Node

    nodes = [Node(f"signer {i}", keys[a]) for i, a in enumerate(signers[1:])]
    attacker = Skipper("skipper", keys[signers[0]])
    network = Network([*nodes, attacker])
    network.run(60)
    assert network.evidence and all(isinstance(e, Skip) for e in network.evidence)
    for found in network.evidence:
        assert xz.court.judgeSkip(list(found.headers))[0].lower() == "0x" + attacker.address.hex()
