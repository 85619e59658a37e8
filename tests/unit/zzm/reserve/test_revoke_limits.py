# SPDX-License-Identifier: MIT
"""Reserve.revoke_limits (ZZM-3); that a revoked limit buys nothing is in test_buy_back_by_limit.py."""


def test_revoke_limits__by_the_team__the_next_nonce(world, engine, number):
    world.reserve.revoke_limits(number, sender=world.team)
    assert world.reserve.nonce(number) == 1
    with engine.reverts("Reserve: not the team"):
        world.reserve.revoke_limits(number, sender=world.other)
    assert world.reserve.nonce(number) == 1
