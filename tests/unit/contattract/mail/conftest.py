# SPDX-License-Identifier: MIT
"""Mail deployed with all of Contattract, and everybody's CNT allowed to it."""

import pytest

from tests.mail_world import MailWorld


@pytest.fixture
def world(contattract, engine):
    """People who write to each other."""
    return MailWorld(contattract, engine)


@pytest.fixture
def mail(contattract, miner, other_miner, attacker):
    """Mail.vy."""
    for account in (miner, other_miner, attacker):
        contattract.token.approve(contattract.mail, 2**256 - 1, sender=account)
    return contattract.mail
