# SPDX-License-Identifier: MIT
"""The mine at its full scale: up to 10,000 cabinets over years, beside the model, which it agrees with to the wei.

Cabinets come as the paper's roadmap says: 2,000 T in the first quarter, 4,000 T in the second, 10,000 T by the end of
the sixth. The first 2,000, invited, mine phase 0. From phase 1 on a token needs stake and fee, and there is only as
much XZ as was mined: fleets sell what they do not need to an exchange, from which others buy what it has (the dollars
are not simulated). So at first a few thousand tokens can stake and the others wait, as finding XZ-11 says.

A fleet is an account with up to 64 tokens, which it settles in one batch, once a week. Every move on the contracts is
made on `wuxing.xz.model.Mine` too; at the end all positions, balances and totals are compared. Feeds, market and
native chain are the business of wuxing/xz/scenario.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from eth_utils import keccak, to_checksum_address

from wuxing.chance import stream
from wuxing.checkpoint import Checkpoint
from wuxing.engine import Receipt
from wuxing.engine.revm import RevmEngine
from wuxing.engine.revm_state import Keeper
from wuxing.record import Record
from wuxing.simulation import Settings, SettingsError
from wuxing.suite import System, deploy
from wuxing.xz.agents import DAY, hardware_id, position
from wuxing.xz.model import Mine

WAD = 10**18
START = 1_893_456_000
FLEET = 64
"""Tokens of one account, as many as one batch takes."""
CADENCE = 7
"""Days between two visits of a fleet."""
NODES = 7
ROADMAP = ((0.2, 0), (0.4, 90), (1.0, 545))
"""Share of the cabinets that are in service by which day; in between they come evenly."""
LEAVE = 0.0004
"""Probability that a token is taken out of the mine on a visit, to come back later: an assumption."""
SAVED = 30
"""Days of gas below which a fleet tops up a fee balance."""
CHECKPOINT = 30
"""Days between two checkpoints."""
OWNER, REGISTRAR = 1, 3


@dataclass
class FleetAccount:
    """An account with its tokens: those that are not in service yet, idle, and staked; when the last one came."""

    number: int
    address: str
    node: int
    arrives: int
    tokens: list[int]
    staked: list[int] = field(default_factory=list)
    idle: list[int] = field(default_factory=list)
    phase: int = 0
    looked: int = 0
    unlocks: int = 0


@dataclass
class State:
    """All of a run that is not on the contracts: what a checkpoint holds beside the EVM."""

    fleets: list[FleetAccount]
    twin: Mine
    money: dict[str, int] = field(default_factory=dict)
    day: int = 0
    sent: int = 0
    settled: int = 0
    topped_up: int = 0
    left: int = 0
    first_stakers: int | None = None
    paid_seen: dict[str, int] = field(default_factory=dict)


def address_of(name: str) -> str:
    """An account without a key: embedded engines send from any address."""
    return to_checksum_address(keccak(text=f"wuxing xz {name}")[12:])


EXCHANGE = address_of("exchange")


class Fleet:
    """One run of the mine at scale."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.seed, self.days = settings, settings.seed, settings.days
        self.count, self.params = settings.options.get("cabinets", 20), settings.params
        if not FLEET <= self.count <= self.params.nft_supply:
            raise SettingsError(f"cabinets: expected at most {self.params.nft_supply:,}, got {self.count:,}")
        if settings.engine != "revm":
            raise SettingsError(f"engine: expected revm for more than 500 cabinets, got {settings.engine}")
        self.engine = RevmEngine()
        self.record = Record()
        self.checkpoint = Checkpoint.of(settings)
        self._calldata: dict[tuple[int, ...], bytes] = {}
        self._resume()

    # --- the run

    @property
    def steps(self) -> int:
        """Steps of `run` from the beginning."""
        return self.days + 2

    @property
    def done(self) -> int:
        """Steps that a checkpoint has spared us."""
        return self.state.day + 1 if self.state.day else 0

    def run(self) -> Iterator[str]:
        """Runs day by day; yields what comes next."""
        if not self.state.day:
            yield "onboarding the cabinets"
            self._onboard()
        while self.state.day < self.days:
            yield f"day {self.state.day + 1:,} of {self.days:,}, phase {self.system.mine.phase()}"
            self._live(self.state.day)
            self.state.day += 1
            if self.state.day % CHECKPOINT == 0 and self.state.day < self.days:
                self._save()
        yield "comparing with the model"
        self.differences = self.compare()
        if self.differences:
            raise AssertionError("contracts and model differ: " + "; ".join(self.differences[:5]))
        self.checkpoint.clear()

    def _resume(self) -> None:
        saved = self.checkpoint.load()
        if saved is None:
            self._deploy()
            return
        self.state, self.record.tables = saved["state"], saved["tables"]
        self.engine.time, self.engine._number = saved["time"], saved["number"]
        self.keeper = Keeper(self.engine, saved["accounts"])
        self.system = System("xz", self.settings.set_name, self.params)
        for name, (contract, address) in saved["contracts"].items():
            self.system.contracts[name] = self.engine.at(contract, address)

    def _save(self) -> None:
        self.checkpoint.save(
            {
                "state": self.state,
                "tables": self.record.tables,
                "time": self.engine.time,
                "number": self.engine.block_number,
                "contracts": {name: (contract.artifact.name, contract.address) for name, contract in self.system},
                "accounts": self.keeper.turn_over(),
            }
        )

    def _deploy(self) -> None:
        e = self.engine
        e.time = START - DAY
        roles: dict[str, str] = {"owner": e.account(OWNER).address, "registrar": e.account(REGISTRAR).address}
        self.system = deploy(e, "xz", self.settings.set_name, e.account(0), roles)
        self.keeper = Keeper(e)
        sizes = [min(FLEET, self.count - first) for first in range(0, self.count, FLEET)]
        fleets, token = [], 1
        for number, size in enumerate(sizes):
            arrives = _arrival(number / len(sizes))
            tokens = list(range(token, token + size))
            fleets.append(FleetAccount(number, address_of(f"fleet {number}"), number % NODES + 1, arrives, tokens))
            token += size
        self.state = State(fleets, Mine(self.params))

    def _onboard(self) -> None:
        """All tokens are minted on the first day; a fleet puts its own into service when it arrives."""
        xz, twin, owner = self.system, self.state.twin, self.engine.account(OWNER)
        for node in range(NODES):
            xz.mine.add_node(address_of(f"node {node + 1}"), sender=owner)
        for fleet in self.state.fleets:
            for token in fleet.tokens:
                chip = "0x" + keccak(text=f"wuxing xz {self.seed} chip {token}")[12:].hex()
                place = position(self.seed, token)
                xz.nft.mint(
                    *(fleet.address, hardware_id(self.seed, token), *place, chip, fleet.node),
                    sender=self.engine.account(REGISTRAR),
                )
                twin.add_token(token, fleet.address, fleet.node)
            xz.token.approve(xz.mine, 2**256 - 1, sender=fleet.address)
            if fleet.arrives == 0:
                xz.mine.invite(fleet.address, True, sender=owner)
                twin.invited.add(fleet.address)

    def _live(self, day: int) -> None:
        self.engine.time = max(self.engine.time, START + day * DAY)
        for fleet in self.state.fleets:
            if fleet.arrives <= day and (day - fleet.arrives) % CADENCE == 0:
                self._visit(fleet, day)
        if day % 90 == 89:
            self._claim_nodes()
        self._measure(day)

    # --- a visit

    def _visit(self, fleet: FleetAccount, day: int) -> None:
        """Settles; then, with what it has: gas first, stakes of the phase next, new tokens last; sells the rest."""
        if day == fleet.arrives:
            fleet.idle = list(fleet.tokens)
        chance = stream(self.seed, f"fleet {fleet.number} day {day}")
        stopped = self._settle(fleet)
        self._withdraw(fleet)
        self._leave(fleet, chance)
        phase = self.system.mine.phase()
        if phase > 3:
            return
        needs = self._needs(fleet, phase, day, stopped)
        stake, fee = self.params.phase_stake[phase], 0 if phase == 0 else self.params.fee_deposit
        price = stake + fee
        wanted = sum(a + b for _, a, b in needs) + price * len(fleet.idle)
        self._trade(fleet, wanted)
        for token, more_stake, more_fee in needs:
            if more_stake + more_fee <= self._balance(fleet.address):
                self._top_up(fleet, token, more_stake, more_fee)
        fleet.phase = phase
        if phase == 0 and fleet.arrives > 0:
            return
        able = len(fleet.idle) if price == 0 else min(len(fleet.idle), self._balance(fleet.address) // price)
        if able:
            self._stake(fleet, fleet.idle[:able], stake, fee)
            fleet.idle = fleet.idle[able:]

    def _needs(self, fleet: FleetAccount, phase: int, day: int, stopped: bool) -> list[tuple[int, int, int]]:
        """What staked tokens want added: token, stake, fee. Looked up when a phase begins, when one has stopped, and
        every quarter."""
        if not fleet.staked or (phase == fleet.phase and not stopped and day - fleet.looked < 90):
            return []
        fleet.looked = day
        p, needs = self.params, []
        gas = p.daily_output * p.phase_gas[phase] // 10_000
        for token in fleet.staked:
            stake, fee = self.system.mine.position_of(token)[:2]
            more = max(0, p.phase_stake[phase] - stake)
            low = gas > 0 and fee < SAVED * gas
            if more or low:
                needs.append((token, more, p.fee_deposit if low else 0))
        if any(more for _, more, _ in needs):
            # another look on the next visit, for those that it cannot pay today
            fleet.looked = day - 90
        return needs

    def _settle(self, fleet: FleetAccount) -> bool:
        """Settles the fleet's tokens; True where one has stopped. Used up ones leave the list."""
        if not fleet.staked:
            return False
        batch, now = tuple(fleet.staked), self.engine.time
        if batch not in self._calldata:
            self._calldata = {k: v for k, v in self._calldata.items() if k[0] != batch[0]}
            self._calldata[batch] = self.system.mine.settle_batch.encode(list(batch))
        twin, due = self.state.twin, []
        for token in batch:
            p = twin.positions[token]
            if p.clock is not None and not p.stopped and now - p.clock >= self.params.unit_time:
                due.append(token)
        if not due:
            return any(twin.positions[token].stopped for token in batch)
        receipt = self._send(fleet.address, self._calldata[batch])
        for token in due:
            twin.settle(token, now)
        self.state.settled += len(due)
        self._account(fleet)
        stopped = False
        for log in receipt.logs:
            if log.topics[0] == self._topics["Stopped"]:
                stopped = True
            elif log.topics[0] == self._topics["Exited"]:  # used up
                fleet.staked.remove(int.from_bytes(log.topics[1], "big"))
        return stopped

    def _withdraw(self, fleet: FleetAccount) -> None:
        if fleet.unlocks and self.engine.time >= fleet.unlocks:
            now = self.engine.time
            self._call("withdraw", fleet.address, sender=fleet.address)
            self.state.twin.withdraw(fleet.address, now)
            self._account(fleet)
            queue = self.state.twin.exits.get(fleet.address, [])
            fleet.unlocks = queue[0].unlocks_at if queue else 0

    def _leave(self, fleet: FleetAccount, chance: Any) -> None:
        for token in [t for t in fleet.staked if chance.random() < LEAVE]:
            now = self.engine.time
            self._call("exit", token, sender=fleet.address)
            self.state.twin.exit(token, now)
            self._account(fleet)
            self.state.left += 1
            fleet.staked.remove(token)
            if not self.state.twin.positions[token].burned:
                fleet.idle.append(token)
            queue = self.state.twin.exits.get(fleet.address, [])
            fleet.unlocks = queue[0].unlocks_at if queue else 0

    def _stake(self, fleet: FleetAccount, tokens: list[int], stake: int, fee: int) -> None:
        now = self.engine.time
        self._call("stake_batch", tokens, stake, fee, sender=fleet.address)
        for token in tokens:
            self.state.twin.stake(token, stake, fee, now)
        self._add(fleet.address, -(stake + fee) * len(tokens))
        fleet.staked = sorted([*fleet.staked, *tokens])

    def _top_up(self, fleet: FleetAccount, token: int, stake: int, fee: int) -> None:
        now = self.engine.time
        self._call("top_up", token, stake, fee, sender=fleet.address)
        self.state.twin.top_up(token, stake, fee, now)
        self._add(fleet.address, -stake - fee)
        self._account(fleet)
        self.state.topped_up += 1

    # --- the exchange

    def _trade(self, fleet: FleetAccount, wanted: int) -> None:
        """Sells what a fleet has beyond its wants, or buys what the exchange has of them."""
        held = self._balance(fleet.address)
        if held > wanted:
            self._transfer(fleet.address, EXCHANGE, held - wanted)
        elif held < wanted and (offered := self._balance(EXCHANGE)):
            self._transfer(EXCHANGE, fleet.address, min(offered, wanted - held))

    def _claim_nodes(self) -> None:
        """The nodes' shares come to the exchange as well."""
        for node in range(1, NODES + 1):
            if amount := self.state.twin.node_balance.get(node, 0):
                payee = address_of(f"node {node}")
                self._call("claim_node", node, sender=payee)
                self.state.twin.node_balance[node] = 0
                self.state.twin.held -= amount
                self._add(payee, amount)
                self._transfer(payee, EXCHANGE, amount)

    def _transfer(self, sender: str, to: str, amount: int) -> None:
        self.state.sent += 1
        self.system.token.transfer(to, amount, sender=sender)
        self._add(sender, -amount)
        self._add(to, amount)

    # --- books: what accounts must have, by the model

    def _balance(self, account: str) -> int:
        return self.state.money.get(account, 0)

    def _add(self, account: str, amount: int) -> None:
        self.state.money[account] = self._balance(account) + amount

    def _account(self, fleet: FleetAccount) -> None:
        """Books what the model has paid the account since the last time."""
        paid = self.state.twin.paid.get(fleet.address, 0)
        self._add(fleet.address, paid - self.state.paid_seen.get(fleet.address, 0))
        self.state.paid_seen[fleet.address] = paid

    # --- the contracts

    @cached_property
    def _topics(self) -> dict[str, bytes]:
        """First topics of the mine's events."""
        mine = self.system.mine
        return {
            entry["name"]: keccak(text=f"{entry['name']}({','.join(i['type'] for i in entry['inputs'])})")
            for entry in mine.artifact.abi
            if entry["type"] == "event"
        }

    def _send(self, sender: str, data: bytes) -> Receipt:
        self.state.sent += 1
        return self.engine.transact(sender, self.system.mine.address, data)

    def _call(self, method: str, *args: Any, sender: str) -> Receipt:
        return self._send(sender, getattr(self.system.mine, method).encode(*args))

    def _measure(self, day: int) -> None:
        mine, fleets = self.system.mine, self.state.fleets
        phase = mine.phase()
        # who came through phase 0 without a stake mines nothing until there is one
        mining = sum(p.clock is not None and (phase == 0 or p.stake > 0) for p in self.state.twin.positions.values())
        in_service = sum(len(fleet.tokens) for fleet in fleets if fleet.arrives <= day)
        gone = sum(p.burned for p in self.state.twin.positions.values())
        if phase >= 1 and self.state.first_stakers is None and day > CADENCE:
            rows = self.record.rows("daily")
            begun = next((row["day"] for row in rows if row["phase"] >= 1), day)
            if day >= begun + CADENCE:
                self.state.first_stakers = sum(1 for p in self.state.twin.positions.values() if p.stake > 0)
        self.record.add(
            "daily",
            day=day,
            phase=phase,
            minted=mine.minted() / WAD,
            supply=self.system.token.totalSupply() / WAD,
            effective=mine.totalLife() / WAD,
            burned=self.state.twin.burned / WAD,
            in_service=in_service,
            mining=mining,
            waiting=in_service - mining - gone,
            exchange=self._balance(EXCHANGE) / WAD,
            held=self.state.twin.held / WAD,
        )

    # --- what comes of it

    def compare(self) -> list[str]:
        """Every position, balance and total of the contracts against the model's: the differences, none if equal."""
        xz, twin, found = self.system, self.state.twin, []

        def check(what: str, contract: Any, model: Any) -> None:
            if contract != model:
                found.append(f"{what}: contract {contract}, model {model}")

        check("minted", xz.mine.minted(), twin.minted)
        check("supply", xz.token.totalSupply(), twin.minted - twin.burned)
        check("held", xz.token.balanceOf(xz.mine), twin.held)
        check("effective supply", xz.mine.totalLife(), twin.total_life)
        check("phase", xz.mine.phase(), twin.phase())
        for token, p in twin.positions.items():
            clock = 0 if p.clock is None else p.clock
            check(f"position {token}", xz.mine.position_of(token), (p.stake, p.fee, p.melted, clock, p.stopped))
        for account, amount in self.state.money.items():
            check(f"balance of {account}", xz.token.balanceOf(account), amount)
        for fleet in self.state.fleets:
            queued = sum(e.amount for e in twin.exits.get(fleet.address, []))
            check(f"exits of {fleet.address}", xz.mine.locked_exits(fleet.address)[0], queued)
        for node in range(1, NODES + 1):
            check(f"node {node}", xz.mine.node_account(node)[1], twin.node_balance.get(node, 0))
        burned = sum(p.burned for p in twin.positions.values())
        check("tokens", xz.nft.totalSupply(), len(twin.positions) - burned)
        return found

    @property
    def digest(self) -> str:
        """The state that the run left, as one hash: of the positions, balances and totals that were compared."""
        twin = self.state.twin
        state = [repr(twin.positions), repr(sorted(self.state.money.items())), twin.minted, twin.burned, twin.held]
        return keccak(text=repr(state)).hex()


def _arrival(share: float) -> int:
    """The day on which a fleet at this place in the line comes into service."""
    if share < ROADMAP[0][0]:
        return 0
    for (before, begin), (after, end) in pairwise(ROADMAP):
        if share < after:
            return int(begin + (share - before) / (after - before) * (end - begin))
    return ROADMAP[-1][1]
