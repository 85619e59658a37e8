# SPDX-License-Identifier: MIT
"""The paper's economy from its first day: nodes mine phase 0, then cabinets sell, stake, mine and melt.

Prelude (before day 0): seven invited node operators mine all of phase 0 on the contracts, 1% of the cap, without stake
or gas (XZ-13), and put some of it on a Uniswap V2 market. From day 0 on cabinets sell what a real pharmacy sold: their
miners buy stake and fee on the market, chips sign logs, feeds and revenue, 45% of it buys back and burns, nodes seal
the native chain and prove what they store, and attackers try what they can (wuxing/xz/town.py).

Days are UTC days. Everything follows from the settings: the same settings leave the same state on every engine
(`state_digest`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from eth_hash.auto import keccak

from wuxing.engine import Engine, Revert
from wuxing.record import Record
from wuxing.simulation import Settings, SettingsError, Simulation
from wuxing.suite import System, deploy
from wuxing.xz import attacks, devmarket, town
from wuxing.xz.agents import (
    DAY,
    GROUP,
    Cabinet,
    Hasty,
    Operator,
    Pharmacy,
    Trader,
    TruePrices,
    Turncoat,
    hardware_id,
    make_cabinet,
    position,
    stream,
)
from wuxing.xz.deployment import CLASSES, FEEDS, TEST_SIGNERS
from wuxing.xz.feed import BATCH, MAX_SIGNERS, Carrier, sector_number
from wuxing.xz.fleet import Fleet
from wuxing.xz.native import DailyChain
from wuxing.xz.node import Node
from wuxing.xz.signing import Chip, exit_order
from wuxing.xz.storage import NODE, Replica, pad, prove_seal, verify_seal

START = 1_893_456_000
"""Day 0 begins: 1 January 2030, 00:00 UTC, ahead of the clock of any network that the scenario may run on."""
WAD = 10**18
DEPLOYER, OWNER, GUARDIAN, REGISTRAR, CASHIER, KEEPER, TRADER, ATTACKER = range(8)
"""Accounts by role. Node operators are those of the court's first signer set and one more, miners follow."""
MINERS = 30
NODE_TOKENS = 36
"""NFTXZ of each node operator in phase 0."""
KEPT_TOKENS = 2
"""Of these, how many an operator stakes when phase 1 begins."""
POOL_XZ, POOL_USD = 2_100_000 * WAD, 105_000 * WAD
"""What the operators put on the market together: XZ opens at 5 cents, which is an assumption."""
OUTAGE = 0.03
"""Probability that a cabinet is without power on a day: an assumption."""
LIARS = 0.20
"""Share of cabinets that report false prices on every day."""
LIE = 1.5
"""What they multiply the true price by."""
SWEPT = "feed_price_n05c"
"""The feed whose liars grow by one a day, from none to two thirds and again: what a median can bear, measured."""
SPAN = 180
"""Seconds of the native chain that are simulated a day."""
SEALS = (0.05, 0.35, 0.65)
"""When in the run nodes seal what they stored since: parts of it."""
WINDOW = 24
"""The storage window that all nodes choose: 12:00 to 12:30."""
LEAST_DAYS, LEAST_CABINETS, MOST_CABINETS = 3, 3, 500


def add_options(parser: Any) -> None:
    """What this system adds to the options of `simulate`."""
    parser.add_argument("--cabinets", type=int, default=20, metavar="N", help="cabinets in service (20)")


def simulation(settings: Settings) -> Simulation:
    """The simulation for these settings: above 500 cabinets the mine alone, at its full scale (wuxing/xz/fleet.py).

    Raises SettingsError.
    """
    cabinets = settings.options.get("cabinets", 20)
    return Fleet(settings) if cabinets > MOST_CABINETS else Economy(settings)


class Economy:
    """One simulated economy with all its contracts, for up to 500 cabinets."""

    done = 0

    def __init__(self, settings: Settings) -> None:
        self.settings, self.seed, self.days = settings, settings.seed, settings.days
        self.count = settings.options.get("cabinets", 20)
        if not LEAST_CABINETS <= self.count <= MOST_CABINETS:
            raise SettingsError(
                f"cabinets: expected {LEAST_CABINETS} to {MOST_CABINETS} (or more than that: the mine alone), "
                f"got {self.count}"
            )
        if self.days < LEAST_DAYS:
            raise SettingsError(f"days: expected at least {LEAST_DAYS}, got {self.days}")
        self.engine: Engine = settings.open_engine()
        self.record = Record()
        self.cabinets: list[Cabinet] = []
        self.operators: list[Operator] = []
        self.day = 0
        self.trader, self.prices = Trader(self.seed), TruePrices(self.seed)
        self.pharmacies = [Pharmacy(self.seed, group) for group in range(-(-self.count // GROUP))]
        self._acts: dict[tuple[str, int], list[Callable[[], None]]] = {}
        self._stored: dict[int, bytearray] = {}
        self._judged: set[bytes] = set()
        self._burned = {"gas": 0, "buy-back": 0, "forfeited": 0, "storage": 0}
        self._filed = 0
        self.coalition: tuple[str, bool] | None = None
        self.lost: Operator | None = None

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
            town.native_attacks(self, laboratory.result())

    def economy(self) -> Iterator[str]:
        """The economy alone, without the attacks that are tried on native chains of their own."""
        yield "deploying the contracts"
        self._deploy()
        yield "phase 0: seven nodes mine 1% of the cap"
        self._prelude()
        self._open()
        town.plan(self)
        for day in range(self.days):
            yield f"day {day + 1} of {self.days}"
            self._live(day)

    def at(self, part: float, when: str, act: Callable[[], None]) -> None:
        """Plans something at this part of the run: `when` is dawn, buy-back or dusk."""
        self._acts.setdefault((when, min(self.days - 1, int(part * self.days))), []).append(act)

    def _do(self, when: str) -> None:
        for act in self._acts.get((when, self.day), []):
            act()

    def clock(self, hour: float) -> int:
        """Sets the engine's time to an hour of today, if that is still to come; returns the time."""
        self.engine.time = max(self.engine.time, self.midnight + round(hour * 3600))
        return self.engine.time

    @property
    def midnight(self) -> int:
        """When today began."""
        return START + self.day * DAY

    # --- before day 0

    def _deploy(self) -> None:
        e = self.engine
        p = self.settings.params
        operators = len(TEST_SIGNERS)
        self.prelude_days = -(-p.phase_ends[0] // (p.daily_output * operators * NODE_TOKENS))
        e.time = max(e.time, START - (self.prelude_days + 1) * DAY - 3600)
        self.account = e.account
        self.owner, self.keeper, self.cashier = e.account(OWNER), e.account(KEEPER), e.account(CASHIER)
        self.attacker, self.trader_account = e.account(ATTACKER), e.account(TRADER)
        roles: dict[str, str] = {
            "owner": self.owner.address,
            "guardian": e.account(GUARDIAN).address,
            "registrar": e.account(REGISTRAR).address,
            "operator": self.cashier.address,
        }
        self.xz: System = deploy(e, "xz", self.settings.set_name, e.account(DEPLOYER), roles)
        self.record.contracts = {contract.address: name for name, contract in self.xz}
        self.carrier = Carrier(e, self.xz, self.record)
        self.send = self.carrier.send
        kinds = {5: Hasty, 6: Turncoat}
        for index in range(operators + 1):
            account = e.account(TEST_SIGNERS[0] + index)
            node = kinds.get(index, Node)(f"node {index + 1}", bytes(account.key))
            self.operators.append(Operator(account, node))
        for operator in self.operators:
            receipt = self.send(self.xz.mine.add_node, operator.account, sender=self.owner)
            operator.number = receipt.value
            self.send(self.xz.mine.invite, operator.account, True, sender=self.owner)
            self._stored[operator.number] = bytearray()

    def _mint(self, to: Any, node: int, chip: str) -> int:
        token = self.xz.nft.totalMinted() + 1
        place = position(self.seed, token)
        self.send(
            self.xz.nft.mint, to, hardware_id(self.seed, token), *place, chip, node, sender=self.account(REGISTRAR)
        )
        return token

    def _prelude(self) -> None:
        first = self.operators[: len(TEST_SIGNERS)]
        for operator in first:
            for _ in range(NODE_TOKENS):
                chip = Chip.from_seed(f"wuxing xz {self.seed} chip {self.xz.nft.totalMinted() + 1}")
                operator.tokens.append(self._mint(operator.account, operator.number, chip.address))
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
        dollars = self.account(DEPLOYER)
        share = len(TEST_SIGNERS)
        for operator in self.operators[:share]:
            self.send(xz.mine.claim_node, operator.number, sender=self.keeper)
            self.send(xz.stablecoin.mint, operator.account, POOL_USD // share, sender=dollars)
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
        self.pair = devmarket.pair(xz)
        self.record.contracts[self.pair.address] = "pair"
        self.send(xz.stablecoin.mint, self.trader_account, 100_000 * WAD, sender=dollars)
        self.send(xz.stablecoin.mint, self.attacker, 50_000 * WAD, sender=dollars)
        for account in (self.trader_account, self.attacker):
            for coin in (xz.token, xz.stablecoin):
                self.send(coin.approve, xz.router, 10**9 * WAD, sender=account)
        self._put_into_service()
        self.quorum = p.feed_quorum
        if self.count < p.feed_quorum + 2:
            self.quorum = max(3, self.count // 2)
            for feed in FEEDS:
                self.send(getattr(xz, feed).set_terms, self.quorum, p.feed_max_age, sender=self.owner)
        self.engine.time = max(self.engine.time, START)
        start = START + 9 * 3600
        nodes = [operator.node for operator in self.operators]
        self.chain = DailyChain(nodes[:-1], nodes[-1:], p, self.seed, start, SPAN)

    def _put_into_service(self) -> None:
        """Every cabinet's miner buys stake and fee on the market. One in ten stakes half, one saves on the fee."""
        xz, p, dollars = self.xz, self.settings.params, self.account(DEPLOYER)
        liars = round(self.count * LIARS) if self.count >= 5 else 0
        for index in range(self.count):
            miner = self.account(MINERS + index // 2)
            node = self.operators[index % len(TEST_SIGNERS)].number
            token = xz.nft.totalMinted() + 1
            cabinet = make_cabinet(token, miner, node, self.seed, index < liars)
            self._mint(miner, node, cabinet.chip.address)
            self.cabinets.append(cabinet)
        for index, cabinet in enumerate(self.cabinets):
            stake = p.phase_stake[1] // 2 if index % 10 == 3 else p.phase_stake[1]
            fee = 20 * WAD if index % 10 == 7 else p.fee_deposit
            budget = 2_000 * WAD
            self.send(xz.stablecoin.mint, cabinet.owner, budget, sender=dollars)
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
        self._truth: dict[str, float] = {}
        self._do("dawn")
        for cabinet in self.cabinets:
            cabinet.wake(OUTAGE)
        self.prices.next_day()
        self.clock(1)
        self.carrier.settle(self._staked_tokens(), self.keeper)
        self._look_after_positions()
        self._trade()
        self._native_day()
        self._store()
        self._sell()
        self._report()
        self._revenue()
        self._buy_back()
        self._do("dusk")
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

    def swap(self, account: Any, path: tuple[Any, Any], amount: int) -> int:
        """Sells `amount` of the path's first coin, which the router may take; returns what came out."""
        deadline = self.engine.time + 600
        method = self.xz.router.swapExactTokensForTokens
        return self.send(method, amount, 0, list(path), account, deadline, sender=account).value[-1]

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

    def _judge(self, evidence: Any, operator: Operator) -> None:
        held = self.xz.token.balanceOf(self.keeper)
        try:
            receipt = self.carrier.accuse(evidence, operator.tokens[:KEPT_TOKENS], self.keeper)
        except Revert as error:  # the run touches a change of the set: another piece of evidence will do
            self.record.add("refused_evidence", day=self.day, reason=error.reason)
            return
        self._judged.add(evidence.signer)
        taken = sum(event.amount for event in receipt.named("StakeForfeited"))
        town.verdict(self, evidence, operator, taken, self.xz.token.balanceOf(self.keeper) - held)

    # --- storage

    def _store(self) -> None:
        """XZ-19: nodes prove their sectors in the window; keepers report what was missed; sealing days."""
        sectors, today = self.xz.sectors, self.midnight // DAY
        live = [
            (operator, sector, replica)
            for operator in self.operators
            for sector, replica in operator.disk.items()
            if sectors.state_of(sector) in (1, 2, 3)
        ]
        due = [(operator, replica) for operator, sector, replica in live if sectors.sector(sector)[2] <= today]
        if due:
            self.clock(12)
            self.send(self.xz.sectors.open_window, sender=self.keeper)
            seed = self.send(self.xz.sectors.draw_seed, sender=self.keeper).value
        for operator, replica in due:
            if not operator.has_power:
                continue
            try:
                self.carrier.prove_sector(replica, seed, operator.account)
            except Revert as error:
                self.record.add("refused_proofs", day=self.day, node=operator.number, reason=error.reason)
        self.clock(13)
        missed = [sector for _, sector, _ in live if self.xz.sectors.missed(sector)]
        for start in range(0, len(missed), BATCH):
            self.send(self.xz.sectors.fault_batch, missed[start : start + BATCH], sender=self.keeper)
        if self.day in {min(self.days - 1, max(1, int(part * self.days))) for part in SEALS}:
            for operator in self.operators[: len(TEST_SIGNERS)]:
                if operator.has_power and self._stored[operator.number]:
                    self._seal(operator)
        self.record.add("storage", day=self.day, sectors=len(live), due=len(due), missed=len(missed))

    def _seal(self, operator: Operator) -> None:
        data = bytes(self._stored[operator.number])
        self._stored[operator.number].clear()
        data = pad(data, -(-max(len(data), 2 * NODE) // NODE) * NODE)
        number = sector_number(WINDOW, operator.account.address, 48, 1 + len(operator.disk) * 48)
        sector = self.xz.sectors.sector_id(operator.account, number)
        replica = Replica.seal(operator.node.address, sector, data)
        seed = self.chain.network.hash_at(self.engine.time)
        proof = prove_seal(replica, data, seed, 2)
        if not verify_seal(replica.commitment, seed, 2, proof):
            raise AssertionError("a replica that was sealed here does not verify")
        self.carrier.commit_sector(replica, number, operator.account)
        operator.disk[sector] = replica
        self.record.add("sealed", day=self.day, node=operator.number, bytes=len(data), leaves=replica.commitment.leaves)

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
                self._stored[cabinet.node] += b"\n".join(data for _, data in records) + b"\n"
        self._do("logged")

    def reporters(self) -> list[Cabinet]:
        """Cabinets that report today: all that are online, or 31 of them drawn by seed."""
        online = [cabinet for cabinet in self.cabinets if cabinet.online]
        if len(online) > MAX_SIGNERS:
            online = stream(self.seed, f"reporters {self.day}").sample(online, MAX_SIGNERS)
        return online

    def _report(self) -> None:
        """XZ-17: the cabinets' feeds. Liars multiply every price by 1.5."""
        observed = self.clock(21.5)
        cabinets = self.reporters()
        if len(cabinets) < self.quorum:
            self.record.add("silent", day=self.day, cabinets=len(cabinets))
            return
        price = devmarket.price(self.xz)
        truths = {"feed_xz_price": (round(price * 10**8), 0.002)}
        truths |= {f"feed_price_{atc.lower()}": (self.prices.now[atc], 0.01) for atc in CLASSES}
        for feed, (truth, noise) in truths.items():
            values = []
            for cabinet in cabinets:
                value = cabinet.observe(truth, noise)
                lies = self.lies(cabinet, feed)
                values.append((cabinet, round(value * LIE) if lies else value))
            self.answer(feed, observed, values, truth)
        for atc in CLASSES:
            values = [(cabinet, cabinet.sold(atc)) for cabinet in cabinets]
            ordered = sorted(value for _, value in values)
            self.answer(f"feed_units_{atc.lower()}", observed, values, ordered[(len(ordered) - 1) // 2])
        values = [(cabinet, cabinet.temperature()) for cabinet in cabinets]
        self.answer("feed_temperature", observed, values, 2200)

    def lies(self, cabinet: Cabinet, feed: str) -> bool:
        """Whether a cabinet reports a false value to a feed today."""
        if self.coalition and self.coalition[0] == feed:
            reporters = self.reporters()
            liars = len(reporters) // 2 + 1 if self.coalition[1] else (len(reporters) - 1) // 2
            return cabinet in reporters[:liars]
        if feed == SWEPT:
            reporters = self.reporters()
            return cabinet in reporters[: self.day % (2 * len(reporters) // 3 + 1)]
        return cabinet.liar and "price" in feed

    def answer(self, feed: str, observed: int, values: list[tuple[Cabinet, int]], truth: int) -> int:
        """Reports and records what the feed says beside what is true."""
        answer = self.carrier.report(feed, observed, values, self.keeper)
        numbers = [value for _, value in values]
        self.record.add(
            "feeds",
            day=self.day,
            feed=feed,
            answer=answer,
            truth=truth,
            lowest=min(numbers),
            highest=max(numbers),
            reporters=len(values),
            liars=sum(self.lies(cabinet, feed) for cabinet, _ in values),
            coalition=self.coalition[1] if self.coalition and self.coalition[0] == feed else None,
        )
        return answer

    def _revenue(self) -> None:
        """XZ-15: after midnight the operator pays in what the cabinets took; the sales stand under the day."""
        online = [cabinet for cabinet in self.cabinets if cabinet.online]
        self._taken = sum(sum(cabinet.revenue()) for cabinet in online)
        self.clock(24 + 0.1)
        if self._taken:
            self.send(self.xz.stablecoin.mint, self.cashier, self._taken, sender=self.account(DEPLOYER))
        for cabinet in online:
            amounts = cabinet.revenue()
            if sum(amounts):
                period = self.midnight // DAY
                self.last_revenue = self.carrier.revenue(cabinet, period, amounts, self.cashier)

    def _buy_back(self) -> None:
        """The keeper spends the burn pot, and once a week the holders' credit."""
        self._do("buy-back")
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

    def buy_back(self) -> int:
        """XZ-15: spends what the pot has, within the allowance; returns the XZ burned, 0 where the bound refused."""
        amount = min(self.xz.buyback.pot(), self.xz.buyback.allowance())
        if not amount:
            return 0
        try:
            return self.send(self.xz.buyback.buy, amount, sender=self.keeper).value
        except Revert as error:
            self.record.add("postponed", day=self.day, what="buy", reason=error.reason)
            return 0

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

    def exit_by_chip(self, cabinet: Cabinet) -> None:
        """XZ-4: the chip orders its token out of the mine."""
        deadline = self.engine.time + DAY
        order = exit_order(cabinet.token, self.xz.nft.nonceOf(cabinet.token), deadline)
        signature = cabinet.chip.sign(self.carrier.domain("mine").digest(order))
        self.send(self.xz.mine.exit_by_chip, cabinet.token, deadline, signature, sender=self.keeper)

    # --- what comes of it

    @property
    def digest(self) -> str:
        """The state that the run left, as one hash."""
        return state_digest(self.xz)


def state_digest(system: System) -> str:
    """One hash over what the contracts say of themselves: equal on two engines if and only if these agree.

    Read through views, not storage, so that it can be taken on any network. Block hashes, on which engines differ
    (they seed storage challenges, XZ-19), and addresses are not part of it.
    """
    xz, nothing = system, "none"
    state: list[Any] = [xz.token.totalSupply(), xz.mine.minted(), xz.mine.phase(), xz.mine.totalLife()]
    state += [xz.nft.totalMinted(), xz.nft.totalSupply(), xz.court.newestSet(), xz.buyback.pot(), xz.buyback.spent()]
    state += [xz.buyback.burned(), xz.buyback.total_credit(), xz.token.balanceOf(xz.mine)]
    owners: dict[str, None] = {}
    for token in range(1, xz.nft.totalMinted() + 1):
        state += [list(xz.mine.position_of(token)), xz.log.length(token), xz.log.head(token).hex()]
        state.append(xz.revenue.last_period(token))
        try:
            owners[xz.nft.ownerOf(token)] = None
        except Revert:
            state.append(nothing)
    for owner in owners:
        state += [xz.token.balanceOf(owner), xz.stablecoin.balanceOf(owner), list(xz.mine.locked_exits(owner))]
        state += [xz.buyback.credit(owner), xz.buyback.owed(owner)]
    state += [xz.mine.node_account(node)[1] for node in range(1, xz.mine.nodes() + 1)]
    for feed in FEEDS:
        try:
            state.append(list(getattr(xz, feed).latestRoundData()))
        except Revert:
            state.append(nothing)
    try:
        state += list(devmarket.reserves(xz))
    except LookupError:
        state.append(nothing)
    return keccak(json.dumps(state).encode()).hex()
