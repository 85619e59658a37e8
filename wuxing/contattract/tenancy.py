# SPDX-License-Identifier: MIT
"""What becomes of tenants' wishes: terms that they can pay, purchases, leases lost, space reclaimed (CNT-5 … CNT-9)."""

from __future__ import annotations

from typing import Any

from wuxing.contattract.agents import Lease, Tenant, Wish
from wuxing.contattract.demand import DAY
from wuxing.contattract.world import World
from wuxing.engine import Revert

WAD = 10**18
BATCH = 128
"""Expired leases that one purchase reclaims at most."""
HOUR = 3_600


class Tenancy:
    """Buys for the tenants of a world and keeps account of it."""

    def __init__(self, world: World) -> None:
        self.world, self.disk, self.carrier = world, world.cnt.disk, world.carrier
        self.paid = 0
        self._ends: dict[int, int] = {}

    def lease_of(self, number: int) -> Lease | None:
        """A lease as an agent sees it; None once it was reclaimed."""
        found = self.disk.lease_of(number)
        return Lease(number, found["mb"], found["expiry"] * DAY) if found["mb"] else None

    def serve(self, tenant: Tenant) -> None:
        """Asks a tenant what it wants today, and tries to get it."""
        world = self.world
        lease = None if tenant.lease is None else self.lease_of(tenant.lease)
        if tenant.lease is not None and lease is None:
            tenant.lease = None
            if tenant.wish(world.day, world.engine.time, world.scale, None) is not None:
                tenant.lost += 1
                world.record.add("lost", day=world.day, tenant=tenant.name)
        wish = tenant.wish(world.day, world.engine.time, world.scale, lease)
        if wish is not None:
            self._try(tenant, wish, lease)

    def _try(self, tenant: Tenant, wish: Wish, lease: Lease | None) -> None:
        """The wish with its term, then with shorter ones, while they are too dear."""
        days: int | None = wish.days
        reason, purse = "", self.world.cnt.token.balanceOf(tenant.account)
        while days is not None:
            try:
                cost, wanted, end = self._quote(wish, days, lease)
            except Revert as error:
                reason = error.reason
                if lease and reason == "Disk: less than a day would be left":
                    return self._try(tenant, Wish("extend", lease.mb, tenant.term), lease)
            else:
                if cost <= min(purse, tenant.pays(wanted)):
                    self._buy(tenant, wish, days, cost, end)
                    if wish.what == "resize":
                        # growing moved the end nearer
                        self._prolong(tenant)
                    return None
                reason = "too dear"
            days = tenant.shorter(days)
        self.world.record.add(
            "unserved", day=self.world.day, tenant=tenant.name, sort=tenant.sort, what=wish.what, mb=wish.mb,
            reason=reason,
        )  # fmt: skip
        return None

    def _quote(self, wish: Wish, days: int, lease: Lease | None) -> tuple[int, int, int]:
        """What a wish costs now (wei), the MB-seconds that it is wanted for, and when the lease would end then."""
        now, disk = self.world.engine.time, self.disk
        if wish.what == "lease":
            end = (-(-now // DAY) + days) * DAY
            return disk.quote_lease(wish.mb, days), wish.mb * (end - now), end
        assert lease is not None
        if wish.what == "resize":
            cost, expiry = disk.quote_resize(lease.number, wish.mb)
            return cost, (wish.mb - lease.mb) * (expiry * DAY - now), expiry * DAY
        longest = (-(-now // DAY) + self.world.settings.params.longest_lease) * DAY
        end = min(lease.expiry + days * DAY, longest) if lease.expiry > now else (-(-now // DAY) + days) * DAY
        cost = disk.quote_renew(lease.number, (end - lease.expiry) // DAY if lease.expiry > now else days)
        return cost, lease.mb * (end - lease.expiry), end

    def _prolong(self, tenant: Tenant) -> None:
        """Extends a lease that has grown to the tenant's term, where it is affordable."""
        assert tenant.lease is not None
        lease = self.lease_of(tenant.lease)
        assert lease is not None
        days = tenant.term - (lease.expiry - self.world.engine.time) // DAY
        if days > tenant.term // 2:
            self._try(tenant, Wish("extend", lease.mb, days), lease)

    def _buy(self, tenant: Tenant, wish: Wish, days: int, cost: int, end: int) -> None:
        world, send, disk = self.world, self.carrier.send, self.disk
        now, deadline, number = world.engine.time, world.engine.time + HOUR, tenant.lease
        before = disk.world()
        added, old = wish.mb, now
        if wish.what == "lease":
            room = self.reclaimable(wish.mb, before)
            number = send(disk.lease, wish.mb, days, cost, deadline, room, sender=tenant.account).value
            tenant.lease, tenant.leases = number, tenant.leases + 1
        elif wish.what == "resize":
            lease = disk.lease_of(number)
            # the MB days are the same ones, so none are bought
            added, old = wish.mb - lease["mb"], end
            room = self.reclaimable(added, before)
            send(disk.resize, number, wish.mb, cost, deadline, room, sender=tenant.account)
        else:
            live, old = disk.is_live(number), disk.lease_of(number)["expiry"] * DAY
            days = (end - old) // DAY if live else days
            added = -wish.mb if live else wish.mb
            send(disk.renew, number, days, cost, deadline, sender=tenant.account)
        assert number is not None
        self._ends[number] = end
        self.note(tenant.name, tenant.sort, wish.what, wish.mb, (end - old) / DAY, cost, before, added)

    def note(
        self,
        name: str,
        sort: str,
        what: str,
        mb: int,
        days: float,
        cost: int,
        before: Any,
        added: int,
    ) -> None:
        """Files a purchase; `added` are MB that it takes from the free ones, negative where its own count as free."""
        self.paid += cost
        self.world.record.add(
            "purchases", day=self.world.day, tenant=name, sort=sort, what=what, mb=mb, days=days, md=mb * days,
            cost=cost / WAD, pool=before["pool"] / WAD, world=before["space"], sold=before["sold"] / DAY,
            use=(before["live"] + added / 2) / max(1, before["space"]),
        )  # fmt: skip

    def reclaimable(self, mb: int, before: Any) -> list[int]:
        """CNT-9: expired leases, the earliest first, that make room for so many MB where blank space does not."""
        room = before["space"] - before["live"] - before["expired"]
        named: list[int] = []
        ended = sorted((end, number) for number, end in self._ends.items() if end <= self.world.engine.time)
        for _, number in ended[:BATCH]:
            if room >= mb:
                break
            room += self.disk.lease_of(number)["mb"]
            named.append(number)
        for number in named:
            del self._ends[number]
        return named

    def own(self, number: int, end: int) -> None:
        """Keeps in mind when a lease ends that was bought elsewhere."""
        self._ends[number] = end
