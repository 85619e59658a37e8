# SPDX-License-Identifier: MIT
"""Any history of reports, purchases and payments keeps every unit of money in one place (XZ-15, XZ-22)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing import devmarket
from wuxing.engine import Revert
from wuxing.xz.signing import Chip

USD = 10**18
amount = st.one_of(st.integers(0, 50), st.integers(0, 400 * USD))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("report"), st.sampled_from((1, 2, 4, 8)), st.tuples(amount, amount, amount, amount)),
        st.tuples(st.just("buy"), st.integers(1, 10_000), st.just(None)),
        st.tuples(st.just("buy_for"), st.lists(st.integers(0, 2), max_size=4), st.just(None)),
        st.tuples(st.just("buy_own"), st.integers(0, 2), st.integers(1, 10_000)),
        st.tuples(st.just("collect"), st.integers(0, 2), st.just(None)),
        st.tuples(st.just("share"), st.integers(0, 10_000), st.just(None)),
        st.tuples(st.just("arbitrage"), st.just(0), st.just(None)),
        st.tuples(st.just("wait"), st.integers(1, 400), st.just(None)),
    ),
    max_size=14,
)


class Books:
    """What the contracts should hold, kept beside them."""

    def __init__(self, market, holders, operators):
        self.market, self.holders, self.operators = market, holders, operators
        self.paid_in = self.spent_burn = self.spent_holders = self.paid_operators = 0
        self.bought_burn = self.bought_holders = self.collected = 0
        self.supply = market.xz.token.totalSupply()
        self.day = market.today() - 60

    def check(self):
        xz, b, r = self.market.xz, self.market.xz.buyback, self.market.xz.revenue
        credits = sum(b.credit(h) for h in self.holders)
        proceeds = sum(r.proceeds(o) for o in self.operators)
        assert b.total_credit() == credits
        assert xz.stablecoin.balanceOf(b) == b.pot() + credits
        assert xz.stablecoin.balanceOf(r) == proceeds
        spent = self.spent_burn + self.spent_holders + self.paid_operators
        assert self.paid_in == b.pot() + credits + proceeds + spent
        assert b.spent() == self.spent_burn and b.burned() == self.bought_burn
        assert xz.token.totalSupply() == self.supply - self.bought_burn
        owed = sum(b.owed(h) for h in self.holders)
        assert owed + self.collected == self.bought_holders and xz.token.balanceOf(b) == owed


def act(books: Books, step, owner, keeper):
    """One step of a history; what the contracts refuse changes nothing."""
    kind, what, more = step
    market, xz, b = books.market, books.market.xz, books.market.xz.buyback
    if kind == "report":
        if sum(more):
            books.day += 1
            market.pay_revenue(keeper, what, books.day, more)
            books.paid_in += sum(more)
    elif kind == "buy":
        part = min(b.pot(), b.allowance()) * what // 10_000
        if part > 1_000:
            books.bought_burn += b.buy(part, sender=keeper).value
            books.spent_burn += part
    elif kind == "buy_for":
        before = b.total_credit()
        books.bought_holders += b.buy_for([books.holders[i] for i in what], sender=keeper).value
        books.spent_holders += before - b.total_credit()
    elif kind == "buy_own":
        part = b.credit(books.holders[what]) * more // 10_000
        if part > 1_000:
            got = b.buy_own(part, 0, sender=books.holders[what]).value
            books.bought_holders += got
            books.collected += got
            books.spent_holders += part
    elif kind == "collect":
        if b.owed(books.holders[what]):
            books.collected += b.withdraw(books.holders[what], sender=keeper).value
        if xz.revenue.proceeds(books.operators[what % 2]):
            books.paid_operators += xz.revenue.withdraw(books.operators[what % 2], sender=keeper).value
    elif kind == "share":
        xz.revenue.set_holder_share(what, sender=owner)
    elif kind == "arbitrage":
        reserve_xz, reserve_usd = devmarket.reserves(xz)
        if reserve_usd > 2 * reserve_xz:
            devmarket.sell(xz, market.provider, (reserve_usd - 2 * reserve_xz) // 4)
    else:
        market.engine.advance(what)


@pytest.fixture
def books(market, onboard, owner, miner, other_miner, keeper, attacker, operator):
    """Tokens 1 to 7 of the miner, 4 with an operator of its own, 8 of another holder; two operators."""
    chip = Chip.from_seed("another holder's")
    token_id = onboard(chip, to=other_miner, staked=False)
    market.chips[token_id] = chip
    market.xz.revenue.set_operator(4, attacker, sender=miner)
    market.xz.revenue.set_operator(4, attacker, sender=operator)
    return lambda: Books(market, [miner, other_miner, operator], [operator, attacker])


@given(history=steps)
def test_conservation__any_history__to_the_wei(books, engine, owner, keeper, history):
    """XZ-15, XZ-22: paid in = burn pot + holders' credit + operators' proceeds + what was spent and paid out."""
    with engine.anchor():
        kept = books()
        for step in history:
            try:
                act(kept, step, owner, keeper)
            except Revert as error:
                assert error.reason in (
                    "BuyBack: nothing to buy for",
                    "UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT",
                ), error
            kept.check()
