# SPDX-License-Identifier: MIT
"""OpenSea's inactive listings (January 2022): what was offered, allowed or wished under one holding of a thing comes to
life again when the thing comes back. It does not: XZ-4, XZ-6, XZ-16, XZ-22, XZ-25, CNT-10, CNT-13, XZ-24.
"""

from __future__ import annotations

import pytest

from tests.mail_world import NONE, MailWorld
from tests.unit.contattract.disk.conftest import _deployed_disk, rented
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.suite import System, deploy
from wuxing.typed_data import domain_of
from wuxing.xz.signing import Chip, replace_chip, transfer

__all__ = ["_deployed_disk", "rented"]

USD = XZ = CNT = WHOLE = 10**18
DAY = 86_400


class Cabinet:
    """An NFTXZ of the miner's that does not mine, with its chip."""

    def __init__(self, xz, engine, onboard):
        self.xz, self.engine, self.chip = xz, engine, Chip.from_seed("cabinet that comes back")
        self.token = onboard(self.chip, staked=False)
        self.until = engine.time + 90 * DAY

    def signed(self, sender, to) -> bytes:
        """The chip lets the token go."""
        nft = self.xz.nft
        said = transfer(self.token, sender.address, to.address, nft.nonceOf(self.token), self.until)
        return self.chip.sign(domain_of(nft).digest(said))

    def move(self, sender, to) -> None:
        """A sale, with the chip's signature."""
        signature = self.signed(sender, to)
        self.xz.nft.transferWithChip(sender, to, self.token, self.until, signature, sender=sender)

    def round_trip(self, owner, other) -> None:
        """To another wallet and back."""
        self.move(owner, other)
        self.move(other, owner)


@pytest.fixture
def cabinet(market, engine, onboard) -> Cabinet:
    return Cabinet(market.xz, engine, onboard)


@pytest.fixture
def rich(market, cabinet, other_miner):
    """A buyer with 10,000 dollars, allowed to the swap."""
    market.dollars(other_miner, 10_000 * USD)
    market.xz.stablecoin.approve(market.xz.swap, 10_000 * USD, sender=other_miner)
    return other_miner


def test_swap__token_comes_back__only_what_was_listed_since_is_sold(cabinet, engine, miner, rich, attacker):
    """XZ-25: listed at 500, taken to another wallet and back, listed at 5,000: nobody buys for 500."""
    xz, token = cabinet.xz, cabinet.token
    xz.nft.setApprovalForAll(xz.swap, True, sender=miner)
    cheap = xz.swap.list_token(token, 500 * USD, True, cabinet.until, WHOLE, sender=miner).value
    cabinet.round_trip(miner, attacker)
    dear = xz.swap.list_token(token, 5_000 * USD, True, cabinet.until, WHOLE, sender=miner).value
    signature = cabinet.signed(miner, rich)
    with engine.reverts("NFTXZSwap: listed before a change"):
        xz.swap.fill_with_chip(cheap, 500 * USD, 0, cabinet.until, signature, sender=rich)
    assert xz.nft.ownerOf(token) == miner.address and xz.stablecoin.balanceOf(rich) == 10_000 * USD
    before = xz.stablecoin.balanceOf(miner)
    xz.swap.fill_with_chip(dear, 5_000 * USD, 0, cabinet.until, signature, sender=rich)
    assert xz.nft.ownerOf(token) == rich.address and xz.stablecoin.balanceOf(miner) - before == 5_000 * USD
    # the seller may still tidy up
    xz.swap.cancel(cheap, sender=miner)


def test_swap__listed_before_a_new_chip__is_not_sold(cabinet, engine, miner, registrar, rich):
    """XZ-6, XZ-25: what the old chip's cabinet was offered for ends with the chip, too."""
    xz, token, new = cabinet.xz, cabinet.token, Chip.from_seed("the next chip")
    xz.nft.approve(xz.swap, token, sender=miner)
    order = xz.swap.list_token(token, 500 * USD, True, cabinet.until, WHOLE, sender=miner).value
    said = replace_chip(token, new.address, xz.nft.nonceOf(token), cabinet.until)
    agreed = miner.unsafe_sign_hash(domain_of(xz.nft).digest(said)).signature
    xz.nft.proposeChip(token, new.address, cabinet.until, agreed, sender=registrar)
    with engine.reverts("NFTXZSwap: listed before a change"):
        signature = cabinet.signed(miner, rich)
        xz.swap.fill_with_chip(order, 500 * USD, 0, cabinet.until, signature, sender=rich)


def test_swap__mined_in_between__the_order_stands(cabinet, engine, owner, miner, rich):
    """XZ-25: a stake changes no hands."""
    xz, token = cabinet.xz, cabinet.token
    xz.nft.approve(xz.swap, token, sender=miner)
    order = xz.swap.list_token(token, 500 * USD, True, cabinet.until, WHOLE // 2, sender=miner).value
    xz.mine.stake(token, 0, 0, sender=miner)
    engine.advance(DAY)
    xz.mine.exit(token, sender=miner)
    xz.swap.fill_with_chip(order, 500 * USD, 0, cabinet.until, cabinet.signed(miner, rich), sender=rich)
    assert xz.nft.ownerOf(token) == rich.address


def test_nft__token_comes_back__approval_authorisation_and_proposal_are_gone(
    cabinet, engine, miner, registrar, other_miner, attacker
):
    """XZ-4, XZ-6: an approval, a stored authorisation and a proposed chip die with the holding."""
    nft, token, new = cabinet.xz.nft, cabinet.token, Chip.from_seed("the next chip")
    said = replace_chip(token, new.address, nft.nonceOf(token), cabinet.until)
    agreed = miner.unsafe_sign_hash(domain_of(nft).digest(said)).signature
    with engine.anchor():
        nft.proposeChip(token, new.address, cabinet.until, agreed, sender=registrar)
        cabinet.round_trip(miner, other_miner)
        assert nft.proposedChip(token) == (ZERO_ADDRESS, 0)
    nft.approve(attacker, token, sender=miner)
    order = cabinet.signed(miner, attacker)
    cabinet.round_trip(miner, other_miner)
    nft.authorize(token, miner, other_miner, cabinet.until, cabinet.signed(miner, other_miner), sender=attacker)
    assert nft.authorizedUntil(token, other_miner) == cabinet.until
    cabinet.round_trip(miner, other_miner)
    assert nft.getApproved(token) == ZERO_ADDRESS and nft.authorizedUntil(token, other_miner) == 0
    with engine.reverts("NFTXZ: not the chip's signature"):
        nft.authorize(token, miner, attacker, cabinet.until, order, sender=attacker)
    with engine.reverts("NFTXZ: not the owner's signature"):
        nft.proposeChip(token, new.address, cabinet.until, agreed, sender=registrar)


def test_revenue__token_comes_back__wishes_for_an_operator_are_gone(cabinet, miner, other_miner, operator, keeper):
    """XZ-22: who bought its cabinet back has not agreed to the operator that it wanted before it sold."""
    revenue, token = cabinet.xz.revenue, cabinet.token
    revenue.set_operator(token, keeper, sender=miner)
    assert revenue.wish(token, miner) == keeper.address
    cabinet.move(miner, other_miner)
    assert revenue.wish(token, miner) == ZERO_ADDRESS
    cabinet.move(other_miner, miner)
    assert revenue.wish(token, miner) == ZERO_ADDRESS
    revenue.set_operator(token, keeper, sender=operator)
    assert revenue.operator_of(token) == operator.address
    revenue.set_operator(token, keeper, sender=miner)
    assert revenue.operator_of(token) == keeper.address


def test_checkout__seller_is_allowed_again__its_old_items_stay_unsold(market, engine, owner, operator, attacker):
    """XZ-16: an item is listed under one mandate; the next one lists at the prices of its day."""
    checkout = market.xz.checkout
    market.coins(attacker, 100 * XZ)
    market.xz.token.approve(checkout, 100 * XZ, sender=attacker)
    old = checkout.list_item(10 * USD, ZERO_ADDRESS, 0, sender=operator).value
    checkout.set_seller(operator, True, sender=owner)  # said twice: the same term
    checkout.buy(old, 1, 10 * XZ, NONE, sender=attacker)
    checkout.set_seller(operator, False, sender=owner)
    assert not checkout.is_seller(operator)
    with engine.reverts("Checkout: not a seller"):
        checkout.list_item(10 * USD, ZERO_ADDRESS, 0, sender=operator)
    checkout.set_seller(operator, True, sender=owner)
    with engine.reverts("Checkout: seller is none any more"):
        checkout.buy(old, 1, 10 * XZ, NONE, sender=attacker)
    new = checkout.list_item(20 * USD, ZERO_ADDRESS, 0, sender=operator).value
    checkout.buy(new, 1, 10 * XZ, NONE, sender=attacker)
    checkout.close_item(old, sender=operator)


def test_health__record_replaced__no_earlier_grant_comes_back(xz, engine, miner, keeper):
    """XZ-24: a grant is of one version of a record."""
    record = xz.health.store(b"\1" * 32, "here", sender=miner).value
    xz.health.grant(record, keeper, engine.time + DAY, b"key", sender=miner)
    xz.health.replace(record, b"\2" * 32, "there", sender=miner)
    xz.health.replace(record, b"\1" * 32, "here", sender=miner)
    assert xz.health.granted_until(record, keeper) == 0
    with engine.reverts("HealthRecords: no live grant"):
        xz.health.log_access(record, sender=keeper)


# Contattract


@pytest.fixture(scope="module")
def _contattract(engine, deployer, owner, guardian, miner, other_miner, attacker) -> System:
    roles = {"owner": owner.address, "guardian": guardian.address}
    system = deploy(engine, "contattract", "paper", deployer, roles)
    for account in (miner, other_miner, attacker):
        system.budgets.spend(0, account, 10_000 * CNT, "tests", sender=owner)
        system.token.approve(system.names, 2**255, sender=account)
    return system


@pytest.fixture
def contattract(engine, _contattract):
    with engine.anchor():
        yield _contattract


def test_lease__comes_back__rights_and_prices_of_before_are_gone(rented, engine, other_miner, attacker):
    """CNT-10: what was given, and what a day of reading cost, end when the lease is handed on."""
    disk, rights, tenant, late = rented.disk, rented.system.rights, rented.tenant, rented.engine.time + 400 * DAY
    lease = rented.lease(1, 365)
    rights.give(lease, attacker, late, late, sender=tenant)
    rights.offer(lease, 1, 1, sender=tenant)
    assert rights.can_write(lease, attacker)
    disk.transfer(lease, other_miner, sender=tenant)
    disk.transfer(lease, tenant, sender=other_miner)
    assert not rights.can_read(lease, attacker) and not rights.can_write(lease, attacker)
    assert rights.offer_of(lease)["read"] == 0
    with engine.reverts("Rights: not for sale"):
        rights.buy(lease, False, 1, 2**255, late, sender=attacker)


@pytest.mark.parametrize("way", ["given back", "registered again"])
def test_name__comes_back__is_not_the_primary_one_unasked(contattract, engine, miner, other_miner, way):
    """CNT-13: what an account said of a name ends when it gives the name away, or loses it."""
    names, world = contattract.names, MailWorld(contattract, engine)
    name = world.register(miner, b"lighthouse", 30)
    names.set_primary(name, sender=miner)
    if way == "given back":
        names.transfer(name, other_miner, sender=miner)
        assert names.primary_of(miner) == NONE
        names.transfer(name, miner, sender=other_miner)
    else:
        engine.time = names.name_of(name)[1] + contattract.params.name_grace
        assert world.register(miner, b"lighthouse", 30) == name
    assert names.name_of(name)[0] == miner.address and names.primary_of(miner) == NONE
    names.set_primary(name, sender=miner)
    assert names.primary_of(miner) == name
