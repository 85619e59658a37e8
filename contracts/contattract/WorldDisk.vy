# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title WorldDisk: lease space, pay landlords
@notice What it is for: space of the world disk is leased for up to a year at a price that rises without bound as it
        runs out (CNT-5, CNT-8); a pool pays landlords for what is used (CNT-6, CNT-7); leases end on UTC days, wait
        to be renewed and are reclaimed when their space is needed (CNT-9); they can be resized and handed on
        (CNT-10).
        Landlords are paid by verified MB, and share the storage miners' vesting in the same way.
        Who may do what: anybody leases, renews any lease, donates, pokes, claims for a landlord (always to it); the
        holder resizes and hands on; `proofs` alone says who is verified; the owner pays in subsidies; the guardian
        pauses new sales.
        Invariants (docs/security.md, CNT-R): the contract holds the pool, the subsidy to come and what it owes; live,
        blank and expired MB are the space while it covers them; a live lease is never reclaimed; a cost is never
        below the curve; what was paid out never exceeds what came in.
        How it is stopped: a pause stops `lease`, growing, and new subsidies. Renewals, shrinking, handing on,
        claims, pokes and proofs cannot be stopped.
        No reentrancy lock: CNT, Vesting and Recovery are fixed and call nobody back, and CNT moves last.
@dev Its parts: disk_world.vy, what is counted and how it comes forward in time, with the pool; disk_leases.vy;
     disk_landlords.vy.
@license AGPL-3.0-only
"""

from contracts.common import roles
from contracts.contattract import disk_landlords as landlords
from contracts.contattract import disk_leases as leases
from contracts.contattract import disk_world

initializes: roles
initializes: disk_world[roles := roles]
initializes: leases[world := disk_world]
initializes: landlords[world := disk_world]

exports: (roles.__interface__, leases.__interface__, landlords.__interface__, disk_world.__interface__)


@deploy
def __init__(
    owner: address,
    guardian: address,
    token_: address,
    vesting_: address,
    grant_: uint256,
    proofs_: address,
    recovery_: address,
    c: uint256,
    longest_: uint256,
    by_curve_: bool,
    spread_days_: uint256,
):
    """
    @notice Fixes the numbers for good.
    @param owner Pays in subsidies; the timelock in the end. @param guardian May pause new sales.
    @param token_ CNT. @param vesting_ Where the storage miners' share vests. @param grant_ Its number there.
    @param proofs_ Says which landlords are verified. @param recovery_ Knows of accounts that move.
    @param c The curve's constant, 18 decimals: 0.01 to 10. @param longest_ Days of a lease at most.
    @param by_curve_ CNT-7: whether rent is what tenants paid for what they use of the curve, or the price of the next MB.
    @param spread_days_ CNT-2: a collection gives one in so many of what has vested; not 0.
    """
    roles.__init__(owner, guardian)
    disk_world.__init__(token_, recovery_, c, by_curve_)
    leases.__init__(longest_)
    landlords.__init__(vesting_, grant_, proofs_, spread_days_)
