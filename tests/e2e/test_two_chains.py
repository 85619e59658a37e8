# SPDX-License-Identifier: MIT
"""What was signed, committed to or revealed on one chain serves nowhere else (CNT-13, CNT-15, CNT-18, XZ-4, ZZM-3).

Two chains with the same accounts, so that the same deployment has the same addresses on both. docs/security.md lists
every digest and key with what binds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_abi import encode
from eth_utils import keccak, to_canonical_address

from tests.mail_world import NONE, point
from tests.proof_world import Landlords
from wuxing import merkle
from wuxing.contattract import sealing
from wuxing.contattract.post.content import Ciphertext
from wuxing.contattract.post.mail import LogBook, MailClient
from wuxing.contattract.post.mail_files import FolderStore, Keyring
from wuxing.contattract.proof import Challenge, View, replica
from wuxing.contattract.proof_model import Attestation
from wuxing.contattract.signing import acceptance, home_of, name_commitment, signed_by, views
from wuxing.engine import Engine
from wuxing.engine.revm import RevmEngine
from wuxing.suite import System, plan
from wuxing.typed_data import Message, domain_of
from wuxing.xz import storage
from wuxing.xz.signing import Chip, exit_order, fulfilment, handover, log_batch, report, revenue, transfer
from wuxing.zzm.feed import signed_limit

ROOT = Path(__file__).parents[2]
CNT = USD = 10**18
DAY = 86_400
CHAINS = (1_001, 1_002)
CONTENT = b"sold on two chains " * 60


def deployed(engine: Engine, system: str) -> System:
    """A system with everybody's roles in account 0."""
    return plan(engine, system, "paper", engine.account(0)).deploy()


@pytest.fixture(scope="module")
def _twins() -> dict[str, tuple[System, System]]:
    return {name: tuple(deployed(RevmEngine(chain), name) for chain in CHAINS) for name in ("contattract", "xz", "zzm")}


@pytest.fixture
def twins(_twins) -> Iterator[dict[str, tuple[System, System]]]:
    """Systems by name, on either chain; what a test does is undone."""
    engines = [system.token.engine for pair in _twins.values() for system in pair]
    snapshots = [engine.snapshot() for engine in engines]
    yield _twins
    for engine, snapshot in zip(engines, snapshots, strict=True):
        engine.restore(snapshot)


@pytest.mark.parametrize("name", ["contattract", "xz", "zzm"])
def test_domains__chain_contract_and_purpose__are_in_each(twins, name):
    """EIP-712, EIP-5267: the same address on both chains, its own chain in each, and no two contracts of one domain."""
    found = []
    for (_, one), (_, other) in zip(*twins[name], strict=True):
        assert one.address == other.address
        for contract in (one, other):
            if hasattr(contract, "eip712Domain"):
                _, label, version, chain_id, verifier, _, extensions = contract.eip712Domain()
                assert (chain_id, verifier) == (contract.engine.chain_id, contract.address) and not extensions
                assert label and version
                found.append((label, chain_id, verifier))
        if hasattr(one, "DOMAIN_SEPARATOR"):
            assert one.DOMAIN_SEPARATOR() != other.DOMAIN_SEPARATOR()
    assert len(set(found)) == len(found) > 0


def test_typed_data__every_type_of_the_contracts__is_in_the_table():
    """docs/security.md lists each: a new one does not come without a word on what binds it."""
    page = (ROOT / "docs/security.md").read_text()
    types = set()
    for source in (ROOT / "contracts").rglob("*.*"):
        types |= set(re.findall(r'keccak256\(\s*"([A-Z]\w+)\(', source.read_text()))
    assert {"GroupMessage", "Transfer", "Limit"} < types
    assert not {kind for kind in types if f"`{kind}`" not in page}


# chips


def onboarded(xz: System, chip: Chip) -> tuple[int, Any, Any]:
    """A cabinet that mines; its token, the deployer and its owner."""
    engine, deployer, miner = xz.token.engine, xz.token.engine.account(0), xz.token.engine.account(5)
    token_id = xz.nft.mint(miner, keccak(b"cabinet"), 1, 1, chip.address, 1, sender=deployer).value
    if not xz.mine.nodes():
        xz.mine.add_node(deployer, sender=deployer)
    xz.mine.invite(miner, True, sender=deployer)
    xz.mine.stake(token_id, 0, 0, sender=miner)
    engine.advance(2 * DAY)
    return token_id, deployer, miner


CHIPS: dict[str, tuple[str, Callable[[int, Any, int], Message]]] = {
    "transfer": ("nft", lambda token, to, now: transfer(token, to, to, 0, now + DAY)),
    "exit": ("mine", lambda token, to, now: exit_order(token, 0, now + DAY)),
    "batch": ("log", lambda token, to, now: log_batch(token, 0, NONE, b"\1" * 32, 1, now - 2, now - 1)),
    "revenue": ("revenue", lambda token, to, now: revenue(token, now // DAY - 1, (1, 0, 0, 0))),
    "fulfilment": ("checkout", lambda token, to, now: fulfilment(1)),
    "report": ("feed_xz_price", lambda token, to, now: report(now, token, 1)),
    "handover": ("packages", lambda token, to, now: handover(1, NONE, to, 0, now + DAY)),
}


@pytest.mark.parametrize("kind", CHIPS)
def test_chip__signed_for_the_other_chain__is_no_signature(twins, kind):
    """XZ-4: whatever a chip signs, for whichever contract."""
    chip = Chip.from_seed("two chains")
    here, there = twins["xz"]
    token_id, _, miner = onboarded(there, chip)
    onboarded(here, chip)
    name, message = CHIPS[kind]
    said = message(token_id, miner.address, there.token.engine.time)
    signature = chip.sign(domain_of(getattr(here, name)).digest(said))
    wanted = domain_of(getattr(there, name)).digest(said)
    assert there.nft.isChipSignature(token_id, wanted, chip.sign(wanted))
    assert not there.nft.isChipSignature(token_id, wanted, signature)


def test_exit_order__of_the_other_chain__ends_no_stake(twins):
    """XZ-4: a cabinet whose token was bridged by hand has the same key on both."""
    chip = Chip.from_seed("two chains")
    here, there = twins["xz"]
    token_id, deployer, _ = onboarded(there, chip)
    onboarded(here, chip)
    until = there.token.engine.time + DAY
    foreign, own = (chip.sign(domain_of(xz.mine).digest(exit_order(token_id, 0, until))) for xz in (here, there))
    with there.token.engine.reverts("Mine: not the chip's signature"):
        there.mine.exit_by_chip(token_id, until, foreign, sender=deployer)
    there.mine.exit_by_chip(token_id, until, own, sender=deployer)


# people


def test_acceptance_and_views__of_the_other_chain__are_refused(twins):
    """CNT-18, CNT-24: nobody is given an account, and no budget is paid, by what was signed elsewhere."""
    here, there = twins["contattract"]
    engine = there.token.engine
    account, new, counter, publisher = (engine.account(i) for i in range(5, 9))
    until = engine.time + DAY
    said = acceptance(account.address, new.address, there.recovery.turn(account), until)
    with engine.reverts("Recovery: not the new address"):
        there.recovery.accept_signed(account, new, until, signed_by(new, here.recovery, said), sender=account)
    there.recovery.accept_signed(account, new, until, signed_by(new, there.recovery, said), sender=account)
    there.budgets.spend(0, account, CNT, "a campaign", sender=engine.account(0))
    there.token.approve(there.advertisements, CNT, sender=account)
    campaign = there.advertisements.open(counter, 1, CNT, NONE, sender=account).value
    count = views(campaign, publisher.address, 3)
    foreign = signed_by(counter, here.advertisements, count)
    with engine.reverts("Ads: not the counter's word"):
        there.advertisements.claim(campaign, publisher, 3, foreign, sender=publisher)
    own = signed_by(counter, there.advertisements, count)
    there.advertisements.claim(campaign, publisher, 3, own, sender=publisher)


def test_limit__of_the_other_chain__buys_nothing_back(twins):
    """ZZM-3: the team's bound counts where it was signed for."""
    here, there = twins["zzm"]
    engine, deployer, team = there.token.engine, there.token.engine.account(0), there.token.engine.account(50)
    for zzm in (here, there):
        zzm.reserve.register(100, 10_000, b"\7" * 32, sender=team)
    until = engine.time + DAY
    foreign = signed_limit(here.reserve, team, 1, 1, 1, until)
    with engine.reverts("Reserve: limit not of the team"):
        there.reserve.buy_back_by_limit(1, 1, 1, until, foreign, sender=deployer)
    with engine.reverts("Reserve: project not operating"):
        own = signed_limit(there.reserve, team, 1, 1, 1, until)
        there.reserve.buy_back_by_limit(1, 1, 1, until, own, sender=deployer)


# commitments


def test_name_commitment__secret_shown_on_the_other_chain__tells_nothing_here(twins):
    """CNT-13: the same name, account and secret are other words on another chain, at another contract."""
    here, there = twins["contattract"]
    engine, miner = there.token.engine, there.token.engine.account(5)
    name, secret = keccak(b"castle"), b"\3" * 32
    made = {name_commitment(home_of(x), name, miner.address, secret) for x in (here.names, there.names, there.mail)}
    assert len(made) == 3
    there.budgets.spend(0, miner, 1_000 * CNT, "a name", sender=engine.account(0))
    there.token.approve(there.names, 2**255, sender=miner)
    there.names.commit(name_commitment(home_of(here.names), name, miner.address, secret), sender=miner)
    engine.advance(there.params.name_commit_age)
    with engine.reverts("Names: not committed"):
        there.names.register(b"castle", 365, *point("k"), secret, b"", sender=miner)
    there.names.commit(name_commitment(home_of(there.names), name, miner.address, secret), sender=miner)
    engine.advance(there.params.name_commit_age)
    there.names.register(b"castle", 365, *point("k"), secret, b"", sender=miner)


def test_file_stamp__salt_shown_on_the_other_chain__tells_nothing_here(twins):
    """CNT-24: a digest that is revealed there is still hidden here."""
    here, there = twins["contattract"]
    author, digest, salt = there.token.engine.account(5), b"\1" * 32, b"\2" * 32
    word = here.stamps.commitment_of(digest, author, salt)
    home = ["uint256", "address", "bytes32", "address", "bytes32"]
    assert word == keccak(encode(home, [CHAINS[0], here.stamps.address, digest, author.address, salt]))
    assert there.stamps.commitment_of(digest, author, salt) != word
    there.stamps.commit(word, sender=author)
    with there.token.engine.reverts("Stamps: not committed"):
        there.stamps.reveal(digest, salt, sender=author)


# keys


def sold(system: System, folder: Path, key: bytes, content: bytes, customer: int = 6) -> tuple[MailClient, bytes]:
    """A seller with a key file sells content on a chain as its first order; returns it and the key that it revealed."""
    engine = system.token.engine
    book, space = LogBook(engine), FolderStore(folder / "space")
    people = []
    for number, secret in ((5, key), (customer, keccak(b"buyer %d" % customer))):
        account, files = engine.account(number), Keyring(keys=[secret])
        people.append(MailClient(system, account, files, book, space, FolderStore(folder / account.address)))
    seller, buyer = people
    system.budgets.spend(0, buyer.me, 10 * CNT, "content", sender=engine.account(0))
    for person in people:
        person.rotate()
    order = buyer.buy(seller.me, seller.attach("file", content, price=CNT))
    seller.serve()
    assert buyer.open(order) is None
    seller.serve()
    assert buyer.open(order) == content
    return buyer, buyer._told(order, "Revealed").key


def test_content_key__revealed_on_one_chain__opens_no_order_of_the_other(twins, tmp_path):
    """CNT-15: with the same seller, key file, content, buyer and order number."""
    secret = keccak(b"the seller's key file")
    buyers, keys = zip(
        *(sold(system, tmp_path / str(i), secret, CONTENT) for i, system in enumerate(twins["contattract"])),
        strict=True,
    )
    assert keys[0] != keys[1]
    ciphertext: Ciphertext = buyers[1]._ciphertext(1)
    assert ciphertext.opened(keys[1], len(CONTENT)) == CONTENT
    assert ciphertext.opened(keys[0], len(CONTENT)) != CONTENT


@pytest.mark.parametrize("other", ["content", "buyer"])
def test_content_key__chain_begins_again_at_the_same_addresses__opens_no_other_order(twins, tmp_path, other):
    """CNT-15: the first order of a chain that was wiped, under the old chain id, has another buyer or other content."""
    system, secret = twins["contattract"][0], keccak(b"the seller's key file")
    engine, keys = system.token.engine, []
    for again in (False, True):
        snapshot = engine.snapshot()
        content = CONTENT[1:] if again and other == "content" else CONTENT
        customer = 7 if again and other == "buyer" else 6
        keys.append(sold(system, tmp_path / str(again), secret, content, customer)[1])
        engine.restore(snapshot)
    assert keys[0] != keys[1]


def test_replica__sealed_for_one_chain__answers_for_no_other(twins):
    """CNT-11: one disk does not stand for two bonds because a landlord has one address on both chains."""
    node = bytes(range(20))
    domains = [domain_of(system.proofs) for system in twins["contattract"]]
    here, there = (replica(domain, node, 0, None, 2 * sealing.LEAF) for domain in domains)
    other = replica(domain_of(twins["contattract"][0].disk), node, 0, None, 2 * sealing.LEAF)
    assert len({here, there, other}) == 3
    landlords = Landlords(twins["contattract"][1], twins["contattract"][1].token.engine.account(0))
    (landlord,) = landlords.new(1)
    address = to_canonical_address(landlord.address)
    view = View(Challenge(domains[1], 0, 1, b"\5" * 32, (address,), 2 * sealing.LEAF), None)
    prover = landlords.nodes[landlord.address]
    for domain, right in zip(domains, (0, 1), strict=True):
        prover.store[0] = replica(domain, address, 0, None, 2 * sealing.LEAF)
        assert view.passed([prover.answer(view.challenge, view.told.data_root)]) == right


def test_sector__sealed_for_one_chain__answers_for_no_other(twins):
    """XZ-19: the same node, sector number and data, bonded on two chains, are two replicas."""
    homes = [storage.home_of(*home_of(contract)) for xz in twins["xz"] for contract in (xz.sectors, xz.mine)]
    sealed = [storage.Replica.seal(bytes(range(20)), 1, bytes(64), 1, home) for home in (*homes, storage.NATIVE)]
    assert len({replica.commitment.root for replica in sealed}) == 5
    assert all(replica.unseal() == bytes(64) for replica in sealed)


def test_group_message__of_the_other_chain__is_another_digest(twins):
    """CNT-11: members' votes and answers name chain and contract, so no evidence and no message moves over."""
    digests = set()
    for system in twins["contattract"]:
        challenge = Challenge(domain_of(system.proofs), 0, 1, b"\5" * 32, ())
        told = Attestation(1, b"\5" * 32, NONE, NONE)
        digests |= {challenge.answer_digest(NONE, NONE, 0, NONE), challenge.message_digest(told, 1)}
    assert len(digests) == 4


def test_merkle__an_inner_node__is_no_leaf():
    """XZ-5, CNT-15: leaves are hashed twice, so that no pair of nodes reads as a leaf's index and digest."""
    tree = merkle.Tree.of([b"a", b"b", b"c", b"d"])
    inner = sorted(merkle.leaf(i, data) for i, data in enumerate((b"a", b"b")))
    assert merkle.verify(tree.root, keccak(b"".join(inner)), [tree.proof(0)[1]])
    for index, data in ((0, b"".join(inner)), (int.from_bytes(inner[0], "big"), inner[1])):
        assert not merkle.verify(tree.root, merkle.leaf(index, data), [tree.proof(0)[1]])
