# SPDX-License-Identifier: MIT
"""What is tried against the economy of wuxing/contattract/scenario.py, and when; every outcome is measured.

An attack is a row: what the attacker did, what came of it, what others noticed of it, what it gained or lost in CNT.
It is harmless if nobody else noticed it and it brought nothing. Nothing here is asserted: a refusal is the contract's
own reason, a loss is what was paid or what a view says, and the price for others is asked before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from eth_hash.auto import keccak

from wuxing.contattract.agents import Tenant
from wuxing.contattract.correspondence import Correspondence
from wuxing.contattract.demand import DAY
from wuxing.contattract.post.letters import MailError, name_bytes
from wuxing.contattract.proof import Challenge, announcement, group_message
from wuxing.contattract.tenancy import Tenancy
from wuxing.contattract.vault import Vault
from wuxing.contattract.world import World
from wuxing.engine import Revert

WAD = 10**18
HOUR = 3_600
SHARES = (0.5, 0.9, 0.99)
"""Parts of the free space that the squatter looks at; it takes the last for a day."""
CONFUSABLE = "s\u0430les-city-1"
"""A Cyrillic a."""
DEPOSIT = 1_000 * WAD
"""What a careful tenant keeps where its guardians can save it."""


def plan(world: World, tenancy: Tenancy, vault: Vault, letters: Correspondence) -> None:
    """Puts everything that is tried on the run's agenda."""
    at = world.agenda.at
    at(0.10, "dawn", partial(forged_message, world, vault))
    at(0.12, "noon", partial(petty, world))
    at(0.25, "noon", partial(sandwich, world, tenancy))
    at(0.35, "noon", partial(double_vote, world, vault))
    at(0.50, "noon", partial(own_tenant, world, tenancy))
    at(0.62, "noon", partial(squat, world, tenancy))
    at(0.66, "noon", partial(mail_tricks, world, letters))


def note(
    world: World, attack: str, rule: str, did: str, outcome: str, gain: float = 0.0, effect: str = ""
) -> None:
    """Files an attack; `gain` in CNT, `effect` on anybody else, "" for none."""
    world.record.add(
        "attacks", day=world.day, attack=attack, rule=rule, did=did, outcome=outcome, effect=effect, gain=gain,
        harmless=not effect and gain <= 0,
    )  # fmt: skip


def refused(world: World, attack: str, rule: str, did: str, method: Any, *args: Any, sender: Any) -> None:
    """Tries what ought to be refused."""
    reason = world.carrier.refused(method, *args, sender=sender)
    if reason is None:
        note(world, attack, rule, did, "went through", effect="the rule did not hold")
    else:
        note(world, attack, rule, did, f"refused: {reason or 'without a reason'}")


def next_price(world: World) -> int | None:
    """What a MB costs for a day, in wei; None where none is left."""
    try:
        return world.cnt.disk.quote_lease(1, 1)
    except Revert:
        return None


def dearer(before: int | None, after: int | None) -> str:
    """What a purchase does to everybody else's price, "" if nothing."""
    if before is None or before == after:
        return ""
    if after is None:
        return "no MB is left for others"
    now, was = f"{after / WAD:,.4f}", f"{before / WAD:,.4f}"
    return f"the next MB costs others {now} CNT a day instead of {was} (× {after / before:,.3g})"


# --- proofs


def forged_message(world: World, vault: Vault) -> None:
    """CNT-11: messages with a stranger's signature, with too few, and for an old challenge."""
    prove = world.cnt.proofs.prove
    group = max(vault.members, key=lambda g: len(vault.members[g]))
    challenge = vault.challenge(group)
    nodes = [vault.nodes[a] for a in vault.members[group] if a in vault.nodes]
    message = group_message(challenge, nodes, vault.sample(group))
    assert message is not None
    number, told, passed, signers, members, signatures = message.arguments
    forged = signatures[64:128] + signatures[64:]
    did = "one of the signatures replaced by another member's"
    refused(world, "forged message", "CNT-11", did, prove, number, told, passed, signers, members, forged,
            sender=world.attacker)  # fmt: skip
    few, count = 0, 0
    for seat in range(len(members)):
        if signers >> seat & 1 and 3 * (count + 1) < 2 * len(members):
            few, count = few | 1 << seat, count + 1
    args = (number, told, passed, few, members, signatures[: 64 * count])
    did = f"{count} of {len(members)} members sign that they passed"
    refused(world, "lying minority", "CNT-11", did, prove, *args, sender=world.attacker)
    if group in vault.last:
        old = vault.last[group].arguments
        did = "the message of an earlier day again"
        refused(world, "old message", "CNT-11", did, prove, *old, sender=world.attacker)


def double_vote(world: World, vault: Vault) -> None:
    """CNT-11: a liar signs a second message in which it passed; who shows both takes its bond."""
    proofs = world.cnt.proofs
    found = [
        (landlord, group)
        for landlord in world.landlords
        for group, message in vault.last.items()
        if landlord.sort == "lying" and landlord.account.address in vault.members[group] and landlord.inside
    ]
    if not found:
        return
    landlord, group = found[0]
    message, key = vault.last[group], vault.nodes[landlord.account.address].key
    challenge: Challenge = message.challenge
    told = message.told
    if key.address not in challenge.members:
        return
    other = message.passed ^ 1 << challenge.members.index(key.address)
    votes = []
    for passed in (message.passed, other):
        signature = key.sign(challenge.message_digest(told, passed))
        compact = signature[:32] + bytes([signature[32] | (signature[64] % 27) << 7]) + signature[33:64]
        votes.append((passed, told.sealed_roots, told.data_root, compact))
    before, bond = world.cnt.token.balanceOf(world.keeper), proofs.landlord(landlord.account)["bond"]
    world.send(proofs.announce, announcement(world.keeper, votes[0][3] + votes[1][3]), sender=world.keeper)
    world.send(proofs.report_votes, group, told.epoch, told.block_hash, *votes, sender=world.keeper)
    reward = world.cnt.token.balanceOf(world.keeper) - before
    landlord.lost += bond
    vault.expel(landlord)
    note(
        world, "double vote", "CNT-11", "a landlord without the data signs a second message in which it passed",
        f"bond of {bond / WAD:,.0f} CNT lost, {reward / WAD:,.0f} to the reporter, the rest to the pool; banned",
        -bond / WAD,
    )  # fmt: skip


# --- the disk


def petty(world: World) -> None:
    """Small tries: another's lease, rent twice, all of the space, a live lease reclaimed."""
    disk, now = world.cnt.disk, world.engine.time
    tenant = next((t for t in world.tenants if t.lease is not None and disk.is_live(t.lease)), None)
    state = disk.world()
    free = state["space"] - state["live"]
    if free > 0:
        refused(world, "all of it", "CNT-5", f"a lease of all {free:,} free MB for a day", disk.lease, free, 1,
                2**200, now + HOUR, [], sender=world.attacker)  # fmt: skip
    refused(world, "nothing for nothing", "CNT-8", "a lease of 0 MB", disk.lease, 0, 1, 2**200, now + HOUR, [],
            sender=world.attacker)  # fmt: skip
    if tenant is not None:
        refused(world, "another's lease", "CNT-8", "shrinks a tenant's lease to 1 MB", disk.resize, tenant.lease, 1,
                2**200, now + HOUR, [], sender=world.attacker)  # fmt: skip
        if state["expired"]:
            blank = max(0, free - state["expired"])
            refused(world, "live lease", "CNT-9", "asks for more than is blank and names a live lease to reclaim",
                    disk.lease, blank + 1, 1, 2**200, now + HOUR, [tenant.lease], sender=world.attacker)  # fmt: skip
    landlord = next(x for x in world.landlords if disk.pending(x.account))
    landlord.claimed += world.send(disk.claim, landlord.account, sender=world.keeper).value
    engine: Any = world.engine
    engine.hold(engine.time - 1)
    refused(world, "rent twice", "CNT-7", "claims a second time in the same second", disk.claim, landlord.account,
            sender=landlord.account)  # fmt: skip


def purchase(world: World, tenancy: Tenancy, name: str, account: Any, mb: int, days: int) -> tuple[int, int]:
    """A lease outside of the tenants' own; its cost in wei, and how many expired ones were reclaimed for it."""
    disk, now = world.cnt.disk, world.engine.time
    cost, before = disk.quote_lease(mb, days), disk.world()
    room = tenancy.reclaimable(mb, before)
    number = world.send(disk.lease, mb, days, cost, now + HOUR, room, sender=account).value
    end = (-(-now // DAY) + days) * DAY
    tenancy.own(number, end)
    tenancy.note(name, name, "lease", mb, (end - now) / DAY, cost, before, mb)
    return cost, len(room)


def sandwich(world: World, tenancy: Tenancy) -> None:
    """CNT-5: space bought in front of a large purchase. The victim's limit stops it; nobody buys back."""
    disk, state = world.cnt.disk, world.cnt.disk.world()
    free = state["space"] - state["live"]
    mine, theirs, days = max(1, free // 20), max(1, free // 5), 14
    if free < 20:
        return
    expected, price = disk.quote_lease(theirs, days), next_price(world)
    cost, _ = purchase(world, tenancy, "sandwich", world.attacker, mine, days)
    now, effect = world.engine.time, dearer(price, next_price(world))
    reason = world.carrier.refused(
        disk.lease, theirs, days, expected * 101 // 100, now + HOUR, [], sender=world.victim
    )  # fmt: skip
    paid, _ = purchase(world, tenancy, "whale", world.victim, theirs, days)
    note(
        world, "sandwich", "CNT-5",
        f"leases {mine:,} MB for {cost / WAD:,.2f} CNT before a whale's {theirs:,} MB",
        f"the whale's limit of 1%: {'went through' if reason is None else 'refused, ' + reason}; without one it pays "
        f"{100 * paid / expected - 100:.1f}% more, to the pool. The attacker holds a lease that nobody takes back",
        -cost / WAD, effect,
    )  # fmt: skip


def own_tenant(world: World, tenancy: Tenancy) -> None:
    """CNT-7: a landlord leases a quarter of the free space to draw rent for it; two days later it is counted."""
    disk, state = world.cnt.disk, world.cnt.disk.world()
    free = state["space"] - state["live"]
    if free < 20:
        return
    landlord = max((x for x in world.landlords if x.inside), key=lambda x: sum(disk.verified(x.account)))
    share = sum(disk.verified(landlord.account)) / max(1, state["today"] + state["yesterday"])

    def earned() -> int:
        return landlord.claimed + disk.pending(landlord.account) - landlord.mining

    world.send(world.cnt.token.approve, disk, 2**255, sender=landlord.account)
    begin, had = world.engine.time, earned()
    rate = (had - landlord.rent) / max(1, begin - world.counted)
    price = next_price(world)
    cost, _ = purchase(world, tenancy, "own tenant", landlord.account, free // 4, 1)
    effect = dearer(price, next_price(world))

    def count() -> None:
        extra = earned() - had - rate * (world.engine.time - begin)
        note(
            world, "own tenant", "CNT-7",
            f"a landlord with {share:.1%} of the verified MB leases {free // 4:,} MB for {cost / WAD:,.2f} CNT",
            f"its rent rises by {extra / WAD:,.2f} CNT over what it had before, while the lease lasts",
            (extra - cost) / WAD, effect,
        )  # fmt: skip

    world.agenda.on(world.day + 2, "noon", count)


def squat(world: World, tenancy: Tenancy) -> None:
    """CNT-5: nearly all free space for a day, at the curve's price and at the paper's."""
    disk, state, p = world.cnt.disk, world.cnt.disk.world(), world.settings.params
    free, now = state["space"] - state["live"], world.engine.time
    if free < 100:
        return
    end = (-(-now // DAY) + 1) * DAY
    for part in SHARES:
        mb = int(free * part)
        try:
            curve = disk.quote_lease(mb, 1) / WAD
        except Revert:
            continue
        md = mb * (end - now) / DAY
        flat = state["pool"] / WAD * md / (float(p.curve) * (365 * state["space"] - state["sold"] / DAY))
        world.record.add(
            "squats", day=world.day, part=part, mb=mb, curve=curve, flat=flat, pool=state["pool"] / WAD,
            free=free,
        )  # fmt: skip
    mb = int(free * SHARES[-1])
    price = next_price(world)
    cost, reclaimed = purchase(world, tenancy, "squatter", world.attacker, mb, 1)
    effect = dearer(price, next_price(world))
    flat = world.record.rows("squats")[-1]["flat"]
    note(
        world, "squatting", "CNT-5", f"leases {mb:,} of {free:,} free MB for a day",
        f"pays {cost / WAD:,.1f} CNT, {100 * cost / state['pool']:.1f}% of the pool, for that day; the paper's flat "
        f"price asks {flat:,.1f} CNT ({100 * flat * WAD / state['pool']:.1f}%). {reclaimed} expired leases were "
        "reclaimed for it",
        -cost / WAD, effect,
    )  # fmt: skip


# --- mail


def mail_tricks(world: World, letters: Correspondence) -> None:
    """CNT-13 … CNT-16: mail without postage, too much of it, a name that looks like another."""
    mail, names = world.cnt.mail, world.cnt.names
    to = next(iter(letters.offices.values())).client.me
    refused(world, "spam", "CNT-16", "writes to a stranger without postage", mail.send, to, 1, b"buy now", 0,
            sender=world.attacker)  # fmt: skip
    refused(world, "too long", "CNT-14", "a message of 1,024 bytes", mail.send, to, 1, bytes(1_024), 0,
            sender=world.attacker)  # fmt: skip
    args = (CONFUSABLE.encode(), 30, 0, 0, bytes(32), b"")
    refused(world, "confusable name", "CNT-13", f"registers {CONFUSABLE!r} with a Cyrillic letter", names.register,
            *args, sender=world.attacker)  # fmt: skip
    outcome, effect = "taken", "the client writes to it"
    try:
        name_bytes(CONFUSABLE)
    except MailError as error:
        outcome, effect = f"refused: {str(error).partition(': ')[2]}", ""
    did = "asks an honest client to write to that name"
    note(world, "confusable, client", "CNT-13", did, outcome, effect=effect)


# --- lost and stolen keys


@dataclass
class Story:
    """CNT-18: a tenant whose key is lost, or stolen, and what its guardians do, a day at a time."""

    world: World
    letters: Correspondence
    tenant: Tenant
    stolen: bool
    new: Any
    begins: int
    started: int = -1
    cancelled: bool = False
    done: bool = False

    def prepare(self) -> None:
        """Names three guardians, two of whom must agree, and keeps some CNT where they can save it."""
        world, recovery, account = self.world, self.world.cnt.recovery, self.tenant.account
        self.old = account
        others = [t.account for t in world.tenants if t is not self.tenant and t.account.address != self.new.address]
        self.guardians = sorted(others[-3:], key=lambda a: int(a.address, 16))
        world.send(recovery.set_guardians, self.guardians, 2, sender=account)
        world.send(world.cnt.token.approve, recovery, DEPOSIT, sender=account)
        world.send(recovery.deposit, account, DEPOSIT, sender=account)

    def advance(self) -> None:
        """What a day brings."""
        world, p, recovery = self.world, self.world.settings.params, self.world.cnt.recovery
        day, old = world.day, self.tenant.account
        if self.done or day < self.begins:
            return
        if self.started < 0 or (self.cancelled and recovery.move_of(old)["phase"] == 2):
            self.tenant.away = True
            self.letters.locked.add(self.tenant.office)
            world.send(recovery.accept, old, sender=self.new)
            for guardian in self.guardians[:2]:
                world.send(recovery.approve, old, self.new, sender=guardian)
            self.started = day
        elif self.stolen and not self.cancelled:
            self._thief()
        elif day - self.started > p.recovery_delay // DAY:
            self._follow()

    def _thief(self) -> None:
        """The thief has the key: it takes what it can, and cancels the move once."""
        world, old = self.world, self.tenant.account
        if self.tenant.lease is not None:
            refused(world, "stolen key", "CNT-18", "hands the tenant's lease on to itself", world.cnt.disk.transfer,
                    self.tenant.lease, world.attacker, sender=old)  # fmt: skip
        refused(world, "stolen key", "CNT-18", "withdraws what was kept for the guardians", world.cnt.recovery.withdraw,
                DEPOSIT, sender=old)  # fmt: skip
        world.send(world.cnt.recovery.cancel, sender=old)
        self.cancelled = True
        note(world, "stolen key", "CNT-18", "cancels the guardians' first move",
             "the account stays frozen; the guardians answer with a move that nobody can cancel",
             effect="the owner waits for a second move")  # fmt: skip

    def _follow(self) -> None:
        world, cnt, tenant = self.world, self.world.cnt, self.tenant
        old, send, keeper = tenant.account, self.world.send, self.world.keeper
        send(cnt.recovery.execute, old, sender=keeper)
        send(cnt.recovery.follow, old, sender=keeper)
        send(cnt.names.follow, old, sender=keeper)
        self.letters.book.keep(send(cnt.mail.follow, old, sender=keeper))
        if tenant.lease is not None and cnt.disk.lease_of(tenant.lease)["mb"]:
            send(cnt.disk.follow_leases, [tenant.lease], sender=keeper)
        send(cnt.recovery.withdraw, DEPOSIT, sender=self.new)
        tenant.account, tenant.away = self.new, False
        send(cnt.token.approve, cnt.disk, 2**256 - 1, sender=self.new)
        self.letters.move(tenant.office, self.new)
        self.done = True
        name = cnt.names.name_of(keccak(tenant.office.encode()))[0]
        holds = tenant.lease is None or cnt.disk.lease_of(tenant.lease)["holder"] in (
            self.new.address,
            "0x" + "00" * 20,
        )
        world.record.add(
            "recoveries", day=world.day, tenant=tenant.name, stolen=self.stolen, days=world.day - self.begins,
            name=name == self.new.address, lease=holds, mail=cnt.mail.has_moved(old), saved=DEPOSIT / WAD,
        )  # fmt: skip
