# SPDX-License-Identifier: MIT
"""The paper's economy from its first day: nodes mine phase 0, then cabinets sell, stake, mine and melt.

Prelude (before day 0): seven invited node operators mine all of phase 0 on the contracts, 1% of the cap, without stake
or gas (XZ-13), and put some of it on a Uniswap V2 market. From day 0 on cabinets sell what a real pharmacy sold: their
miners buy stake and fee on the market, chips sign logs, feeds (rounds.py) and revenue, 45% of it buys back and burns,
nodes seal the native chain and prove what they store (vault.py), and attackers try what they can (trials.py).

Days are UTC days. Everything follows from the settings: the same settings leave the same state on every engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from wuxing import devmarket
from wuxing.engine import Revert
from wuxing.simulation import Settings, Simulation
from wuxing.xz import attacks, trials
from wuxing.xz.agents import DAY, GROUP, Operator, make_cabinet
from wuxing.xz.deployment import TEST_SIGNERS
from wuxing.xz.evidence import DoubleSeal, Skip
from wuxing.xz.feed import BATCH
from wuxing.xz.fleet import Fleet
from wuxing.xz.native import DailyChain
from wuxing.xz.rounds import Rounds
from wuxing.xz.signing import Chip
from wuxing.xz.vault import Vault
from wuxing.xz.world import MOST_CABINETS, POOL_USD, POOL_XZ, START, World

WAD = 10**18
MINERS = 30
"""Account of the first miner."""
NODE_TOKENS = 36
"""NFTXZ of each node operator in phase 0."""
KEPT_TOKENS = 2
"""Of these, how many an operator stakes when phase 1 begins."""
OUTAGE = 0.03
"""Probability that a cabinet is without power on a day: an assumption."""
LIARS = 0.20
"""Share of cabinets that report false prices on every day."""
SPAN = 180
"""Seconds of the native chain that are simulated a day."""


def add_options(parser: Any) -> None:
    """What this system adds to the options of `simulate`."""
    parser.add_argument("--cabinets", type=int, default=20, metavar="N", help="cabinets in service (20)")


def simulation(settings: Settings) -> Simulation:
    """The simulation for these settings: above 500 cabinets the mine alone, at its full scale (fleet.py).

    Raises SettingsError.
    """
    cabinets = settings.options.get("cabinets", 20)
    return Fleet(settings) if cabinets > MOST_CABINETS else Economy(settings)


class Economy(World):
    """The run of a world with all its contracts."""

    done = 0

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._judged: set[bytes] = set()
        self._burned = {"gas": 0, "buy-back": 0, "forfeited": 0, "storage": 0}
        self._filed = 0

    # --- the run

    @property
    def steps(self) -> int:
        """Steps of `run`."""
        return self.days + 3

    def run(self) -> Iterator[str]:
        """Runs the story, a step at a time; yields what comes next."""
        with ProcessPoolExecutor(1, get_context("spawn")) as others:
            # on networks of their own, so in a process of their own
            laboratory = others.submit(attacks.all_outcomes, self.seed)
            yield from self.economy()
            yield "attacks on the native chain"
            trials.native_attacks(self, laboratory.result())

    def economy(self) -> Iterator[str]:
        """The economy alone, without the attacks that are tried on native chains of their own."""
        yield "deploying the contracts"
        p = self.settings.params
        self.prelude_days = -(-p.phase_ends[0] // (p.daily_output * len(TEST_SIGNERS) * NODE_TOKENS))
        self.deploy(START - (self.prelude_days + 1) * DAY - 3600)
        yield "phase 0: seven nodes mine 1% of the cap"
        self._prelude()
        self._open()
        trials.plan(self, self.rounds)
        for day in range(self.days):
            yield f"day {day + 1} of {self.days}"
            self._live(day)

    # --- before day 0

    def _prelude(self) -> None:
        first = self.operators[: len(TEST_SIGNERS)]
        for operator in first:
            for _ in range(NODE_TOKENS):
                chip = Chip.from_seed(f"wuxing xz {self.seed} chip {self.xz.nft.totalMinted() + 1}")
                operator.tokens.append(self.mint(operator.account, operator.number, chip.address))
        begin = START - self.prelude_days * DAY - 3600
        self.engine.time = max(self.engine.time, begin - 600)
        for operator in first:
            self.send(self.xz.mine.stake_batch, operator.tokens, 0, 0, sender=operator.account)
        quarter = -(-self.prelude_days // 4)
        for day in (*range(quarter, self.prelude_days, quarter), self.prelude_days):
            self.engine.time = max(self.engine.time, begin + day * DAY)
            for operator in first:
                self.carrier.settle(operator.tokens, self.keeper)
            self.record.add("prelude", day=day - self.prelude_days, minted=self.xz.mine.minted() / WAD)

    def _open(self) -> None:
        """Phase 1 opens: a market, the operators' first stakes, cabinets and their miners."""
        xz, p = self.xz, self.settings.params
        share = len(TEST_SIGNERS)
        for operator in self.operators[:share]:
            self.send(xz.mine.claim_node, operator.number, sender=self.keeper)
            self.send(xz.stablecoin.mint, operator.account, POOL_USD // share, sender=self.deployer)
            for coin, amount in ((xz.token, POOL_XZ // share), (xz.stablecoin, POOL_USD // share)):
                self.send(coin.approve, xz.router, amount, sender=operator.account)
            self.send(
                xz.router.addLiquidity,
                *(xz.token, xz.stablecoin, POOL_XZ // share, POOL_USD // share, 0, 0, operator.account),
                self.engine.time + 600,
                sender=operator.account,
            )
            staked, left = operator.tokens[:KEPT_TOKENS], operator.tokens[KEPT_TOKENS:]
            for start in range(0, len(left), BATCH):
                self.send(xz.mine.exit_batch, left[start : start + BATCH], sender=operator.account)
            self.send(xz.token.approve, xz.mine, 10**6 * WAD, sender=operator.account)
            self.send(xz.token.approve, xz.sectors, 10**6 * WAD, sender=operator.account)
            for token in staked:
                self.send(xz.mine.top_up, token, p.phase_stake[1], p.fee_deposit, sender=operator.account)
        self.record.contracts[devmarket.pair(xz).address] = "pair"
        self.send(xz.stablecoin.mint, self.trader_account, 100_000 * WAD, sender=self.deployer)
        self.send(xz.stablecoin.mint, self.attacker, 50_000 * WAD, sender=self.deployer)
        for account in (self.trader_account, self.attacker):
            for coin in (xz.token, xz.stablecoin):
                self.send(coin.approve, xz.router, 10**9 * WAD, sender=account)
        self._put_into_service()
        self.rounds = Rounds(self)
        self.engine.time = max(self.engine.time, START)
        start = START + 9 * 3600
        nodes = [operator.node for operator in self.operators]
        self.chain = DailyChain(nodes[:-1], nodes[-1:], p, self.seed, start, SPAN)
        self.vault = Vault(self, self.chain)

    def _put_into_service(self) -> None:
        """Every cabinet's miner buys stake and fee on the market. One in ten stakes half, one saves on the fee."""
        xz, p = self.xz, self.settings.params
        liars = round(self.count * LIARS) if self.count >= 5 else 0
        for index in range(self.count):
            miner = self.account(MINERS + index // 2)
            node = self.operators[index % len(TEST_SIGNERS)].number
            token = xz.nft.totalMinted() + 1
            cabinet = make_cabinet(token, miner, node, self.seed, index < liars)
            self.mint(miner, node, cabinet.chip.address)
            self.cabinets.append(cabinet)
        for index, cabinet in enumerate(self.cabinets):
            stake = p.phase_stake[1] // 2 if index % 10 == 3 else p.phase_stake[1]
            fee = 20 * WAD if index % 10 == 7 else p.fee_deposit
            budget = 2_000 * WAD
            self.send(xz.stablecoin.mint, cabinet.owner, budget, sender=self.deployer)
            self.send(xz.stablecoin.approve, xz.router, budget, sender=cabinet.owner)
            path = [xz.stablecoin, xz.token]
            self.send(
                xz.router.swapTokensForExactTokens,
                *(stake + fee, budget, path, cabinet.owner, self.engine.time + 600),
                sender=cabinet.owner,
            )
            self.send(xz.token.approve, xz.mine, 10**9 * WAD, sender=cabinet.owner)
            self.send(xz.mine.stake, cabinet.token, stake, fee, sender=cabinet.owner)
        self.send(xz.stablecoin.approve, xz.revenue, 10**12 * WAD, sender=self.cashier)

    # --- a day

    def _live(self, day: int) -> None:
        self.day = self.carrier.day = day
        self.agenda.do(day, "dawn")
        for cabinet in self.cabinets:
            cabinet.wake(OUTAGE)
        self.prices.next_day()
        self.clock(1)
        self.carrier.settle(self._staked_tokens(), self.keeper)
        self._look_after_positions()
        self._trade()
        self._native_day()
        self.vault.day()
        self._sell()
        self.rounds.report()
        self._revenue()
        self._buy_back()
        self.agenda.do(day, "dusk")
        self._measure()

    def _staked_tokens(self) -> list[int]:
        kept = [token for operator in self.operators for token in operator.tokens[:KEPT_TOKENS]]
        tokens = kept + [cabinet.token for cabinet in self.cabinets]
        return [token for token in tokens if self.xz.mine.staked(token)]

    def _look_after_positions(self) -> None:
        """XZ-10: a miner whose position has stopped buys fee for it. Used up tokens leave service (XZ-12)."""
        mine, p = self.xz.mine, self.settings.params
        for cabinet in self.cabinets:
            cabinet.in_service = mine.staked(cabinet.token)
            if not cabinet.in_service:
                continue
            stopped = mine.position_of(cabinet.token)[4]
            held = self.xz.token.balanceOf(cabinet.owner)
            if stopped and held >= WAD * 10:
                self.send(mine.top_up, cabinet.token, 0, min(held, p.fee_deposit // 10), sender=cabinet.owner)

    def _trade(self) -> None:
        """The trader's order, and once a week miners sell a third of what they have."""
        self.clock(6)
        xz = self.xz
        price = float(devmarket.price(xz))
        order = self.trader.order(xz.token.balanceOf(self.trader_account), price)
        if order and order.usd <= xz.stablecoin.balanceOf(self.trader_account):
            self.swap(self.trader_account, (xz.stablecoin, xz.token), order.usd) if order.usd else self.swap(
                self.trader_account, (xz.token, xz.stablecoin), order.xz
            )
        if self.day % 7 == 6:
            for owner in dict.fromkeys(cabinet.owner for cabinet in self.cabinets):
                part = xz.token.balanceOf(owner) // 3
                if part > WAD:
                    self.send(xz.token.approve, xz.router, part, sender=owner)
                    self.swap(owner, (xz.token, xz.stablecoin), part)

    def _native_day(self) -> None:
        """XZ-18, XZ-20: a span of the native chain; the court hears of new signer sets and of offences."""
        start = self.clock(9)
        dark = frozenset(operator.node for operator in self.operators if not operator.has_power)
        span = self.chain.day(start, dark)
        self.record.add(
            "chain",
            day=self.day,
            **{name: getattr(span, name) for name in ("blocks", "in_turn", "votes", "reorgs", "refused", "signers")},
            height=self.chain.network.observer.head.number,
        )
        for name, blocks in span.shares.items():
            self.record.add("seals", day=self.day, signer=name, blocks=blocks)
        self.clock(9.5)
        network = self.chain.network
        self.carrier.certify(network.certificates(self.engine.chain_id, self.xz.court.address), self.keeper)
        for evidence in network.evidence:
            operator = next((o for o in self.operators if o.node.address == evidence.signer), None)
            if operator and evidence.signer not in self._judged and evidence.signer not in self.chain.signers:
                self._judge(evidence, operator)

    def _judge(self, evidence: DoubleSeal | Skip, operator: Operator) -> None:
        held = self.xz.token.balanceOf(self.keeper)
        try:
            receipt = self.carrier.accuse(evidence, operator.tokens[:KEPT_TOKENS], self.keeper)
        except Revert as error:  # the run touches a change of the set: another piece of evidence will do
            self.record.add("refused_evidence", day=self.day, reason=error.reason)
            return
        self._judged.add(evidence.signer)
        taken = sum(event.amount for event in receipt.named("StakeForfeited"))
        trials.verdict(self, evidence, operator, taken, self.xz.token.balanceOf(self.keeper) - held)

    # --- cabinets at work

    def _sell(self) -> None:
        """Customers come; at 21:00 every cabinet signs the day's batch, which is logged and stored (XZ-5)."""
        for group, pharmacy in enumerate(self.pharmacies):
            pharmacy.serve(
                self.day, [c for c in self.cabinets[group * GROUP : (group + 1) * GROUP] if c.online], self.prices.now
            )
        self.clock(21)
        self._online = sum(cabinet.online for cabinet in self.cabinets)
        for cabinet in self.cabinets:
            if cabinet.online:
                records = cabinet.records(self.midnight)
                self.last_batch = self.carrier.log_batch(cabinet, records, self.keeper)
                self.vault.keep(cabinet.node, b"\n".join(data for _, data in records) + b"\n")
        self.agenda.do(self.day, "logged")

    def _revenue(self) -> None:
        """XZ-15: after midnight the operator pays in what the cabinets took; the sales stand under the day."""
        online = [cabinet for cabinet in self.cabinets if cabinet.online]
        self._taken = sum(sum(cabinet.revenue()) for cabinet in online)
        self.clock(24 + 0.1)
        if self._taken:
            self.send(self.xz.stablecoin.mint, self.cashier, self._taken, sender=self.deployer)
        for cabinet in online:
            amounts = cabinet.revenue()
            if sum(amounts):
                period = self.midnight // DAY
                self.last_revenue = self.carrier.revenue(cabinet, period, amounts, self.cashier)

    def _buy_back(self) -> None:
        """The keeper spends the burn pot, and once a week the holders' credit."""
        self.agenda.do(self.day, "buy-back")
        self.buy_back()
        if self.day % 7 == 6:
            holders = list(dict.fromkeys(cabinet.owner for cabinet in self.cabinets))[:BATCH]
            try:
                self.send(self.xz.buyback.buy_for, holders, sender=self.keeper)
            except Revert as error:
                self.record.add("postponed", day=self.day, what="buy_for", reason=error.reason)
            for holder in holders:
                if self.xz.buyback.owed(holder):
                    self.send(self.xz.buyback.withdraw, holder, sender=self.keeper)

    # --- the day's figures

    def _measure(self) -> None:
        xz = self.xz
        self._count_burns()
        nominal = self.settings.params.nominal
        lives = sum(xz.mine.life_of(cabinet.token) for cabinet in self.cabinets)
        positions = [xz.mine.position_of(cabinet.token) for cabinet in self.cabinets]
        reserves = devmarket.reserves(xz)
        self.record.add(
            "daily",
            day=self.day,
            phase=xz.mine.phase(),
            minted=xz.mine.minted() / WAD,
            supply=xz.token.totalSupply() / WAD,
            effective=xz.mine.totalLife() / WAD,
            cabinets_life=lives / WAD,
            melted=sum(p[2] for p in positions) / nominal,
            staked=sum(p[0] for p in positions) / WAD,
            fees=sum(p[1] for p in positions) / WAD,
            stopped=sum(bool(p[4]) for p in positions),
            in_service=sum(cabinet.in_service for cabinet in self.cabinets),
            online=self._online,
            sales_usd=self._taken / WAD,
            spent_usd=xz.buyback.spent() / WAD,
            pot_usd=xz.buyback.pot() / WAD,
            price=reserves[1] / reserves[0],
            **{f"burned_{cause}": amount / WAD for cause, amount in self._burned.items()},
        )

    def _count_burns(self) -> None:
        """Adds up the burns that the contracts' own events tell of, by cause."""
        causes = {
            ("mine", "Settled"): ("gas", "burned"),
            ("buyback", "Burned"): ("buy-back", "burned"),
            ("mine", "Forfeited"): ("forfeited", "burned"),
            ("sectors", "Slashed"): ("storage", "burned"),
        }
        rows = self.record.rows("events")
        for row in rows[self._filed :]:
            if cause := causes.get((row["contract"], row["event"])):
                self._burned[cause[0]] += int(json.loads(row["arguments"])[cause[1]])
        self._filed = len(rows)
