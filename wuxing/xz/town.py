# SPDX-License-Identifier: MIT
"""What is tried against the economy of wuxing/xz/scenario.py, and when; every outcome is measured (XZ-20).

An attack is a row: what the attacker did, what came of it in figures, what it cost, whether the economy went on.
Nothing here is asserted: a refusal is the contract's own reason, a loss is a difference of balances.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wuxing.xz import signing
from wuxing.xz.agents import Operator, hardware_id, make_cabinet, position
from wuxing.xz.attacks import Outcome, propose
from wuxing.xz.evidence import DoubleSeal
from wuxing.xz.storage import Replica

if TYPE_CHECKING:
    from wuxing.xz.scenario import Economy

WAD = 10**18
CONTESTED = "feed_price_n02be"
"""The feed that coalitions try to bend."""
SANDWICHES = {0.25: 500, 0.45: 5_000, 0.65: 30_000}
"""When, and how many dollars the sandwich puts in front of a buy-back."""


def plan(town: Economy) -> None:
    """Puts everything that happens once on the run's calendar."""
    at = town.at
    at(0.10, "logged", lambda: replayed_batch(town))
    at(0.12, "logged", lambda: forged_batch(town))
    at(0.15, "dawn", lambda: vote_in(town))
    at(0.20, "dusk", lambda: stolen_wallet(town))
    for part, dollars in SANDWICHES.items():
        at(part, "buy-back", partial(sandwich, town, dollars))
    at(0.35, "dawn", lambda: coalition(town, majority=False))
    at(0.35, "dusk", lambda: coalition_outcome(town, majority=False))
    at(0.40, "dawn", lambda: turn(town, 6))
    at(0.70, "dawn", lambda: coalition(town, majority=True))
    at(0.70, "dusk", lambda: coalition_outcome(town, majority=True))
    at(0.50, "dawn", lambda: lose_disk(town, 3))
    at(0.52, "dusk", lambda: replayed_report(town))
    at(0.55, "dusk", lambda: double_claims(town))
    at(0.58, "dusk", lambda: top_up_halves(town))
    at(0.60, "dawn", lambda: turn(town, 5))
    at(0.66, "dusk", lambda: leave(town))
    at(0.74, "dawn", lambda: power(town, 2, on=False))
    at(0.77, "dawn", lambda: power(town, 2, on=True))
    at(0.999, "dusk", lambda: storage_outcome(town))


def note(
    town: Economy, attack: str, where: str, did: str, outcome: str, cost: str, harmless: bool, cost_usd: float = 0.0
) -> None:
    """Files an attack. `cost_usd` is what it cost the attacker at the market's price, negative for a gain."""
    town.record.add(
        "attacks",
        day=town.day,
        attack=attack,
        where=where,
        did=did,
        outcome=outcome,
        cost=cost,
        cost_usd=cost_usd,
        harmless=harmless,
    )


def refusal(town: Economy, attack: str, where: str, did: str, method: Any, *args: Any, sender: Any = None) -> None:
    """Tries a transaction that ought to be refused, and files what happened."""
    reason = town.carrier.refused(method, *args, sender=sender or town.attacker)
    outcome = "went through" if reason is None else f"refused: “{reason}”"
    note(town, attack, where, did, outcome, "the gas of the attempt", reason is not None)


# --- logs, tokens, mine


def replayed_batch(town: Economy) -> None:
    """XZ-5: a watcher sends a cabinet's signed batch again."""
    did = "sent a cabinet's signed batch a second time"
    refusal(town, "replayed log batch", "log", did, town.xz.log.append, *town.last_batch)


def forged_batch(town: Economy) -> None:
    """XZ-5: records that no chip signed."""
    cabinet = town.cabinets[0]
    closed = town.xz.log.closed_at(cabinet.token)
    message = signing.log_batch(cabinet.token, cabinet.batch, cabinet.head, b"\1" * 32, 9, closed, closed)
    signature = signing.Chip.from_seed("attacker").sign(town.carrier.domain("log").digest(message))
    args = (cabinet.token, cabinet.batch, b"\1" * 32, 9, closed, closed, signature)
    did = "signed nine invented sales with a key of its own"
    refusal(town, "forged log batch", "log", did, town.xz.log.append, *args)


def stolen_wallet(town: Economy) -> None:
    """XZ-4: the attacker has a miner's wallet key, but not the chip, which sits in the cabinet."""
    xz, owner = town.xz, town.cabinets[0].owner
    token = xz.nft.totalMinted() + 1
    chip = make_cabinet(token, owner, 1, town.seed, False).chip
    place = position(town.seed, token)
    town.send(
        xz.nft.mint, owner, hardware_id(town.seed, token), *place, chip.address, 1, sender=town.account(3)
    )
    did = "with a stolen wallet key, moved an idle NFTXZ to itself"
    refusal(town, "stolen wallet, no chip", "nft", did, xz.nft.transferFrom, owner, town.attacker, token, sender=owner)
    deadline = town.engine.time + 3600
    order = signing.transfer(token, owner.address, town.attacker.address, xz.nft.nonceOf(token), deadline)
    forged = signing.Chip.from_seed("attacker").sign(town.carrier.domain("nft").digest(order))
    args = (owner, town.attacker, token, deadline, forged)
    did = "the same, with a chip signature of a chip of its own"
    refusal(town, "stolen wallet, false chip", "nft", did, xz.nft.transferWithChip, *args, sender=owner)
    # the owner still sells it: the true chip signs
    signature = chip.sign(town.carrier.domain("nft").digest(order))
    town.send(
        xz.nft.transferWithChip, owner, town.attacker, token, deadline, signature, sender=owner
    )


def double_claims(town: Economy) -> None:
    """XZ-7, XZ-14, XZ-22: the same day twice, a stake too early, revenue twice, another's token."""
    xz, cabinet = town.xz, next(c for c in town.cabinets if c.in_service)
    staked = [c.token for c in town.cabinets if c.in_service]
    town.carrier.settle(staked, town.keeper)
    did = "settled a token again within its day"
    refusal(town, "double settlement", "mine", did, xz.mine.settle_batch, staked[:1])
    refusal(town, "exit of another's token", "mine", "ordered a token out of the mine", xz.mine.exit, cabinet.token)
    did = "reported a day's revenue twice, for a second share"
    refusal(town, "double revenue", "revenue", did, xz.revenue.report, *town.last_revenue, sender=town.cashier)


def leave(town: Economy) -> None:
    """XZ-4, XZ-14: a cabinet's chip orders it out; its stake is asked for at once and 180 days too early."""
    cabinet = next((c for c in town.cabinets if c.in_service and not c.liar), None)
    if cabinet is None:
        return
    town.exit_by_chip(cabinet)
    cabinet.in_service = False
    did = "asked for a stake on the day of its exit, 180 days early"
    refusal(town, "early withdrawal", "mine", did, town.xz.mine.withdraw, cabinet.owner, sender=cabinet.owner)


def top_up_halves(town: Economy) -> None:
    """XZ-11: miners who staked half buy the other half, and earn 138 a day from then on."""
    xz, required = town.xz, town.settings.params.phase_stake[1]
    for cabinet in town.cabinets:
        if cabinet.in_service:
            missing = required - xz.mine.position_of(cabinet.token)[0]
            if 0 < missing <= xz.token.balanceOf(cabinet.owner):
                town.send(xz.mine.top_up, cabinet.token, missing, 0, sender=cabinet.owner)


# --- feeds


def coalition(town: Economy, majority: bool) -> None:
    """XZ-17: reporters agree on a lie: just below half of a report's signers, or just above."""
    town.coalition = (CONTESTED, majority)


def coalition_outcome(town: Economy, majority: bool) -> None:
    """How far the answer was from the truth on the day of the lie."""
    rows = [row for row in town.record.rows("feeds") if row["feed"] == CONTESTED and row["coalition"] == majority]
    town.coalition = None
    if not rows:
        return
    row = rows[-1]
    off = row["answer"] / row["truth"] - 1
    stake = (town.settings.params.phase_stake[1] + town.settings.params.fee_deposit) * row["liars"] // WAD
    side = "above" if majority else "below"
    note(
        town,
        f"{row['liars']} of {row['reporters']} cabinets lie",
        "feed",
        f"reported {CONTESTED.removeprefix('feed_price_').upper()} at 1.5 times its price, {side} half of the signers",
        f"the answer was {off:+.1%} off the truth",
        f"{stake:,} XZ bound to have the votes; the paper punishes no lie",
        abs(off) < 0.1,
    )


def replayed_report(town: Economy) -> None:
    """XZ-17: a signed report again, and one under quorum."""
    cabinets = town.reporters()[:2]
    feed = town.xz.feed_temperature
    observed = town.engine.time - 60
    args = town.carrier.signed_report("feed_temperature", observed, [(c, 9_900) for c in cabinets])
    did = "reported a temperature with two cabinets"
    refusal(town, "report under quorum", "feed", did, feed.report, *args)
    stale = feed.latestRoundData()[3]
    values = [(c, 9_900) for c in town.reporters()]
    if len(values) >= town.quorum:
        args = town.carrier.signed_report("feed_temperature", stale, values)
        did = "had a round reported again with other values"
        refusal(town, "replayed report", "feed", did, feed.report, *args)


# --- the market


def sandwich(town: Economy, dollars: int) -> None:
    """XZ-15: buys in front of the buy-back and sells behind it."""
    xz = town.xz
    if not xz.buyback.pot():  # nothing to sandwich
        return
    before, held = xz.stablecoin.balanceOf(town.attacker), xz.token.balanceOf(town.attacker)
    got = town.swap(town.attacker, (xz.stablecoin, xz.token), dollars * WAD)
    burned = town.buy_back()
    town.swap(town.attacker, (xz.token, xz.stablecoin), got)
    assert xz.token.balanceOf(town.attacker) == held
    lost = (before - xz.stablecoin.balanceOf(town.attacker)) / WAD
    outcome = f"the buy-back went on and burned {burned / WAD:,.0f} XZ" if burned else "the bound put the buy-back off"
    if not burned:
        burned = town.buy_back()
        outcome += f"; right after the attack it burned {burned / WAD:,.0f} XZ"
    note(
        town,
        f"sandwich with ${dollars:,}",
        "buy-back",
        f"bought XZ for ${dollars:,} in front of the buy-back and sold it behind",
        outcome,
        f"${lost:,.2f} lost" if lost > 0 else f"${-lost:,.2f} won",
        burned > 0,
        lost,
    )


# --- signers and storage


def vote_in(town: Economy) -> None:
    """XZ-18: the operators vote an eighth node in."""
    propose([operator.node for operator in town.operators[:-1]], town.operators[-1].node.address, True)


def turn(town: Economy, index: int) -> None:
    """XZ-20: an operator stops being honest."""
    town.operators[index].node.turned = True  # type: ignore[attr-defined]


def verdict(town: Economy, evidence: Any, operator: Operator, taken: int, reward: int) -> None:
    """XZ-20: files what the court took."""
    kind = "double sealing" if isinstance(evidence, DoubleSeal) else "skipping"
    did = (
        "sealed two blocks on one parent, each for one half of the nodes"
        if isinstance(evidence, DoubleSeal)
        else "sealed every block at once, however recently it had sealed"
    )
    price = float(town.record.rows("daily")[-1]["price"]) if town.record.rows("daily") else 0.05
    note(
        town,
        f"{kind} by {operator.node.name}",
        "native chain, court",
        did,
        f"voted out; raw headers in court; {reward / WAD:,.0f} XZ to the reporter",
        f"{taken / WAD:,.0f} XZ, its whole stake, and its seat",
        True,
        taken / WAD * price,
    )


def lose_disk(town: Economy, index: int) -> None:
    """XZ-19: an operator loses what it stores, and tries to prove other bytes."""
    operator = town.operators[index]
    town.lost = operator
    for sector, replica in list(operator.disk.items()):
        invented = [bytes(32) for _ in replica.nodes]
        operator.disk[sector] = Replica(replica.commitment, invented, replica.work)


def power(town: Economy, index: int, on: bool) -> None:
    """An operator loses its power, or has it back."""
    town.operators[index].has_power = on


def storage_outcome(town: Economy) -> None:
    """XZ-19: what missed windows cost: the operator without its bytes, and the one without power."""
    price = float(town.record.rows("daily")[-1]["price"]) if town.record.rows("daily") else 0.05
    bond = town.xz.sectors.bond()
    dark = town.operators[2]
    assert town.lost is not None  # its day came before
    for operator, name, did in (
        (town.lost, "lost bytes, false proofs", "lost what it stored and proved zeros instead"),
        (dark, "days without power", "missed its windows while it had no power"),
    ):
        rows = [town.xz.sectors.sector(sector) for sector in operator.disk]
        lost = sum(bond - row[0] for row in rows)
        states = {4: "ended", 3: "faulty", 2: "active", 1: "committed", 5: "retired"}
        outcome = ", ".join(f"sector {i + 1} {states[row[3]]}" for i, row in enumerate(rows)) or "no sector"
        reasons = {r["reason"] for r in town.record.rows("refused_proofs") if r["node"] == operator.number}
        outcome += "".join(f"; refused: “{reason}”" for reason in sorted(reasons))
        cost = f"{lost / WAD:,.0f} XZ of its bonds burned"
        note(town, f"{operator.node.name}: {name}", "storage", did, outcome, cost, True, lost / WAD * price)


# --- the native chain's own laboratory


def native_attacks(town: Economy, outcomes: list[Outcome]) -> None:
    """The paper's section 4 and XZ-20, each on a network of its own with the run's seed."""
    for outcome in outcomes:
        note(
            town,
            outcome.attack,
            "native chain",
            outcome.did,
            f"{outcome.got}; {outcome.blocks} of {outcome.expected} blocks",
            outcome.lost,
            outcome.harmless,
        )

