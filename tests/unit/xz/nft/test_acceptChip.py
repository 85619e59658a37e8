# SPDX-License-Identifier: MIT
"""NFTXZ.acceptChip (XZ-6)."""

from wuxing.xz.signing import P256, Chip

DELAY = 604_800


def test_acceptChip__after_the_delay__by_anyone__puts_the_chip_in_force(
    nft, engine, token, chip, new_chip, propose, sign, miner, other_miner, keeper
):
    propose(miner, token, new_chip)
    engine.advance(DELAY - 1)
    receipt = nft.acceptChip(token, sender=keeper)
    (event,) = receipt.named("ChipReplaced")
    assert event.args == {"tokenId": token, "oldChip": chip.address, "newChip": new_chip.address}
    assert (nft.chipOf(token), nft.proposedChip(token)[1], nft.nonceOf(token)) == (new_chip.address, 0, 2)
    assert nft.tokenOfChip(new_chip.address) == token
    with engine.reverts("NFTXZ: not the chip's signature"):
        nft.transferWithChip(miner, other_miner, token, *sign(chip, token, miner, other_miner), sender=miner)
    nft.transferWithChip(miner, other_miner, token, *sign(new_chip, token, miner, other_miner), sender=miner)
    assert nft.ownerOf(token) == other_miner.address


def test_acceptChip__to_the_other_curve__signs(nft, engine, token, propose, sign, miner, other_miner, keeper):
    element = Chip.from_seed("secure element", P256)
    propose(miner, token, element)
    engine.advance(DELAY)
    nft.acceptChip(token, sender=keeper)
    nft.transferWithChip(miner, other_miner, token, *sign(element, token, miner, other_miner), sender=miner)
    assert nft.ownerOf(token) == other_miner.address


def test_acceptChip__a_second_too_early__reverts(nft, engine, token, chip, new_chip, propose, miner, keeper):
    propose(miner, token, new_chip)
    engine.advance(DELAY - 2)
    with engine.reverts("NFTXZ: before the delay is over"):
        nft.acceptChip(token, sender=keeper)
    assert nft.chipOf(token) == chip.address


def test_acceptChip__nothing_proposed__reverts(nft, engine, token, keeper):
    with engine.reverts("NFTXZ: no chip is proposed"):
        nft.acceptChip(token, sender=keeper)
    with engine.reverts("NFTXZ: no chip is proposed"):
        nft.acceptChip(99, sender=keeper)


def test_acceptChip__twice__reverts(nft, engine, token, new_chip, propose, miner, keeper):
    propose(miner, token, new_chip)
    engine.advance(DELAY)
    nft.acceptChip(token, sender=keeper)
    with engine.reverts("NFTXZ: no chip is proposed"):
        nft.acceptChip(token, sender=keeper)


def test_acceptChip__token_sold_in_between__proposal_is_void(
    nft, engine, token, chip, new_chip, propose, sign, miner, other_miner, keeper
):
    propose(miner, token, new_chip)
    nft.transferWithChip(miner, other_miner, token, *sign(chip, token, miner, other_miner), sender=miner)
    engine.advance(DELAY)
    assert nft.proposedChip(token)[1] == 0
    with engine.reverts("NFTXZ: no chip is proposed"):
        nft.acceptChip(token, sender=keeper)


def test_acceptChip__chip_onboarded_elsewhere_in_between__reverts(
    nft, engine, onboard, token, new_chip, propose, miner, keeper
):
    propose(miner, token, new_chip)
    onboard(new_chip, staked=False)
    engine.advance(DELAY)
    with engine.reverts("NFTXZ: chip is taken"):
        nft.acceptChip(token, sender=keeper)


def test_acceptChip__stored_authorization_of_the_old_chip__is_dead(
    nft, engine, token, chip, new_chip, propose, authorize, miner, other_miner, keeper
):
    propose(miner, token, new_chip)
    authorize(chip, token, miner, deadline=engine.time + 2 * DELAY)
    engine.advance(DELAY)
    nft.acceptChip(token, sender=keeper)
    with engine.reverts("NFTXZ: chip has not authorized"):
        nft.transferFrom(miner, other_miner, token, sender=miner)


def test_acceptChip__old_chip__never_comes_back(nft, engine, token, chip, new_chip, propose, consent, miner, registrar):
    propose(miner, token, new_chip)
    engine.advance(DELAY)
    nft.acceptChip(token, sender=miner)
    with engine.reverts("NFTXZ: chip is taken"):
        nft.proposeChip(token, chip.address, *consent(miner, token, chip), sender=registrar)


def test_acceptChip__while_it_mines__the_token_mines_on(xz, engine, onboard, chip, new_chip, propose, miner, keeper):
    token = onboard(chip)
    propose(miner, token, new_chip)
    engine.advance(DELAY)
    xz.nft.acceptChip(token, sender=keeper)
    assert xz.nft.locked(token)
    assert xz.nft.chipOf(token) == new_chip.address
