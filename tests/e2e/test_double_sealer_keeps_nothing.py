# SPDX-License-Identifier: MIT
"""Double sealing and skipping on the simulated native chain, judged on the contracts (XZ-18, XZ-20)."""

from __future__ import annotations

from itertools import combinations

import pytest

from wuxing.xz import clique
from wuxing.xz.attacks import DoubleSealer, Skipper
from wuxing.xz.chain import Network
from wuxing.xz.evidence import DoubleSeal, SignerSet, certify
from wuxing.xz.node import Node

XZ = 10**18


@pytest.fixture(scope="module")
def accounts(engine) -> dict[bytes, object]:
    """The genesis signers' accounts by native address, ascending."""
    made = [engine.account(i) for i in range(20, 27)]
    return {bytes.fromhex(a.address[2:]): a for a in sorted(made, key=lambda a: a.address.lower())}


@pytest.fixture(scope="module")
def chain(accounts):
    """Runs the native chain with the genesis signers, one of which may be an attacker: `chain(kind)`."""

    def made(kind: type[Node] = Node, seconds: float = 120, **options) -> tuple[Network, Node]:
        first, *others = accounts
        suspect = kind("suspect", bytes(accounts[first].key))
        honest = [Node(f"signer {i}", bytes(accounts[a].key)) for i, a in enumerate(others)]
        network = Network([suspect, *honest], **options)
        network.run(seconds)
        return network, suspect

    return made


@pytest.fixture
def stake_up(xz, earn):
    """Stakes XZ that an account mined itself: `stake_up(account, wei)` gives the token."""

    def made(account, amount: int) -> int:
        token_id = earn(account, 1 + 8 * amount // (1_000 * XZ))
        xz.token.approve(xz.mine, 2**256 - 1, sender=account)
        xz.mine.top_up(token_id, amount, 0, sender=account)
        return token_id

    return made


def test_double_sealer__every_stake_and_queued_exit__burned(xz, chain, accounts, stake_up, keeper, engine):
    """XZ-20: one stake open, one exit already in the 180-day queue: both go, 95% burned, 5% to the reporter. The
    honest signers' stakes stand."""
    network, attacker = chain(DoubleSealer)
    account, honest = accounts[attacker.address], list(accounts.values())[1]
    staked, queued, innocent = stake_up(account, 500 * XZ), stake_up(account, 300 * XZ), stake_up(honest, 400 * XZ)
    xz.mine.exit(queued, sender=account)
    engine.advance(30 * 86_400)
    supply, balance = xz.token.totalSupply(), xz.token.balanceOf(account)

    found = next(e for e in network.evidence if isinstance(e, DoubleSeal))
    taken = xz.court.reportDoubleSeal(found.first, found.second, [staked, queued, innocent], sender=keeper)
    assert taken.value == 800 * XZ
    assert xz.token.balanceOf(keeper) == 800 * XZ * xz.params.reporter_share // 10_000
    # thirty days that the open stake had mined were its own and are paid; what was staked is gone
    mined = sum(e.output for e in taken.named("Settled"))
    assert xz.token.totalSupply() == supply - 800 * XZ + xz.token.balanceOf(keeper) + mined
    assert xz.token.balanceOf(account) - balance == mined * 95 // 100
    assert xz.mine.locked_exits(account) == (0, 0) and not xz.mine.staked(staked)
    assert xz.mine.position_of(innocent)[0] == 400 * XZ
    engine.advance(181 * 86_400)
    with engine.reverts("Mine: nothing unlocked yet"):
        xz.mine.withdraw(account, sender=account)


def test_double_sealer__runs_ahead_of_the_report__loses_all_the_same(engine, xz, chain, accounts, stake_up, keeper):
    """XZ-20: it sees the report coming and exits first; the queue is in reach."""
    network, attacker = chain(DoubleSealer)
    account = accounts[attacker.address]
    staked = stake_up(account, 500 * XZ)
    xz.mine.exit(staked, sender=account)
    with engine.reverts("Mine: nothing unlocked yet"):
        xz.mine.withdraw(account, sender=account)
    found = network.evidence[0]
    assert xz.court.reportDoubleSeal(found.first, found.second, [staked], sender=keeper).value == 500 * XZ
    assert xz.mine.locked_exits(account) == (0, 0)


def test_double_sealer__report_copied__attacker_of_the_reporter_wins_only_the_reward(
    xz, chain, accounts, stake_up, keeper, attacker
):
    """XZ-20: a copier takes the reward with the same headers; the signer loses its stake all the same."""
    network, sealer = chain(DoubleSealer)
    staked = stake_up(accounts[sealer.address], 500 * XZ)
    found = network.evidence[0]
    assert xz.court.reportDoubleSeal(found.first, found.second, [staked], sender=attacker).value == 500 * XZ
    assert xz.court.reportDoubleSeal(found.first, found.second, [staked], sender=keeper).value == 0
    assert xz.token.balanceOf(keeper) == 0 < xz.token.balanceOf(attacker)


def test_skipper__run_of_headers__stake_burned_once_its_set_is_closed(engine, xz, chain, accounts, stake_up, keeper):
    """XZ-20: a skip is judged as soon as the next set is certified, here the same signers from the head on."""
    network, attacker = chain(Skipper, seconds=60)
    account = accounts[attacker.address]
    staked = stake_up(account, 500 * XZ)
    found = network.evidence[0]
    assert found.signers == 7
    with engine.reverts("Court: next set not certified"):
        xz.court.reportSkip(list(found.headers), [staked], sender=keeper)
    members = tuple(accounts)
    keys = [bytes(a.key) for a in accounts.values()]
    signed = certify(SignerSet(found.number + 1, members), keys, engine.chain_id, xz.court.address)
    xz.court.certify(found.number + 1, ["0x" + m.hex() for m in members], signed, sender=keeper)
    assert xz.court.reportSkip(list(found.headers), [staked], sender=keeper).value == 500 * XZ


def test_voted_out_double_sealer__sets_certified__judged_by_its_height(engine, xz, chain, accounts, keeper):
    """XZ-18, XZ-20: the honest vote the attacker out; each change is certified; its old seals still convict it."""
    network, attacker = chain(DoubleSealer)
    certificates = network.certificates(engine.chain_id, xz.court.address)
    assert certificates and attacker.address not in certificates[-1][0].signers
    for new, signatures in certificates:
        xz.court.certify(new.from_block, ["0x" + a.hex() for a in new.signers], signatures, sender=keeper)
    assert xz.court.newestSet() == certificates[-1][0].from_block
    convicted = [e for e in network.evidence if e.number < certificates[0][0].from_block]
    assert convicted
    for found in convicted:
        assert xz.court.judgeDoubleSeal(found.first, found.second)[0] == accounts[attacker.address].address


def test_honest_signers__reorganisations__nobody_is_punished(engine, xz, chain, accounts):
    """XZ-20: a slow network makes forks, and honest signers seal heights again on other parents. Of all pairs of one
    signer at one height, and of all runs on all branches, the court convicts none."""
    network, _ = chain(seconds=300, latency=(0.5, 4.0), seed=3)
    blocks = [b for b in network.ledger.blocks.values() if b.number]
    pairs = combinations(blocks, 2)
    again = [(a, b) for a, b in pairs if a.number == b.number and a.signer == b.signer]
    assert network.reorgs and again, "the run should have reorganisations with heights sealed again"
    for a, b in again:
        with engine.reverts("Court: different parents"):
            xz.court.judgeDoubleSeal(a.header.raw, b.header.raw)

    members, keys = tuple(accounts), [bytes(a.key) for a in accounts.values()]
    signed = certify(SignerSet(10_000, members), keys, engine.chain_id, xz.court.address)
    xz.court.certify(10_000, ["0x" + m.hex() for m in members], signed, sender=next(iter(accounts.values())))
    assert clique.seal_limit(7) == 4
    for block in blocks[-40:]:
        run = [block]
        while len(run) < 4 and run[0].parent and run[0].parent.number:
            run.insert(0, run[0].parent)
        for start in range(len(run) - 1):
            with engine.reverts("Court: different signers"):
                xz.court.judgeSkip([b.header.raw for b in run[start:]])
