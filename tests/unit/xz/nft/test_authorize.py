# SPDX-License-Identifier: MIT
"""NFTXZ.authorize and authorizedUntil (XZ-4)."""

from wuxing.engine.base import ZERO_ADDRESS
from wuxing.xz.signing import Chip


def test_authorize__chips_order__is_kept_until_its_deadline(
    nft, engine, onboard, any_chip, authorize, miner, other_miner
):
    token, deadline = onboard(any_chip, staked=False), engine.time + 500
    receipt = authorize(any_chip, token, miner, other_miner, deadline=deadline)
    (event,) = receipt.named("Authorized")
    assert event.args == {"tokenId": token, "to": other_miner.address, "nonce": 0, "deadline": deadline}
    assert nft.authorizedUntil(token, other_miner) == deadline
    assert nft.authorizedUntil(token, miner) == 0


def test_authorize__for_anyone__holds_for_every_recipient(nft, engine, token, chip, authorize, miner, attacker):
    authorize(chip, token, miner, deadline=engine.time + 500)
    assert nft.authorizedUntil(token, attacker) == engine.time - 1 + 500


def test_authorize__a_later_and_an_earlier_deadline__the_later_holds(nft, engine, token, chip, authorize, miner):
    late = engine.time + 1_000
    authorize(chip, token, miner, deadline=late)
    authorize(chip, token, miner, deadline=late - 500)
    assert nft.authorizedUntil(token, miner) == late


def test_authorize__another_recipient__leaves_the_first_alone(
    nft, engine, token, chip, authorize, miner, other_miner, keeper
):
    deadline = engine.time + 1_000
    authorize(chip, token, miner, other_miner, deadline=deadline)
    authorize(chip, token, miner, keeper, deadline=deadline + 5)
    assert nft.authorizedUntil(token, other_miner) == deadline
    assert nft.authorizedUntil(token, keeper) == deadline + 5


def test_authorize__expired_for_anyone__one_for_the_recipient_still_holds(
    nft, engine, token, chip, authorize, miner, other_miner
):
    deadline = engine.time + 1_000
    authorize(chip, token, miner, ZERO_ADDRESS, deadline=engine.time + 1)
    authorize(chip, token, miner, other_miner, deadline=deadline)
    engine.advance(100)
    assert nft.authorizedUntil(token, other_miner) == deadline


def test_authorize__from_is_not_the_owner__reverts(nft, engine, token, chip, authorize, other_miner):
    with engine.reverts("NFTXZ: from is not the owner"):
        authorize(chip, token, other_miner)


def test_authorize__not_the_chip__reverts(engine, token, authorize, miner):
    with engine.reverts("NFTXZ: not the chip's signature"):
        authorize(Chip.from_seed("another cabinet"), token, miner)


def test_authorize__owner_signs_instead_of_the_chip__reverts(engine, token, authorize, miner):
    with engine.reverts("NFTXZ: not the chip's signature"):
        authorize(Chip(bytes(miner.key)), token, miner)


def test_authorize__expired__reverts(engine, token, chip, authorize, miner):
    with engine.reverts("NFTXZ: authorization expired"):
        authorize(chip, token, miner, deadline=engine.time - 1)


def test_authorize__unknown_token__reverts(nft, engine, miner):
    with engine.reverts("TokenDoesNotExist"):
        nft.authorize(99, miner, miner, engine.time + 60, bytes(65), sender=miner)
