# SPDX-License-Identifier: MIT
"""NFTXZ.tokenURI (XZ-2, XZ-3)."""

import base64
import json
from fractions import Fraction

from eth_utils import keccak

from wuxing.xz.signing import Chip

PREFIX = "data:application/json;base64,"


def metadata(nft, token):
    uri = nft.tokenURI(token)
    assert uri.startswith(PREFIX)
    read = json.loads(base64.b64decode(uri[len(PREFIX) :], validate=True), parse_float=Fraction)
    return read["name"], {trait["trait_type"]: trait["value"] for trait in read["attributes"]}


def test_tokenURI__whole_token__tells_position_and_hardware(nft, engine, registrar, miner):
    hardware = keccak(text="cabinet")
    nft.mint(miner, hardware, -5, 1_036_100_000, Chip.from_seed("1").address, 3, sender=registrar)
    assert metadata(nft, 1) == (
        "NFTXZ #1",
        {
            "life": 1,
            "latitude": Fraction(-5, 10**7),
            "longitude": Fraction("103.61"),
            "onboarded": engine.time - 1,
            "node": 3,
            "hardware id": "0x" + hardware.hex(),
        },
    )


def test_tokenURI__melted_a_day__shows_what_the_mine_says(xz, engine, onboard, chip, keeper):
    token = onboard(chip)
    engine.advance(86_400)
    xz.mine.settle(token, sender=keeper)
    life = Fraction(xz.mine.life_of(token), 10**18)
    assert abs(life - Fraction(1094, 1095)) < Fraction(1, 10**17)
    assert metadata(xz.nft, token)[1]["life"] == life


def test_tokenURI__unknown_token__reverts(nft, engine):
    with engine.reverts("TokenDoesNotExist"):
        nft.tokenURI(1)
