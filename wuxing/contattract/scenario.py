# SPDX-License-Identifier: MIT
"""The economy of Contattract on its contracts: cabinets' archives are leased space, landlords prove it, people write.

Before day 0 XZ's cabinets have worked for up to two months; from then on their cities lease space by kind of record
(wuxing/contattract/demand.py). Landlords bond, are seated by the contract's draw, answer the daily challenge with real
sealed bytes and sign its message; some fail, some lie, some come and go. Names, mail, sales, notices and a lost key are
in correspondence.py, what is tried against the rules in trials.py, and the chunk network's own days in archive.py.

Days are UTC days. Everything follows from the settings: the same settings leave the same state on every engine.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from eth_hash.auto import keccak

from wuxing.chance import stream
from wuxing.contattract import trials
from wuxing.contattract.archive import Archive, MainChain, session
from wuxing.contattract.correspondence import HOURS, Correspondence
from wuxing.contattract.demand import DAY, START
from wuxing.contattract.mail_model import COUNT
from wuxing.contattract.tenancy import Tenancy
from wuxing.contattract.vault import Vault
from wuxing.contattract.world import World
from wuxing.simulation import Settings, Simulation

WAD = 10**18
NEW_ACCOUNTS = 30
"""Accounts that recovered tenants move to."""
PURSE, BOND_PURSE = 100_000 * WAD, 50_000 * WAD
"""What a tenant and a landlord have to begin with."""
SUBSIDY_DAYS = 60
WEEK = 7
SAID = 12
"""Messages in a session over relays."""


def add_options(parser: Any) -> None:
    """What this system adds to the options of `simulate`; groups are of 1,024 MB unless a set is named."""
    parser.add_argument("--tenants", type=int, default=60, metavar="N", help="tenants (60)")
    parser.add_argument("--landlords", type=int, default=24, metavar="N", help="landlords (24)")
    parser.add_argument(
        "--scale", type=int, default=None, metavar="N",
        help="cabinets that each simulated one stands for (so many that they want 80%% of the space)",
    )  # fmt: skip


def simulation(settings: Settings) -> Simulation:
    """The simulation for these settings. Raises SettingsError."""
    return Economy(settings)


class Economy(World):
    """The run of a world: its parts, and its days."""

    done = 0

    # --- the run

    @property
    def steps(self) -> int:
        """Steps of `run`."""
        return self.days + 2

    def run(self) -> Iterator[str]:
        """Runs the story, a step at a time; yields what comes next."""
        yield "the cabinets' records"
        self.demand()
        yield "deploying the contracts"
        self.deploy()
        self._open()
        for day in range(self.days):
            yield f"day {day + 1} of {self.days}"
            self._live(day)

    # --- before day 0

    def _open(self) -> None:
        """Everybody has money and a name; the pool is filled."""
        settings, e = self.settings, self.engine
        self.tenancy, self.vault = Tenancy(self), Vault(self)
        everybody = [(t.account, PURSE, self.cnt.disk) for t in self.tenants]
        everybody += [(x.account, BOND_PURSE, self.cnt.proofs) for x in self.landlords]
        self.networks = [Archive(settings.params, self.seed, self.landlords, self.archive, on) for on in (True, False)]
        self.chain = MainChain(settings.params, self.seed, START)
        self.letters = Correspondence(self, self.chain)
        trials.plan(self, self.tenancy, self.vault, self.letters)
        everybody += [(self.attacker, PURSE, self.cnt.disk), (self.victim, PURSE, self.cnt.disk)]
        everybody += [(self.owner, 2 * self.pool, self.cnt.disk)]
        for account, purse, spender in everybody:
            self.give(account, purse)
            self.send(self.cnt.token.approve, spender, 2**256 - 1, sender=account)
        self.send(self.cnt.disk.donate, self.pool, sender=self.owner)
        begin = max(START, e.time + 1)
        self.send(self.cnt.disk.subsidise, self.pool, begin, begin + SUBSIDY_DAYS * DAY, sender=self.owner)
        self.letters.register()
        self._prepare_recoveries()

    def _prepare_recoveries(self) -> None:
        """CNT-18: two careful tenants; later one loses its key, the other's is stolen."""
        steady = [t for t in self.tenants if t.sort == "steady"]
        begin = self.settings.params.recovery_delay // DAY + 2
        self.stories = []
        for number, (tenant, part) in enumerate(zip(steady, (0.25, 0.40), strict=False)):
            new = self.engine.account(NEW_ACCOUNTS + number)
            self.give(new, PURSE)
            story = trials.Story(self, self.letters, tenant, number == 1, new, max(begin, int(part * self.days)))
            story.prepare()
            self.stories.append(story)

    # --- a day

    def _live(self, day: int) -> None:
        self.day = self.carrier.day = day
        self.clock(0.1)
        for landlord in self.landlords:
            if not landlord.inside and landlord.joins == day:
                self.vault.join(landlord, landlord.wants)
            elif landlord.inside and landlord.leaves == day:
                self.vault.leave(landlord)
        self.clock(1)
        self.agenda.do(day, "dawn")
        self.clock(3)
        self._passed, self._failed = self.vault.work(day)
        self._collect()
        self.clock(8)
        for story in self.stories:
            story.advance()
        for tenant in stream(self.seed, f"order {day}").sample(self.tenants, len(self.tenants)):
            self.tenancy.serve(tenant)
        self.letters.notify()
        self.chain.day()
        for hour in HOURS:
            self.letters.hour(hour)
            if hour == HOURS[0]:
                self.clock(12)
                self.agenda.do(day, "noon")
                self.letters.trade()
        self._native(day)
        self.clock(22)
        self._count_income()
        self._measure()

    def _native(self, day: int) -> None:
        """CNT-20, CNT-22: the chunk network's day, repaired and not, and once a week a session over relays."""
        for network in self.networks:
            row = network.day(day)
            waits = row.pop("waits")
            self.record.add("availability", day=day, repairs=network.repairs, **row)
            if network.repairs:
                for seconds in waits:
                    self.record.add("reads", day=day, seconds=seconds)
        if day % WEEK == 3:
            there = [landlord for landlord in self.landlords if landlord.inside and landlord.works(day)]
            if len(there) > self.settings.params.relays:
                for seconds in session(self.settings.params, self.seed, day, there, SAID):
                    self.record.add("delivery", day=day, way="over three relays", seconds=seconds)

    def _collect(self) -> None:
        """CNT-2: what vested for the storage miners is shared among the landlords who are verified now."""
        disk = self.cnt.disk
        before = [disk.pending(landlord.account) for landlord in self.landlords]
        if self.carrier.refused(disk.collect, sender=self.keeper) is None:
            for landlord, had in zip(self.landlords, before, strict=True):
                landlord.mining += disk.pending(landlord.account) - had

    def _count_income(self) -> None:
        """Files what each sort of landlord earned today; once a week they claim it."""
        disk = self.cnt.disk
        self.counted = self.engine.time
        for landlord in self.landlords:
            earned = landlord.claimed + disk.pending(landlord.account)
            landlord.rent = earned - landlord.mining
            if self.day % WEEK == WEEK - 1 and earned > landlord.claimed:
                landlord.claimed += self.send(disk.claim, landlord.account, sender=landlord.account).value
        mb = self.settings.params.group_chunks
        for sort in dict.fromkeys(landlord.sort for landlord in self.landlords):
            own = [landlord for landlord in self.landlords if landlord.sort == sort]
            self.record.add(
                "income",
                day=self.day,
                sort=sort,
                mb=sum(landlord.seats for landlord in own) * mb,
                rent=sum(landlord.rent for landlord in own) / WAD,
                mining=sum(landlord.mining for landlord in own) / WAD,
                lost=sum(landlord.lost for landlord in own) / WAD,
            )

    def _measure(self) -> None:
        p, disk, sums = self.settings.params, self.cnt.disk, self.carrier.sums
        now = disk.world()
        pool, free, sold = now["pool"], max(0, now["space"] - now["live"]), now["sold"] / DAY
        span = float(p.curve) * 365
        rate = pool / max(sold, span * free) if free or sold else 0.0
        if p.rent_by_curve and now["live"]:
            per_day = math.log(now["space"] / free) / span if free else math.inf
            rate = pool * min(per_day / now["live"], 1 / sold)
        self.record.add(
            "disk",
            day=self.day,
            world=now["space"],
            live=now["live"],
            expired=now["expired"],
            blank=max(0, now["space"] - now["live"] - now["expired"]),
            sold=sold,
            pool=pool / WAD,
            price=pool / WAD / (span * free) if free else None,
            paper_price=pool / WAD / (float(p.curve) * (365 * now["space"] - sold)) if now["space"] else None,
            rent_rate=rate / WAD if rate else None,
            paid=self.tenancy.paid / WAD,
            subsidy=(sums["Donated"] + self._subsidy_so_far()) / WAD,
            rent=(sums["Rent"] + now["rent"]) / WAD,
            passed=self._passed,
            failed=self._failed,
            landlords=sum(landlord.inside for landlord in self.landlords),
        )

    def _subsidy_so_far(self) -> int:
        found = self.cnt.disk.subsidy()
        gone = min(max(0, self.engine.time - found["begin"]), found["end"] - found["begin"])
        return found["amount"] * gone // max(1, found["end"] - found["begin"])

    # --- what comes of it

    @property
    def digest(self) -> str:
        """The state that the run left, as one hash."""
        cnt = self.cnt
        world = cnt.disk.world()
        state: list[Any] = [{name: world[name] for name in sorted(world)}, cnt.token.balanceOf(cnt.disk)]
        for tenant in self.tenants:
            state += [cnt.token.balanceOf(tenant.account)]
            if tenant.lease is not None:
                lease = cnt.disk.lease_of(tenant.lease)
                state += [[lease["mb"], lease["expiry"], lease["epoch"]]]
        for landlord in self.landlords:
            found = cnt.proofs.landlord(landlord.account)
            state += [cnt.token.balanceOf(landlord.account), cnt.disk.pending(landlord.account), found["bond"]]
            state += [found["seats"], found["banned"]]
        for office in self.letters.offices.values():
            state += [cnt.mail.inbox(office.client.me) & COUNT, cnt.token.balanceOf(office.client.me)]
        state += [cnt.attachments.order_of(n + 1)[2:4] for n in range(cnt.attachments.orders())]
        state += [cnt.token.balanceOf(contract) for contract in (cnt.mail, cnt.attachments, cnt.recovery, cnt.names)]
        return keccak(json.dumps(state, default=str).encode()).hex()

    def check(self) -> list[tuple[str, bool]]:
        """CNT-R, CNT-P: what must hold at the end of every run, and whether it does."""
        cnt, world = self.cnt, self.cnt.disk.world()
        now = self.engine.time
        leases = [cnt.disk.lease_of(number) for number in range(world["count"])]
        live = sum(lease["mb"] for lease in leases if lease["expiry"] * DAY > now)
        expired = sum(lease["mb"] for lease in leases if lease["mb"] and lease["expiry"] * DAY <= now)
        owed = sum(cnt.disk.pending(landlord.account) for landlord in self.landlords)
        to_come = cnt.disk.subsidy()["amount"] - self._subsidy_so_far()
        bonds = sum(cnt.proofs.landlord(landlord.account)["bond"] for landlord in self.landlords)
        orders = [cnt.attachments.order_of(n + 1) for n in range(cnt.attachments.orders())]
        escrow = sum(order[2] for order in orders if order[3] in (1, 2, 3, 4))
        owners = {account.address for story in self.stories for account in (story.old, story.new)}
        kept = sum(cnt.recovery.balance_of(owner) for owner in owners)
        return [
            ("the disk holds the pool, the subsidy to come and what it owes",
             cnt.token.balanceOf(cnt.disk) >= world["pool"] + to_come + owed),
            ("live MB are the leases that run", world["live"] == live),
            ("expired MB are the leases that ended and were not reclaimed", world["expired"] == expired),
            ("mail holds exactly the postage that waits", cnt.token.balanceOf(cnt.mail) == self._postage_waiting()),
            ("attachments hold exactly the prices of open orders", cnt.token.balanceOf(cnt.attachments) == escrow),
            ("recovery holds exactly what accounts keep there", cnt.token.balanceOf(cnt.recovery) == kept),
            ("the proofs hold exactly the bonds", cnt.token.balanceOf(cnt.proofs) == bonds),
            ("no CNT was made or lost", cnt.token.totalSupply() == self.settings.params.supply),
        ]  # fmt: skip

    def _postage_waiting(self) -> int:
        """Wei of postage that were sent and neither collected nor refunded, by the events."""
        waiting = 0
        for row in self.record.rows("events"):
            if row["contract"] == "mail" and row["event"] in ("Sent", "SentStored"):
                waiting += int(json.loads(row["arguments"])["postage"])
            elif row["contract"] == "mail" and row["event"] in ("Collected", "Refunded"):
                waiting -= int(json.loads(row["arguments"])["amount"])
        return waiting
