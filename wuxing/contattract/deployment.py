# SPDX-License-Identifier: MIT
"""The contracts of Contattract, in the order in which they are created."""

from __future__ import annotations

from wuxing import genesis, vesting
from wuxing.contattract.params import Params
from wuxing.engine.base import ZERO_ADDRESS
from wuxing.governance import governance
from wuxing.suite import Create, Plan, Roles, Wire
from wuxing.vesting import Schedule, by_year, tranches

ROLES = Roles(("guardian", "partners", "developers", "consensus_payee"), spare=("xz_mine",))
DAY = 86_400
PARTNERS, DEVELOPERS, ECOSYSTEM, MINERS = range(4)
"""Numbers of the vesting curves."""
STORAGE_GRANT = 3
"""Number of the storage miners' grant, which the disk claims for its landlords."""


def schedules(p: Params) -> list[Schedule]:
    """CNT-2: the curves of partners, developers, ecosystem and miners, by their numbers."""
    stages = len(p.stage_offset)
    rate = p.mining_rate
    return [
        vesting.line(p.partners_period),
        vesting.line(p.developers_period),
        tranches(p.stage_offset, [10_000 // stages] * stages),
        by_year(p.mining_years, rate.numerator, rate.denominator),
    ]


def grants(plan: Plan) -> list[tuple]:
    """CNT-2: the grants of the genesis, as Vesting.vy's `Terms`; the storage miners' is the disk's."""
    p = plan.params
    return [
        (plan.role("partners"), p.part("partners"), PARTNERS, p.launch, False),
        (plan.role("developers"), p.part("developers"), DEVELOPERS, p.launch, False),
        (plan.address("timelock"), p.part("ecosystem"), ECOSYSTEM, p.launch, False),
        (plan.address("disk"), p.part("storage"), MINERS, p.launch, False),
        (plan.role("consensus_payee"), p.part("consensus"), MINERS, p.launch, False),
    ]


def mail(plan: Plan) -> list[Create | Wire]:
    """CNT-13 … CNT-16: names, messages, paid attachments. Nobody is the names' normaliser until the owner says who."""
    p = plan.params
    terms = (p.name_fee, p.name_least, p.name_most, p.name_grace, p.name_commit_age, p.name_commit_life)
    times = (p.seal_time, p.confirm_time, p.reveal_time, p.complaint_time)

    def parties(d: Plan) -> tuple[str, str, str]:
        return d.role("owner"), d.role("guardian"), d.address("token")

    return [
        Create(
            "names",
            "MailNames",
            lambda d: (*parties(d), d.address("disk"), d.address("recovery"), ZERO_ADDRESS, terms),
        ),
        Create("mail", "Mail", lambda d: (*parties(d), d.address("recovery"), p.postage_period)),
        Create("attachments", "Attachments", lambda d: (*parties(d), d.address("recovery"), times)),
    ]


def notices(plan: Plan) -> list[Create | Wire]:
    """CNT-17: notices, and an adapter that tells XZ's miners where `xz_mine` was named."""
    p = plan.params
    adapter = Create("mine_notices", "MineNotices", lambda d: (d.address("notices"), d.address("xz_mine"), p.fee_low))
    disk = Create(
        "lease_notices",
        "LeaseNotices",
        lambda d: (d.address("notices"), d.address("disk"), d.address("proofs"), p.lease_notice, p.group_chunks),
    )
    return [Create("notices", "Notices", lambda d: ()), disk, *([adapter] if "xz_mine" in plan.roles else [])]


def storage_proofs(plan: Plan) -> list[Create | Wire]:
    """CNT-11, CNT-12, CNT-23: bonds, groups and challenges; hires; what contracts may read of stored data."""
    p = plan.params
    terms = (
        p.group_chunks,
        p.group_size,
        p.replicas,
        p.group_fill,
        p.bond_per_mb * p.group_chunks,
        p.bond_lock,
        p.draw_penalty,
        p.epoch_blocks,
        p.round_epochs,
        p.answer_blocks,
        p.challenges,
        p.absence,
        p.reporter_share,
        p.ban // DAY,
    )
    hiring = (
        p.hire_cut,
        p.hire_floor,
        p.hire_longest,
        p.report_window,
        p.quality_bound,
        p.quality_weight,
        p.half_life,
    )

    def parties(d: Plan) -> tuple[str, str, str, str]:
        return d.role("owner"), d.role("guardian"), d.address("token"), d.address("disk")

    return [
        Create(
            "proofs",
            "StorageProofs",
            lambda d: (*parties(d), d.address("hires"), d.address("recovery"), terms),
        ),
        Create("hires", "DataHires", lambda d: (*parties(d), d.address("proofs"), d.address("recovery"), hiring)),
        Create("slices", "SliceReader", lambda d: (d.address("proofs"),)),
    ]


def evidence(plan: Plan) -> list[Create | Wire]:
    """CNT-19 and CNT-24: attestations, and the examples."""
    p = plan.params
    times = (p.shop_take, p.shop_deliver, p.shop_dispute, p.shop_settle)

    def exchanges(d: Plan) -> tuple[str, ...]:
        return tuple(d.address(name) for name in ("attachments", "hires", "shop"))

    return [
        Create("attestations", "Attestations", lambda d: (d.role("owner"), d.role("guardian"), *exchanges(d))),
        Create("stamps", "FileStamps", lambda d: ()),
        Create("shop", "ShopEscrow", lambda d: (d.address("token"), d.address("recovery"), times)),
        Create(
            "advertisements", "Advertisements", lambda d: (d.address("token"), d.address("recovery"), p.ad_notice)
        ),
    ]


def steps(plan: Plan) -> list[Create | Wire]:
    """Every step of a deployment of Contattract.

    Roles: owner (the deployer until it hands over to the timelock), guardian, partners, developers, and consensus_payee
    (who brings the miners' share to the native chain's block makers); xz_mine, if XZ's miners want notices.
    """
    p = plan.params
    locked = p.supply - p.part("swap")
    return [
        Create("token", "CNT", lambda d: ([d.address("vesting"), d.address("budgets")], [locked, p.part("swap")])),
        genesis.vesting(schedules(p), grants),
        genesis.budgets([p.part("swap")]),
        Create(
            "recovery",
            "Recovery",
            lambda d: (d.address("token"), p.recovery_delay, p.recovery_answer, p.recovery_rest),
        ),
        Create(
            "disk",
            "WorldDisk",
            lambda d: (
                d.role("owner"),
                d.role("guardian"),
                d.address("token"),
                d.address("vesting"),
                STORAGE_GRANT,
                d.address("proofs"),
                d.address("recovery"),
                int(p.curve * 10**18),
                p.longest_lease,
                p.rent_by_curve == 1,
                p.spread_days,
            ),
        ),
        Create("rights", "LeaseRights", lambda d: (d.address("token"), d.address("disk"), d.address("recovery"))),
        *storage_proofs(plan),
        *mail(plan),
        *notices(plan),
        *evidence(plan),
        *governance("CNT", "Contattract council", p),
    ]
