# SPDX-License-Identifier: MIT
"""Attachments deployed with all of Contattract, and one exchange between a seller and a buyer at any of its steps."""

from types import SimpleNamespace

import pytest
from eth_utils import keccak

from tests.mail_world import CNT, MailWorld, point
from wuxing.contattract.post.content import Ciphertext, Manifest

KEY = keccak(text="a fresh content key")
CONTENT = b"".join(keccak(i.to_bytes(4, "big")) for i in range(150))
PRICE = 40 * CNT


@pytest.fixture
def world(contattract, engine):
    """People who trade."""
    return MailWorld(contattract, engine)


@pytest.fixture
def attachments(contattract, miner, other_miner, attacker):
    """Attachments.vy; everybody's CNT is allowed to it."""
    for account in (miner, other_miner, attacker):
        contattract.token.approve(contattract.attachments, 2**256 - 1, sender=account)
    return contattract.attachments


@pytest.fixture
def trade(attachments, engine, miner, other_miner):
    """`trade(step)` brings an order to a step: the miner sells, the other miner buys. `garbage` spoils a leaf."""

    def made(step="revealed", garbage=None):
        promised, ciphertext = Manifest.of(CONTENT), Ciphertext.of(KEY, CONTENT)
        if garbage is not None:
            leaves = list(ciphertext.leaves)
            leaves[garbage] = leaves[garbage][:-1] + bytes([leaves[garbage][-1] ^ 1])
            ciphertext = Ciphertext(tuple(leaves))
        t = SimpleNamespace(id=0, seller=miner, buyer=other_miner, promised=promised, ciphertext=ciphertext, key=KEY)
        steps = {
            "ordered": lambda: attachments.order(miner, promised.root, PRICE, *point("b"), sender=other_miner),
            "sealed": lambda: attachments.seal(t.id, ciphertext.root, keccak(KEY), b"\7" * 32, 3, sender=miner),
            "confirmed": lambda: attachments.confirm(t.id, sender=other_miner),
            "revealed": lambda: attachments.reveal(t.id, promised.root, ciphertext.root, KEY, sender=miner),
        }
        t.steps = steps
        for name, act in steps.items():
            receipt = act()
            t.id = t.id or receipt.value
            if name == step:
                break
        t.deadline = attachments.order_of(t.id)[4]

        def complain(place=0, sender=other_miner, **other):
            terms = dict(root=promised.root, ciphertext=ciphertext.root, key=KEY, index=place)
            terms |= dict(leaf=ciphertext.leaves[place], path=ciphertext.tree.proof(place))
            terms |= dict(digest=promised.digests[place], plain_path=promised.tree.proof(place))
            return attachments.complain(t.id, *(terms | other).values(), sender=sender)

        t.complain = complain
        return t

    return made
