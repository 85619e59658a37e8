# SPDX-License-Identifier: MIT
"""A stolen account moves, and all that Contattract holds for it goes along, while the thief gets nothing (CNT-18)."""

from __future__ import annotations

from tests.guarded import KEPT, guarded
from tests.mail_world import MailWorld
from tests.proof_world import Landlords
from tests.unit.contattract.conftest import _deployed_contattract, contattract
from wuxing.contattract.signing import signed_by, views

__all__ = ["_deployed_contattract", "contattract", "guarded"]

CNT = 10**18
ANY = 10**30


def test_stolen_key__names_mail_lease_bond_and_balances__all_reach_the_new_address(
    guarded, contattract, engine, owner, other_miner, attacker, keeper, node
):
    """Frozen first, then moved; whoever calls `follow` helps, and every contract sends to the same successor."""
    c, g, stolen, new = contattract, guarded, guarded.owner, guarded.new
    days = 86_400
    # what the account has: a name, mail with postage, a lease, a landlord's bond, a publisher's views, CNT in the vault
    name = MailWorld(c, engine).register(stolen, b"miner-of-wuxing")
    c.names.set_primary(name, sender=stolen)
    c.token.approve(c.mail, 2**255, sender=other_miner)
    number = c.mail.send(stolen, 1, b"sealed", 7, sender=other_miner).value
    c.token.approve(c.disk, 2**255, sender=stolen)
    c.disk.donate(1_000 * CNT, sender=stolen)
    c.disk.record_pass([engine.account(30 + i).address for i in range(3)], 0, 100, True, False, sender=c.proofs)
    lease = c.disk.lease(2, 100, ANY, engine.time + 9, [], sender=stolen).value
    landlords = Landlords(c, owner)
    landlords.accounts[stolen.address] = stolen
    c.token.approve(c.proofs, 2**255, sender=stolen)
    c.proofs.join(1, sender=stolen)
    engine.mine(1)
    landlords.seat(stolen, by=keeper)
    bond = c.proofs.landlord(stolen)["bond"]
    assert bond > 0
    c.token.approve(c.advertisements, 2**255, sender=other_miner)
    campaign = c.advertisements.open(node, 3, 300, b"\1" * 32, sender=other_miner).value
    word = signed_by(node, c.advertisements, views(campaign, stolen.address, 10))

    # the key is stolen, the guardians start a move: the thief finds every way out shut
    g.approve()
    outs = [
        ("Recovery", lambda: c.recovery.withdraw(KEPT, sender=stolen)),
        ("Names", lambda: c.names.transfer(name, attacker, sender=stolen)),
        ("Mail", lambda: c.mail.collect(stolen, [number], sender=stolen)),
        ("Disk", lambda: c.disk.transfer(lease, attacker, sender=stolen)),
        ("Proofs", lambda: c.proofs.withdraw(sender=stolen)),
        ("Ads", lambda: c.advertisements.claim(campaign, stolen, 10, word, sender=attacker)),
    ]

    def all_shut(outs=outs):
        for contract, attempt in outs:
            with engine.reverts(f"{contract}: account is frozen"):
                attempt()

    all_shut()
    c.recovery.cancel(sender=stolen)
    all_shut()
    g.approve()
    engine.time = c.recovery.move_of(stolen)["at"] - days
    number = c.mail.send(stolen, 1, b"sealed", 7, sender=other_miner).value
    engine.time = c.recovery.move_of(stolen)["at"]
    c.recovery.execute(stolen, sender=attacker)
    # before anything followed the old key moves nothing either; the rest belongs to the successor from now on
    all_shut([out for out in outs if out[0] not in ("Mail", "Ads")])
    with engine.reverts("Mail: not your inbox"):
        c.mail.collect(stolen, [number], sender=stolen)

    c.recovery.follow(stolen, sender=keeper)
    c.names.follow(stolen, sender=keeper)
    c.mail.follow(stolen, sender=keeper)
    c.disk.follow_leases([lease], sender=keeper)
    c.proofs.follow(stolen, sender=keeper)
    assert c.recovery.balance_of(new) == KEPT
    assert c.names.name_of(name)[0] == new.address and c.names.primary_of(new) == name
    assert c.mail.has_moved(stolen)
    assert c.disk.lease_of(lease)["holder"] == new.address
    assert (c.proofs.landlord(new)["bond"], c.proofs.landlord(stolen)["bond"]) == (bond, 0)

    # the new address uses all of it
    c.recovery.withdraw(KEPT, sender=new)
    c.names.transfer(name, other_miner, sender=new)
    before = c.token.balanceOf(new)
    c.mail.collect(stolen, [number], sender=new)
    c.advertisements.claim(campaign, stolen, 10, word, sender=keeper)
    assert c.token.balanceOf(new) == before + 7 + 30
    c.disk.transfer(lease, other_miner, sender=new)
    assert c.disk.lease_of(lease)["expiry"] * days > engine.time
