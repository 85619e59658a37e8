# SPDX-License-Identifier: MIT
"""The world of an economy of XZ: contracts, people, clock, agenda and record, which all parts of the run share.

Parts (rounds.py, vault.py, trials.py) take the world; wuxing/xz/scenario.py lets it live.
"""

from __future__ import annotations

import json
from typing import Any

from eth_hash.auto import keccak

from wuxing import devmarket
from wuxing.agenda import Agenda
from wuxing.engine import Engine, Revert
from wuxing.record import Record
from wuxing.simulation import Settings, SettingsError
from wuxing.suite import System, deploy
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
    position,
)
from wuxing.xz.deployment import FEEDS, TEST_SIGNERS
from wuxing.xz.feed import Carrier
from wuxing.xz.node import Node

START = 1_893_456_000
"""Day 0 begins: 1 January 2030, 00:00 UTC, ahead of the clock of any network that the scenario may run on."""
WAD = 10**18
DEPLOYER, OWNER, GUARDIAN, REGISTRAR, CASHIER, KEEPER, TRADER, ATTACKER = range(8)
"""Accounts by role. Node operators are those of the court's first signer set and one more, miners follow."""
HASTY, TURNCOAT = 5, 6
"""Operators that will not stay honest."""
POOL_XZ, POOL_USD = 2_100_000 * WAD, 105_000 * WAD
"""What the operators put on the market together: XZ opens at 5 cents, which is an assumption."""
LEAST_DAYS, LEAST_CABINETS, MOST_CABINETS = 3, 3, 500


class World:
    """All contracts of XZ and up to 500 cabinets. There are no contracts before `deploy`.

    `last_batch` and `last_revenue` are the arguments of the last such transactions, as any onlooker has them.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings, self.seed, self.days = settings, settings.seed, settings.days
        self.count = settings.options.get("cabinets", 20)
        if not LEAST_CABINETS <= self.count <= MOST_CABINETS:
            raise SettingsError(
                f"cabinets: expected at least {LEAST_CABINETS} (above {MOST_CABINETS} the mine alone is simulated), "
                f"got {self.count}"
            )
        if self.days < LEAST_DAYS:
            raise SettingsError(f"days: expected at least {LEAST_DAYS}, got {self.days}")
        self.engine: Engine = settings.open_engine()
        self.record = Record()
        self.agenda = Agenda(self.days, "dawn", "logged", "buy-back", "dusk")
        self.cabinets: list[Cabinet] = []
        self.operators: list[Operator] = []
        self.day = 0
        self.trader, self.prices = Trader(self.seed), TruePrices(self.seed)
        self.pharmacies = [Pharmacy(self.seed, group) for group in range(-(-self.count // GROUP))]
        self.last_batch: tuple[Any, ...] = ()
        self.last_revenue: tuple[Any, ...] = ()

    # --- time

    @property
    def midnight(self) -> int:
        """When today began."""
        return START + self.day * DAY

    def clock(self, hour: float) -> int:
        """Sets the engine's time to an hour of today, if that is still to come; returns the time."""
        self.engine.time = max(self.engine.time, self.midnight + round(hour * 3600))
        return self.engine.time

    # --- contracts and people

    def deploy(self, begin: int) -> None:
        """Deploys everything, not before `begin`, and has the node operators registered and invited."""
        e = self.engine
        e.time = max(e.time, begin)
        self.account = e.account
        self.deployer, self.owner, self.keeper = e.account(DEPLOYER), e.account(OWNER), e.account(KEEPER)
        self.cashier, self.attacker, self.trader_account = e.account(CASHIER), e.account(ATTACKER), e.account(TRADER)
        roles: dict[str, str] = {
            "owner": self.owner.address,
            "guardian": e.account(GUARDIAN).address,
            "registrar": e.account(REGISTRAR).address,
            "operator": self.cashier.address,
        }
        self.xz: System = deploy(e, "xz", self.settings.set_name, self.deployer, roles)
        self.record.contracts = {contract.address: name for name, contract in self.xz}
        self.carrier = Carrier(e, self.xz, self.record)
        self.send = self.carrier.send
        kinds = {HASTY: Hasty, TURNCOAT: Turncoat}
        for index in range(len(TEST_SIGNERS) + 1):
            account = e.account(TEST_SIGNERS[0] + index)
            node = kinds.get(index, Node)(f"node {index + 1}", bytes(account.key))
            self.operators.append(Operator(account, node))
        for operator in self.operators:
            receipt = self.send(self.xz.mine.add_node, operator.account, sender=self.owner)
            operator.number = receipt.value
            self.send(self.xz.mine.invite, operator.account, True, sender=self.owner)

    def mint(self, to: Any, node: int, chip: str) -> int:
        """XZ-4: the registrar mints the next NFTXZ to somebody; returns its number."""
        token = self.xz.nft.totalMinted() + 1
        place = position(self.seed, token)
        self.send(
            self.xz.nft.mint, to, hardware_id(self.seed, token), *place, chip, node, sender=self.account(REGISTRAR)
        )
        return token

    # --- what several parts do

    def swap(self, account: Any, path: tuple[Any, Any], amount: int) -> int:
        """Sells `amount` of the path's first coin, which the router may take; returns what came out."""
        deadline = self.engine.time + 600
        method = self.xz.router.swapExactTokensForTokens
        return self.send(method, amount, 0, list(path), account, deadline, sender=account).value[-1]

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

    # --- what comes of it

    @property
    def digest(self) -> str:
        """One hash over what the contracts say of themselves: equal on two engines if and only if these agree.

        Read through views, not storage, so that it can be taken on any network. Block hashes, on which engines differ
        (they seed storage challenges, XZ-19), and addresses are not part of it.
        """
        xz, nothing = self.xz, "none"
        state: list[Any] = [xz.token.totalSupply(), xz.mine.minted(), xz.mine.phase(), xz.mine.totalLife()]
        state += [xz.nft.totalMinted(), xz.nft.totalSupply(), xz.court.newestSet()]
        state += [xz.buyback.pot(), xz.buyback.spent()]
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
