# SPDX-License-Identifier: MIT
"""MailNames' events (CNT-13, CNT-18)."""

from __future__ import annotations

from eth_utils import keccak

from tests.events import emitted
from tests.mail_world import DAY, NONE, commitment, point

TEXT = b"storm-lantern"
NAME = keccak(TEXT)


def test_name__committed_registered_renewed_handed_on__event_each(
    contattract, names, world, engine, miner, other_miner
):
    contattract.token.approve(names, 2**255, sender=miner)
    word = commitment(names, TEXT, miner, NONE)
    emitted(names.commit(word, sender=miner), "MailNames.Committed", commitment=word)
    engine.advance(contattract.params.name_commit_age)
    x, y = point("key")
    receipt = names.register(TEXT, 30, x, y, NONE, b"", sender=miner)
    expiry = names.name_of(NAME)[1]
    emitted(receipt, "MailNames.Registered", name=NAME, owner=miner, expiry=expiry, text=TEXT)
    emitted(receipt, "MailNames.KeySet", account=miner, version=1, x=x, y=y)
    renewed = names.renew(NAME, 5, sender=miner)
    emitted(renewed, "MailNames.Renewed", name=NAME, payer=miner, expiry=expiry + 5 * DAY)
    emitted(names.set_primary(NAME, sender=miner), "MailNames.PrimarySet", account=miner, name=NAME)
    x, y = point("another")
    emitted(names.set_key(x, y, sender=miner), "MailNames.KeySet", account=miner, version=2, x=x, y=y)
    fees = contattract.token.balanceOf(names)
    emitted(names.donate_fees(sender=other_miner), "MailNames.FeesDonated", amount=fees)
    handed = names.transfer(NAME, other_miner, sender=miner)
    emitted(handed, "MailNames.Transferred", name=NAME, sender=miner, to=other_miner)


def test_follow__moved__events_of_the_name_and_of_the_primary_one(names, world, miner, attacker, node):
    name = world.register(miner, TEXT)
    names.set_primary(name, sender=miner)
    world.move(miner, node, attacker)
    receipt = names.follow(miner, sender=attacker)
    emitted(receipt, "MailNames.Transferred", name=name, sender=miner, to=node)
    emitted(receipt, "MailNames.PrimarySet", account=node, name=name)


def test_set_normaliser__by_the_owner__event(names, owner, keeper):
    emitted(names.set_normaliser(keeper, sender=owner), "MailNames.NormaliserSet", normaliser=keeper)
