# SPDX-License-Identifier: MIT
"""What is tried against the economy of wuxing/xz/scenario.py, and when; every outcome is measured (XZ-20).

An attack is a row: what the attacker did, what came of it in figures, what it cost, whether the economy went on.
Nothing here is asserted: a refusal is the contract's own reason, a loss is a difference of balances.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from wuxing.xz import signing
from wuxing.xz.agents import DAY, Operator, make_cabinet
from wuxing.xz.attacks import Outcome, propose
from wuxing.xz.evidence import DoubleSeal, Skip
from wuxing.xz.rounds import CONTESTED, LIE, Rounds
from wuxing.xz.storage import Replica
from wuxing.xz.world import HASTY, POOL_USD, POOL_XZ, TURNCOAT, World

WAD = 10**18
DARK, BROKEN = 2, 3
"""Operators: one is without power for some days, one loses what it stores."""
SANDWICHES = {0.25: 500, 0.45: 5_000, 0.65: 30_000}
"""When, and how many dollars the sandwich puts in front of a buy-back."""


def plan(world: World, rounds: Rounds) -> None:
    """Puts everything that is tried on the run's agenda."""
    at, dark, broken = world.agenda.at, world.operators[DARK], world.operators[BROKEN]
    at(0.10, "logged", partial(replayed_batch, world))
    at(0.12, "logged", partial(forged_batch, world))
    at(0.15, "dawn", partial(vote_in, world))
    at(0.20, "dusk", partial(stolen_wallet, world))
    for part, dollars in SANDWICHES.items():
        at(part, "buy-back", partial(sandwich, world, dollars))
    for part, majority in ((0.35, False), (0.70, True)):
        at(part, "dawn", partial(coalition, rounds, majority))
        at(part, "dusk", partial(coalition_outcome, world, rounds))
    at(0.40, "dawn", partial(turn, world, TURNCOAT))
    at(0.50, "dawn", partial(lose_disk, broken))
    at(0.52, "dusk", partial(replayed_report, world, rounds))
    at(0.55, "dusk", partial(double_claims, world))
    at(0.58, "dusk", partial(top_up_halves, world))
    at(0.60, "dawn", partial(turn, world, HASTY))
    at(0.66, "dusk", partial(leave, world))
    at(0.74, "dawn", partial(power, dark, False))
    at(0.77, "dawn", partial(power, dark, True))
    at(0.999, "dusk", partial(storage_outcome, world))


def note(
    world: World, attack: str, where: str, did: str, outcome: str, cost: str, harmless: bool, cost_usd: float = 0.0
) -> None:
    """Files an attack. `cost_usd` is what it cost the attacker at the market's price, negative for a gain."""
    world.record.add(
        "attacks",
        day=world.day,
        attack=attack,
        where=where,
        did=did,
        outcome=outcome,
        cost=cost,
        cost_usd=cost_usd,
        harmless=harmless,
    )


def refusal(world: World, attack: str, where: str, did: str, method: Any, *args: Any, sender: Any = None) -> None:
    """Tries a transaction that ought to be refused, and files what happened."""
    reason = world.carrier.refused(method, *args, sender=sender or world.attacker)
    outcome = "went through" if reason is None else f"refused: “{reason}”"
    note(world, attack, where, did, outcome, "the gas of the attempt", reason is not None)


# --- logs, tokens, mine


def replayed_batch(world: World) -> None:
    """XZ-5: a watcher sends a cabinet's signed batch again."""
    did = "sent a cabinet's signed batch a second time"
    refusal(world, "replayed log batch", "log", did, world.xz.log.append, *world.last_batch)


def forged_batch(world: World) -> None:
    """XZ-5: records that no chip signed."""
    cabinet = world.cabinets[0]
    closed = world.xz.log.closed_at(cabinet.token)
    message = signing.log_batch(cabinet.token, cabinet.batch, cabinet.head, b"\1" * 32, 9, closed, closed)
    signature = signing.Chip.from_seed("attacker").sign(world.carrier.domain("log").digest(message))
    args = (cabinet.token, cabinet.batch, b"\1" * 32, 9, closed, closed, signature)
    did = "signed nine invented sales with a key of its own"
    refusal(world, "forged log batch", "log", did, world.xz.log.append, *args)


def stolen_wallet(world: World) -> None:
    """XZ-4: the attacker has a miner's wallet key, but not the chip, which sits in the cabinet."""
    xz, owner = world.xz, world.cabinets[0].owner
    chip = make_cabinet(xz.nft.totalMinted() + 1, owner, 1, world.seed, False).chip
    token = world.mint(owner, 1, chip.address)
    did = "with a stolen wallet key, moved an idle NFTXZ to itself"
    args: tuple[Any, ...] = (owner, world.attacker, token)
    refusal(world, "stolen wallet, no chip", "nft", did, xz.nft.transferFrom, *args, sender=owner)
    deadline = world.engine.time + 3600
    order = signing.transfer(token, owner.address, world.attacker.address, xz.nft.nonceOf(token), deadline)
    forged = signing.Chip.from_seed("attacker").sign(world.carrier.domain("nft").digest(order))
    args = (*args, deadline, forged)
    did = "the same, with a chip signature of a chip of its own"
    refusal(world, "stolen wallet, false chip", "nft", did, xz.nft.transferWithChip, *args, sender=owner)
    # the owner still sells it: the true chip signs
    signature = chip.sign(world.carrier.domain("nft").digest(order))
    world.send(xz.nft.transferWithChip, owner, world.attacker, token, deadline, signature, sender=owner)


def double_claims(world: World) -> None:
    """XZ-7, XZ-14, XZ-22: the same day twice, a stake too early, revenue twice, another's token."""
    xz, cabinet = world.xz, next(c for c in world.cabinets if c.in_service)
    staked = [c.token for c in world.cabinets if c.in_service]
    world.carrier.settle(staked, world.keeper)
    did = "settled a token again within its day"
    refusal(world, "double settlement", "mine", did, xz.mine.settle_batch, staked[:1])
    refusal(world, "exit of another's token", "mine", "ordered a token out of the mine", xz.mine.exit, cabinet.token)
    did = "reported a day's revenue twice, for a second share"
    refusal(world, "double revenue", "revenue", did, xz.revenue.report, *world.last_revenue, sender=world.cashier)


def leave(world: World) -> None:
    """XZ-4, XZ-14: a cabinet's chip orders it out; its stake is asked for at once and 180 days too early."""
    cabinet = next((c for c in world.cabinets if c.in_service and not c.liar), None)
    if cabinet is None:
        return
    mine, deadline = world.xz.mine, world.engine.time + DAY
    order = signing.exit_order(cabinet.token, world.xz.nft.nonceOf(cabinet.token), deadline)
    signature = cabinet.chip.sign(world.carrier.domain("mine").digest(order))
    world.send(mine.exit_by_chip, cabinet.token, deadline, signature, sender=world.keeper)
    cabinet.in_service = False
    did = "asked for a stake on the day of its exit, 180 days early"
    refusal(world, "early withdrawal", "mine", did, mine.withdraw, cabinet.owner, sender=cabinet.owner)


def top_up_halves(world: World) -> None:
    """XZ-11: miners who staked half buy the other half, and earn 138 a day from then on."""
    xz, required = world.xz, world.settings.params.phase_stake[1]
    for cabinet in world.cabinets:
        if cabinet.in_service:
            missing = required - xz.mine.position_of(cabinet.token)[0]
            if 0 < missing <= xz.token.balanceOf(cabinet.owner):
                world.send(xz.mine.top_up, cabinet.token, missing, 0, sender=cabinet.owner)


# --- feeds


def coalition(rounds: Rounds, majority: bool) -> None:
    """XZ-17: reporters agree on a lie: just below half of a report's signers, or just above."""
    rounds.coalition = majority


def coalition_outcome(world: World, rounds: Rounds) -> None:
    """How far the answer was from the truth on the day of the lie."""
    majority, rounds.coalition = rounds.coalition, None
    rows = [row for row in world.record.rows("feeds") if row["feed"] == CONTESTED and row["coalition"] == majority]
    if not rows:
        return
    row = rows[-1]
    off = row["answer"] / row["truth"] - 1
    stake = (world.settings.params.phase_stake[1] + world.settings.params.fee_deposit) * row["liars"] // WAD
    feed, side = CONTESTED.removeprefix("feed_price_").upper(), "above" if majority else "below"
    note(
        world,
        f"{row['liars']} of {row['reporters']} cabinets lie",
        "feed",
        f"reported {feed} at {LIE} times its price, {side} half of the signers",
        f"the answer was {off:+.1%} off the truth",
        f"{stake:,} XZ bound to have the votes; the paper punishes no lie",
        abs(off) < 0.1,
    )


def replayed_report(world: World, rounds: Rounds) -> None:
    """XZ-17: a signed report again, and one under quorum."""
    reporters, feed = rounds.reporters(), world.xz.feed_temperature
    observed = world.engine.time - 60
    args = world.carrier.signed_report("feed_temperature", observed, [(c, 9_900) for c in reporters[:2]])
    did = "reported a temperature with two cabinets"
    refusal(world, "report under quorum", "feed", did, feed.report, *args)
    stale = feed.latestRoundData()[3]
    if len(reporters) >= rounds.quorum:
        args = world.carrier.signed_report("feed_temperature", stale, [(c, 9_900) for c in reporters])
        did = "had a round reported again with other values"
        refusal(world, "replayed report", "feed", did, feed.report, *args)


# --- the market


def sandwich(world: World, dollars: int) -> None:
    """XZ-15: buys in front of the buy-back and sells behind it."""
    xz = world.xz
    if not xz.buyback.pot():  # nothing to sandwich
        return
    before, held = xz.stablecoin.balanceOf(world.attacker), xz.token.balanceOf(world.attacker)
    got = world.swap(world.attacker, (xz.stablecoin, xz.token), dollars * WAD)
    burned = world.buy_back()
    world.swap(world.attacker, (xz.token, xz.stablecoin), got)
    assert xz.token.balanceOf(world.attacker) == held
    lost = (before - xz.stablecoin.balanceOf(world.attacker)) / WAD
    outcome = f"the buy-back went on and burned {burned / WAD:,.0f} XZ" if burned else "the bound put the buy-back off"
    if not burned:
        burned = world.buy_back()
        outcome += f"; right after the attack it burned {burned / WAD:,.0f} XZ"
    note(
        world,
        f"sandwich with ${dollars:,}",
        "buy-back",
        f"bought XZ for ${dollars:,} in front of the buy-back and sold it behind",
        outcome,
        f"${lost:,.2f} lost" if lost > 0 else f"${-lost:,.2f} won",
        burned > 0,
        lost,
    )


# --- signers and storage


def vote_in(world: World) -> None:
    """XZ-18: the operators vote an eighth node in."""
    propose([operator.node for operator in world.operators[:-1]], world.operators[-1].node.address, True)


def turn(world: World, index: int) -> None:
    """XZ-20: an operator stops being honest."""
    world.operators[index].node.turned = True  # type: ignore[attr-defined]


def verdict(world: World, evidence: DoubleSeal | Skip, operator: Operator, taken: int, reward: int) -> None:
    """XZ-20: files what the court took."""
    kind = "double sealing" if isinstance(evidence, DoubleSeal) else "skipping"
    did = (
        "sealed two blocks on one parent, each for one half of the nodes"
        if isinstance(evidence, DoubleSeal)
        else "sealed every block at once, however recently it had sealed"
    )
    note(
        world,
        f"{kind} by {operator.node.name}",
        "native chain, court",
        did,
        f"voted out; raw headers in court; {reward / WAD:,.0f} XZ to the reporter",
        f"{taken / WAD:,.0f} XZ, its whole stake, and its seat",
        True,
        taken / WAD * _price(world),
    )


def lose_disk(operator: Operator) -> None:
    """XZ-19: an operator loses what it stores, and tries to prove other bytes."""
    for sector, replica in list(operator.disk.items()):
        invented = [bytes(32) for _ in replica.nodes]
        operator.disk[sector] = Replica(replica.commitment, invented, replica.work)


def power(operator: Operator, on: bool) -> None:
    """An operator loses its power, or has it back."""
    operator.has_power = on


def storage_outcome(world: World) -> None:
    """XZ-19: what missed windows cost: the operator without its bytes, and the one without power."""
    price, bond = _price(world), world.xz.sectors.bond()
    for index, name, did in (
        (BROKEN, "lost bytes, false proofs", "lost what it stored and proved zeros instead"),
        (DARK, "days without power", "missed its windows while it had no power"),
    ):
        operator = world.operators[index]
        rows = [world.xz.sectors.sector(sector) for sector in operator.disk]
        lost = sum(bond - row[0] for row in rows)
        states = {4: "ended", 3: "faulty", 2: "active", 1: "committed", 5: "retired"}
        outcome = ", ".join(f"sector {i + 1} {states[row[3]]}" for i, row in enumerate(rows)) or "no sector"
        reasons = {r["reason"] for r in world.record.rows("refused_proofs") if r["node"] == operator.number}
        outcome += "".join(f"; refused: “{reason}”" for reason in sorted(reasons))
        cost = f"{lost / WAD:,.0f} XZ of its bonds burned"
        note(world, f"{operator.node.name}: {name}", "storage", did, outcome, cost, True, lost / WAD * price)


def _price(world: World) -> float:
    """Dollars for one XZ at the end of yesterday, or when the market opened."""
    rows = world.record.rows("daily")
    return float(rows[-1]["price"]) if rows else POOL_USD / POOL_XZ


# --- the native chain's own laboratory


def native_attacks(world: World, outcomes: list[Outcome]) -> None:
    """The paper's section 4 and XZ-20, each on a network of its own with the run's seed."""
    for outcome in outcomes:
        note(
            world,
            outcome.attack,
            "native chain",
            outcome.did,
            f"{outcome.got}; {outcome.blocks} of {outcome.expected} blocks",
            outcome.lost,
            outcome.harmless,
        )
