# SPDX-License-Identifier: MIT
"""XZ-18: the Clique rules against real sealed headers, the paper's scenarios and generated histories."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuxing.xz import clique
from wuxing.xz.clique import CliqueError, Header, Snapshot

# Genesis and the first five blocks of the public Rinkeby network, which ran EIP-225 from 2017 to 2023.
RINKEBY_PERIOD, RINKEBY_EPOCH = 15, 30_000
RINKEBY_SIGNERS = tuple(
    bytes.fromhex(a)
    for a in (
        "42eb768f2244c8811c63729a21a3569731535f06",
        "7ffc57839b00206d1ad20c69a1981b489f772031",
        "b279182d99e65703f0076e4812653aab85fca0f0",
    )
)
RINKEBY_ROOT = bytes.fromhex("53580584816f617295ea26c0e17641e0120cab2f0a8ffb53a866fd53aa8e8c2d")
RINKEBY_HASHES = (
    "6341fd3daf94b748c72ced5a5b26028f2474f5f00d824504e4fa37a75767e177",
    "a7684ac44d48494670b2e0d9085b7750e7341620f0a271db146ed5e70c1db854",
    "9b095b36c15eaf13044373aef8ee0bd3a382a5abb92e402afa44b8249c3a90e9",
    "9eb9db9c3ec72918c7db73ae44e520139e95319c421ed6f9fc11fa8dd0cddc56",
    "8dabb64040467fa4e99a061878d90396978d173ecf47b2f72aa31e8d7ad917a9",
)
GETH_VANITY = bytes.fromhex("d783010600846765746887676f312e372e33856c696e75780000000000000000")
RINKEBY_BLOCKS = (  # gas limit, time, seal, place of the signer in RINKEBY_SIGNERS
    (
        0x47C94C,
        0x58EE45DA,
        "9f1efa1efa72af138c915966c639544a0255e6288e188c22ce9168c10dbe46da"
        "3d88b4aa065930119fb886210bf01a084fde5d3bc48d8aa38bca92e4fcc5215100",
        1,
    ),
    (
        0x47DB3D,
        0x58EE45EA,
        "b5a4a624d2e19fdab62ff7f4d2f2b80dfab4c518761beb56c2319c4224dd156f"
        "698bb1a2750c7edf12d61c4022079622062039637f40fb817e2cce0f0a4dae9c01",
        2,
    ),
    (
        0x47E7C4,
        0x58EE45F9,
        "4e10f96536e45ceca7e34cc1bdda71db3f3bb029eb69afd28b57eb0202c0ec08"
        "59d383a99f63503c4df9ab6c1dc63bf6b9db77be952f47d86d2d7b208e77397301",
        0,
    ),
    (
        0x47E7C4,
        0x58EE4608,
        "713c53f21fd59a94de9c3f8342777f6660a3e99187114ebf52f0127caf6bcefa"
        "77195308fb80b4e6223673757732485c234d8f431a99c46799c57a4ecc4e4e5401",
        1,
    ),
    (
        0x47E7C4,
        0x58EE4617,
        "52ad0baf5fefa05b3a51cdcc6484901465c66be48c3c9b7a4fcb5fcb867ea220"
        "390bcb6e4d740bc17d0c9e948cf0803cab107b538fb3a3efde89e26ede9ee26801",
        2,
    ),
)


def rinkeby() -> list[Header]:
    vanity = b"Respect my authoritah ~E.Cartman"
    headers = [
        replace(
            clique.genesis(RINKEBY_SIGNERS, 0x58EE40BA, vanity), state_root=RINKEBY_ROOT, gas_limit=4_700_000
        )
    ]
    for number, (gas_limit, time, seal, _) in enumerate(RINKEBY_BLOCKS, 1):
        headers.append(
            Header(
                parent_hash=headers[-1].hash,
                state_root=RINKEBY_ROOT,
                difficulty=2,
                number=number,
                gas_limit=gas_limit,
                time=time,
                extra=GETH_VANITY + bytes.fromhex(seal),
            )
        )
    return headers


def test_encoding__goerli_genesis__hash_is_the_public_one():
    """XZ-18"""
    goerli = replace(
        clique.genesis(
            [bytes.fromhex("e0a2bd4258d2768837baa26a28fe71dc079f84c7")],
            1548854791,
            b'"Flexi is a thing" - Afri'.ljust(32, b"\0"),
        ),
        state_root=bytes.fromhex("5d6cded585e73c4e322c30c2f782a336316f17dd85a4863b9d838d2d4b8b3008"),
        gas_limit=10_485_760,
    )
    assert goerli.hash.hex() == "bf7e331f7f7c1dd2e05159666b3bf8bc7a8a3a9eb1d518969eab529dd9b88c1a"


def test_verify__five_real_rinkeby_blocks__hashes_and_signers_are_the_public_ones():
    """XZ-18: what verifies here is what verified elsewhere."""
    headers = rinkeby()
    assert [h.hash.hex() for h in headers[:5]] == list(RINKEBY_HASHES)
    snapshot = Snapshot.of_checkpoint(headers[0], RINKEBY_EPOCH)
    for parent, header, (*_, place) in zip(headers, headers[1:], RINKEBY_BLOCKS, strict=False):
        clique.verify(header, parent, snapshot, RINKEBY_PERIOD)
        assert clique.signer_of(header) == RINKEBY_SIGNERS[place]
        snapshot = snapshot.apply(header)
    assert snapshot.number == 5 and snapshot.signers == RINKEBY_SIGNERS
