# SPDX-License-Identifier: MIT
"""The attacks of the paper's section 4 and of XZ-20, each with its outcome; evidence for the court."""

from dataclasses import replace

import pytest
from coincurve import PrivateKey

from wuxing.xz import attacks, clique, evidence
from wuxing.xz.attacks import Outcome
from wuxing.xz.clique import CliqueError, Header
from wuxing.xz.evidence import DoubleSeal, Skip

N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # order of secp256k1


@pytest.fixture(scope="module")
def double() -> Outcome:
    return attacks.double_sealing(seconds=150)


@pytest.fixture(scope="module")
def skip() -> Outcome:
    return attacks.skipping(seconds=150)


@pytest.mark.parametrize("seed", [0, 1])
def test_malicious_signer__garbage__refused_and_voted_out(seed: int):
    """XZ-18, XZ-20: 恶意签名者"""
    outcome = attacks.malicious_signer(seed, 240)
    assert outcome.attacker_blocks == 0 and outcome.rejected.total() > 0
    assert len(outcome.rejected) >= 3  # several kinds, each refused for what it is
    assert outcome.voted_out is not None and outcome.voted_out < 150
    assert (outcome.honest_signers, outcome.signers) == (6, 6)
    assert outcome.harmless and outcome.evidence == ()


@pytest.mark.parametrize("censors", [1, 3])
def test_censoring_signers__minority__left_on_their_fork(censors: int):
    """XZ-20: 审查签名者: half or fewer cannot keep the vote against them off the chain."""
    outcome = attacks.censoring_signers(censors, seconds=240)
    assert outcome.voted_out is not None and outcome.honest_signers == outcome.signers == 7 - censors
    assert outcome.harmless


def test_censoring_signers__majority__keep_their_seats():
    """XZ-20: 如果他不想被踢出去，就必须控制超过50%的signers"""
    outcome = attacks.censoring_signers(4, seconds=240)
    assert outcome.voted_out is None and (outcome.honest_signers, outcome.signers) == (3, 7)
    assert outcome.attacker_blocks > 0.9 * outcome.blocks
    assert not outcome.harmless


def test_spamming_signer__epoch__forgets_the_votes():
    """XZ-20: 垃圾邮件签名者: what must be carried is bounded by the spammer's blocks of one epoch."""
    spam, unbounded = (attacks.spamming_signer(epoch, seconds=600) for epoch in (50, 30_000))
    assert spam.attacker_blocks == unbounded.attacker_blocks >= 199 // 7
    assert 50 // 7 <= spam.votes_carried <= 50 // 7 + 1
    assert unbounded.votes_carried == unbounded.votes_left == unbounded.attacker_blocks
    assert (spam.honest_signers, spam.signers) == (6, 7) and spam.harmless


def test_spamming_signer__voted_out__its_votes_go_with_it():
    """XZ-20"""
    outcome = attacks.spamming_signer(30_000, reaction=60, seconds=240)
    assert outcome.voted_out is not None and outcome.honest_signers == outcome.signers == 6
    assert outcome.votes_carried > 0 and outcome.votes_left == 0


def test_concurrent_blocks__random_delay__keeps_forks_rare():
    """XZ-18, XZ-20: 并发块. Without the delay all seal at once, each keeps its own, and the chain stops."""
    delayed, at_once = attacks.concurrent_blocks(0.5), attacks.concurrent_blocks(0.0)
    assert delayed.forks < 0.1 * delayed.blocks and delayed.reorg_depth <= 2 and delayed.harmless
    assert at_once.forks / max(1, at_once.blocks) > 0.5 and not at_once.went_on


def test_double_sealing__raw_headers__convict_in_one_go(double: Outcome):
    """XZ-20: the two headers are all that is needed to tell who did it."""
    assert double.evidence and all(isinstance(e, DoubleSeal) for e in double.evidence)
    for found in double.evidence:
        assert evidence.double_sealer(found.first, found.second) == found.signer
        a, b = Header.decode(found.first), Header.decode(found.second)
        assert (a.number, a.parent_hash) == (b.number, b.parent_hash) and a.hash != b.hash
    assert double.voted_out is not None and double.harmless and double.reorg_depth <= 1


def test_skipping__raw_run__convicts(skip: Outcome):
    """XZ-20: two seals of one signer closer than N/2 + 1, on one chain."""
    assert skip.rejected == {"recently signed": skip.rejected.total()}
    assert skip.evidence and all(isinstance(e, Skip) for e in skip.evidence)
    for found in skip.evidence:
        assert evidence.skipper(found.headers, found.signers) == found.signer
        assert len(found.headers) <= clique.seal_limit(found.signers)
    assert skip.voted_out is not None and skip.harmless


def test_sybils__flood__no_block_no_seat():
    """XZ-20: 女巫攻击"""
    outcome = attacks.sybils(10, seconds=150)
    assert outcome.rejected == {"unauthorized signer": outcome.rejected.total()}
    assert outcome.rejected.total() >= 10 * 7 * outcome.blocks
    assert outcome.attacker_blocks == 0 and outcome.honest_signers == outcome.signers == 7
    assert outcome.harmless


def test_takeover__three_of_seven__drops_nobody():
    """XZ-20: 51%"""
    outcome = attacks.takeover(3, seconds=240)
    assert (outcome.honest_signers, outcome.signers) == (4, 7) and outcome.harmless


def test_takeover__four_of_seven__drops_everybody():
    """XZ-20: 51%: the rules do not help against a majority."""
    outcome = attacks.takeover(4, seconds=240)
    assert (outcome.honest_signers, outcome.signers) == (0, 4) and not outcome.harmless
    assert outcome.went_on  # which is why nobody notices


def test_withholding__majority__undoes_no_more_than_the_others_could_seal():
    """XZ-20: 51%: three of seven seal at most three blocks in a row, so no deeper reorganisation."""
    outcome = attacks.withholding(4)
    assert 1 <= outcome.reorg_depth <= 3 and outcome.went_on


def test_withholding__minority__undoes_nothing():
    """XZ-20"""
    outcome = attacks.withholding(3)
    assert outcome.reorg_depth == 0 and outcome.harmless and outcome.lost == "the blocks that it hid"


# --- evidence that convicts nobody


def test_double_sealer__same_content__convicts_nobody(double: Outcome):
    """XZ-20: the same header twice, another signature on it, or its mirrored s, which anyone can make."""
    found = double.evidence[0]
    header = Header.decode(found.first)
    r, s, v = header.extra[-65:-33], header.extra[-33:-1], header.extra[-1]
    mirrored = r + (N - int.from_bytes(s)).to_bytes(32) + bytes([1 - v])
    twin = replace(header, extra=header.extra[:-65] + mirrored)
    assert twin.hash != header.hash and clique.signer_of(twin) == found.signer
    for other in (found.first, twin.raw):
        with pytest.raises(CliqueError, match="different content"):
            evidence.double_sealer(found.first, other)


def test_double_sealer__not_the_crime__convicts_nobody(double: Outcome):
    """XZ-20: another parent is an honest re-sealing; another signer a race; another height nothing."""
    found = double.evidence[0]
    key = PrivateKey().secret
    header = Header.decode(found.second)
    for change, match in (
        ({"parent_hash": bytes(32)}, "one height and one parent"),
        ({"number": header.number + 1}, "one height and one parent"),
        ({}, "one signer"),
    ):
        with pytest.raises(CliqueError, match=match):
            evidence.double_sealer(found.first, clique.seal(replace(header, **change), key).raw)
    with pytest.raises(CliqueError, match="invalid header"):
        evidence.double_sealer(found.first, found.second[:-1])


def test_skipper__not_the_crime__convicts_nobody(skip: Outcome):
    """XZ-20: a run that is long enough, broken, or of different signers."""
    found = next(e for e in skip.evidence if len(e.headers) > 2)
    run = found.headers
    for headers, signers, match in (
        (run, 2 * (len(run) - 2), "expected 2 to"),
        (run[:1], 7, "expected 2 to"),
        ((run[0], run[-1]), 7, "linked run"),
        (run[:-1], 7, "one signer at both ends"),
    ):
        with pytest.raises(CliqueError, match=match):
            evidence.skipper(headers, signers)
