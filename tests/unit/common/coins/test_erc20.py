# SPDX-License-Identifier: MIT
"""What OpenZeppelin's tests expect of an ERC-20, of every coin (XZ-1, ZOS-1, ZZM-1, CNT-1).

The same list as their shouldBehaveLikeERC20, ERC20Burnable and ERC20Permit. Where ours differ from it, the name of
the test says `deviation`, and docs/security.md why.
"""

from __future__ import annotations

import pytest

from wuxing.engine.base import ZERO_ADDRESS

MAX = 2**256 - 1
HELD = 2**30 * 10**18


def test_total_supply__is_all_that_exists(coin, attacker):
    assert coin.token.totalSupply() == coin.token.balanceOf(coin.holder) == HELD
    assert coin.token.balanceOf(attacker) == coin.token.balanceOf(ZERO_ADDRESS) == 0


# ---- transfer


@pytest.mark.parametrize("amount", [0, 1, HELD])
def test_transfer__within_the_balance__moves_it_and_says_so(coin, other_miner, amount):
    receipt = coin.token.transfer(other_miner, amount, sender=coin.holder)
    assert receipt.value is True
    assert (coin.token.balanceOf(coin.holder), coin.token.balanceOf(other_miner)) == (HELD - amount, amount)
    assert coin.moved(receipt) == [(coin.holder.address, other_miner.address, amount)]
    assert not coin.approved(receipt) and coin.token.totalSupply() == HELD


@pytest.mark.parametrize("amount", [0, 1, HELD])
def test_transfer__to_oneself__changes_nothing_and_says_so(coin, amount):
    receipt = coin.token.transfer(coin.holder, amount, sender=coin.holder)
    assert coin.token.balanceOf(coin.holder) == HELD
    assert coin.moved(receipt) == [(coin.holder.address, coin.holder.address, amount)]


@pytest.mark.parametrize("amount", [HELD + 1, MAX])
def test_transfer__more_than_held__reverts(coin, engine, other_miner, amount):
    for to in (other_miner, coin.holder):
        with engine.reverts(coin.error("balance")):
            coin.token.transfer(to, amount, sender=coin.holder)
    assert coin.token.balanceOf(coin.holder) == HELD


@pytest.mark.parametrize("amount", [0, 1])
def test_transfer__to_zero__reverts(coin, engine, amount):
    """Nothing leaves the supply but by a burn, and no event shows one that did not happen."""
    with engine.reverts(coin.error("to is zero")):
        coin.token.transfer(ZERO_ADDRESS, amount, sender=coin.holder)


# ---- transferFrom


@pytest.mark.parametrize("amount", [0, 1, HELD])
def test_transferFrom__within_the_allowance__spends_it_without_an_approval_event(coin, other_miner, keeper, amount):
    coin.token.approve(keeper, HELD, sender=coin.holder)
    receipt = coin.token.transferFrom(coin.holder, other_miner, amount, sender=keeper)
    assert receipt.value is True
    assert (coin.token.balanceOf(coin.holder), coin.token.balanceOf(other_miner)) == (HELD - amount, amount)
    assert coin.token.allowance(coin.holder, keeper) == HELD - amount
    assert coin.moved(receipt) == [(coin.holder.address, other_miner.address, amount)]
    assert not coin.approved(receipt)


def test_transferFrom__unlimited_allowance__stays(coin, other_miner, keeper):
    coin.token.approve(keeper, MAX, sender=coin.holder)
    receipt = coin.token.transferFrom(coin.holder, other_miner, HELD, sender=keeper)
    assert coin.token.allowance(coin.holder, keeper) == MAX and not coin.approved(receipt)


def test_transferFrom__allowance_one_below_unlimited__is_spent(coin, other_miner, keeper):
    coin.token.approve(keeper, MAX - 1, sender=coin.holder)
    coin.token.transferFrom(coin.holder, other_miner, 3, sender=keeper)
    assert coin.token.allowance(coin.holder, keeper) == MAX - 4


def test_transferFrom__ones_own__needs_an_allowance_too(coin, engine, other_miner):
    with engine.reverts(coin.error("allowance")):
        coin.token.transferFrom(coin.holder, other_miner, 1, sender=coin.holder)


@pytest.mark.parametrize(
    "allowed, amount, what", [(HELD - 1, HELD, "allowance"), (MAX, HELD + 1, "balance"), (HELD, HELD + 1, "allowance")]
)
def test_transferFrom__too_much__reverts(coin, engine, other_miner, keeper, allowed, amount, what):
    coin.token.approve(keeper, allowed, sender=coin.holder)
    with engine.reverts(coin.error(what)):
        coin.token.transferFrom(coin.holder, other_miner, amount, sender=keeper)
    assert (coin.token.allowance(coin.holder, keeper), coin.token.balanceOf(coin.holder)) == (allowed, HELD)


@pytest.mark.parametrize("amount", [0, 1])
def test_transferFrom__to_zero__reverts(coin, engine, keeper, amount):
    coin.token.approve(keeper, HELD, sender=coin.holder)
    with engine.reverts(coin.error("to is zero")):
        coin.token.transferFrom(coin.holder, ZERO_ADDRESS, amount, sender=keeper)


def test_transferFrom__nothing_from_zero__reverts(coin, engine, attacker):
    """An event of a transfer from zero is a mint to every indexer: anybody could have shown one."""
    with engine.reverts(coin.error("from is zero")):
        coin.token.transferFrom(ZERO_ADDRESS, attacker, 0, sender=attacker)


# ---- approve


@pytest.mark.parametrize("amount", [0, 1, HELD, HELD + 1, MAX])
def test_approve__any_amount__replaces_the_last_and_says_so(coin, keeper, amount):
    coin.token.approve(keeper, 7, sender=coin.holder)
    receipt = coin.token.approve(keeper, amount, sender=coin.holder)
    assert receipt.value is True and coin.token.allowance(coin.holder, keeper) == amount
    assert coin.approved(receipt) == [(coin.holder.address, keeper.address, amount)]


def test_approve__oneself__allowed(coin):
    coin.token.approve(coin.holder, 5, sender=coin.holder)
    assert coin.token.allowance(coin.holder, coin.holder) == 5


@pytest.mark.parametrize("amount", [0, 1])
def test_approve__zero__reverts(coin, engine, amount):
    with engine.reverts(coin.error("spender is zero")):
        coin.token.approve(ZERO_ADDRESS, amount, sender=coin.holder)


def test_allowance__permit2__nobodys_gift(coin):
    """Solady would let Uniswap's Permit2 spend everybody's coins."""
    assert coin.token.allowance(coin.holder, "0x000000000022D473030F116dDEE9F6B43aC78BA3") == 0


# ---- mint and burn


@pytest.mark.parametrize("amount", [0, 1])
def test_mint__to_zero__reverts(mintable, engine, keeper, amount):
    with engine.reverts("Token: to is zero"):
        mintable.token.mint(ZERO_ADDRESS, amount, sender=keeper)


@pytest.mark.parametrize("amount", [0, 1])
def test_mint__to_an_account__is_there_and_said(mintable, keeper, other_miner, amount):
    supply = mintable.token.totalSupply()
    receipt = mintable.token.mint(other_miner, amount, sender=keeper)
    assert (mintable.token.balanceOf(other_miner), mintable.token.totalSupply()) == (amount, supply + amount)
    assert mintable.moved(receipt) == [(ZERO_ADDRESS, other_miner.address, amount)]


@pytest.mark.parametrize("amount", [0, 1, HELD])
def test_burn__within_the_balance__is_gone(burnable, amount):
    receipt = burnable.token.burn(amount, sender=burnable.holder)
    assert burnable.token.balanceOf(burnable.holder) == burnable.token.totalSupply() == HELD - amount
    assert burnable.moved(receipt) == [(burnable.holder.address, ZERO_ADDRESS, amount)]


def test_burn__more_than_held__reverts(burnable, engine):
    with engine.reverts("InsufficientBalance"):
        burnable.token.burn(HELD + 1, sender=burnable.holder)


@pytest.mark.parametrize("allowed, left", [(HELD, HELD - 5), (MAX, MAX), (5, 0)])
def test_burnFrom__within_the_allowance__is_gone(burnable, keeper, allowed, left):
    burnable.token.approve(keeper, allowed, sender=burnable.holder)
    receipt = burnable.token.burnFrom(burnable.holder, 5, sender=keeper)
    assert burnable.token.allowance(burnable.holder, keeper) == left
    assert burnable.token.totalSupply() == HELD - 5 and not burnable.approved(receipt)
    assert burnable.moved(receipt) == [(burnable.holder.address, ZERO_ADDRESS, 5)]


@pytest.mark.parametrize(
    "allowed, amount, what", [(4, 5, "InsufficientAllowance"), (MAX, HELD + 1, "InsufficientBalance")]
)
def test_burnFrom__too_much__reverts(burnable, engine, keeper, allowed, amount, what):
    burnable.token.approve(keeper, allowed, sender=burnable.holder)
    with engine.reverts(what):
        burnable.token.burnFrom(burnable.holder, amount, sender=keeper)


def test_burnFrom__nothing_of_zero__reverts(burnable, engine, attacker):
    with engine.reverts("Token: from is zero"):
        burnable.token.burnFrom(ZERO_ADDRESS, 0, sender=attacker)
