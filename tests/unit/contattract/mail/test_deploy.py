# SPDX-License-Identifier: MIT
"""Mail.vy, what it is deployed with: CNT-16."""

from tests.mail_world import NOBODY


def test_deploy__bad_arguments__reverts(engine, deployer, node):
    """CNT-16: a recipient has some time to collect, of 32 bits at most; CNT and Recovery are somebody."""
    for arguments, reason in [
        ((node, node, NOBODY, node, 1), "Mail: zero address"),
        ((node, node, node, NOBODY, 1), "Mail: zero address"),
        ((node, node, node, node, 0), "Mail: period out of range"),
        ((node, node, node, node, 2**32), "Mail: period out of range"),
    ]:
        with engine.reverts(reason):
            engine.deploy("Mail", *arguments, sender=deployer)
    assert engine.deploy("Mail", node, node, node, node, 2**32 - 1, sender=deployer).period() == 2**32 - 1
