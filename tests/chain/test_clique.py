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
        replace(clique.genesis(RINKEBY_SIGNERS, 0x58EE40BA, vanity), state_root=RINKEBY_ROOT, gas_limit=4_700_000)
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


KEYS = [bytes([n]) * 32 for n in range(1, 9)]
ADDRESSES = [clique.address_of(key) for key in KEYS]
KEY_OF = dict(zip(ADDRESSES, KEYS, strict=True))
PERIOD, EPOCH = 3, 30_000


def start(signers: int, epoch: int = EPOCH) -> tuple[Header, Snapshot]:
    genesis = clique.genesis(ADDRESSES[:signers])
    return genesis, Snapshot.of_checkpoint(genesis, epoch)


def block(parent: Header, snapshot: Snapshot, signer: bytes, vote: tuple[bytes, bool] | None = None) -> Header:
    return clique.seal(clique.prepare(parent, snapshot, signer, parent.time + PERIOD, vote), KEY_OF[signer])


def turn(snapshot: Snapshot, number: int) -> bytes:
    return snapshot.signers[number % len(snapshot.signers)]


BAD = {  # what is changed in a good block 1, and the sentence that refuses it
    "vote nonce not 0x00..0 or 0xff..f": {"nonce": b"\x00" * 7 + b"\x01"},
    "extra-data 32 byte vanity prefix missing": {"extra": bytes(31)},
    "extra-data 65 byte signature suffix missing": {"extra": bytes(96)},
    "invalid checkpoint": {"extra": bytes(32 + 20 + 65)},
    "non-zero mix digest": {"mix_hash": b"\x01" * 32},
    "non empty uncle hash": {"uncles_hash": bytes(32)},
    "unknown ancestor": {"parent_hash": bytes(32)},
    "invalid timestamp": {"time": PERIOD - 1},
}


@pytest.mark.parametrize("reason", BAD)
def test_verify__field_broken__go_ethereums_sentence(reason: str):
    """XZ-18"""
    genesis, snapshot = start(3)
    good = block(genesis, snapshot, turn(snapshot, 1))
    clique.verify(good, genesis, snapshot, PERIOD)
    with pytest.raises(CliqueError) as error:
        clique.verify(replace(good, **BAD[reason]), genesis, snapshot, PERIOD)
    assert error.value.reason == reason


@pytest.mark.parametrize("place", range(3))
def test_verify__difficulty__tells_whose_turn_it_is(place: int):
    """XZ-18: in turn 2, out of turn 1, by the sorted list."""
    genesis, snapshot = start(3)
    good = block(genesis, snapshot, snapshot.signers[place])
    assert good.difficulty == (2 if place == 1 else 1)
    for difficulty in (0, 3 - good.difficulty, 3):
        wrong = clique.seal(replace(good, difficulty=difficulty), KEY_OF[snapshot.signers[place]])
        with pytest.raises(CliqueError, match="invalid difficulty"):
            clique.verify(wrong, genesis, snapshot, PERIOD)


def test_verify__checkpoint_list_unsorted__refused():
    """XZ-18: a checkpoint lists the signers in ascending order."""
    genesis, snapshot = start(3, epoch=1)
    good = clique.prepare(genesis, snapshot, turn(snapshot, 1), PERIOD)
    swapped = replace(good, extra=clique.checkpoint_extra(snapshot.signers[::-1]))
    assert clique.checkpoint_signers(good) == snapshot.signers
    for header in (swapped, replace(good, extra=good.extra[:-66] + good.extra[-65:])):
        with pytest.raises(CliqueError, match="invalid checkpoint"):
            clique.verify(clique.seal(header, KEY_OF[turn(snapshot, 1)]), genesis, snapshot, PERIOD)


def test_verify__checkpoint_that_votes__refused():
    """XZ-18: coinbase and nonce are zero on a checkpoint, each for itself."""
    genesis, snapshot = start(3, epoch=1)
    good = clique.prepare(genesis, snapshot, turn(snapshot, 1), PERIOD)
    for change in ({"nonce": clique.ADD}, {"coinbase": ADDRESSES[5]}):
        header = clique.seal(replace(good, **change), KEY_OF[turn(snapshot, 1)])
        with pytest.raises(CliqueError, match=r"invalid checkpoint: .* in checkpoint block non-zero"):
            clique.verify(header, genesis, snapshot, PERIOD)


def test_prepare__checkpoint__casts_no_vote():
    """XZ-18"""
    genesis, snapshot = start(3, epoch=1)
    header = block(genesis, snapshot, turn(snapshot, 1), (ADDRESSES[5], True))
    assert (header.coinbase, header.nonce) == (clique.NOBODY, clique.DROP)
    clique.verify(header, genesis, snapshot, PERIOD)


def test_seal__any_byte_changed__another_signer_or_none():
    """XZ-18: the seal covers every byte but itself."""
    genesis, snapshot = start(3)
    signer = turn(snapshot, 1)
    header = block(genesis, snapshot, signer)
    for name in ("state_root", "transactions_root", "receipts_root", "bloom", "coinbase", "parent_hash"):
        value = getattr(header, name)
        assert clique.signer_of(replace(header, **{name: b"\x01" + value[1:]})) != signer
    assert clique.signer_of(replace(header, extra=b"\x01" + header.extra[1:])) != signer
    assert clique.seal_hash(replace(header, extra=header.extra[:-65] + bytes(65))) == clique.seal_hash(header)
    with pytest.raises(CliqueError, match="invalid signature"):
        clique.signer_of(replace(header, extra=header.extra[:-1] + b"\x04"))


@pytest.mark.parametrize(
    "raw",
    [
        lambda raw: raw[:-1],
        lambda raw: raw + b"\x00",
        lambda raw: b"\xfa\x00" + raw[1:],  # over-long length of the list
        lambda raw: b"",
        lambda raw: b"\xc0",
        lambda raw: raw.replace(b"\x84\x01\xc9\xc3\x80", b"\x85\x00\x01\xc9\xc3\x80"),  # leading zero
    ],
)
def test_decode__not_the_canonical_encoding__refused(raw):
    """XZ-18"""
    genesis, snapshot = start(1)
    with pytest.raises(CliqueError, match="invalid header"):
        Header.decode(raw(block(genesis, snapshot, ADDRESSES[0]).raw))


uint64 = st.integers(0, 2**64 - 1)


@given(
    st.builds(
        Header,
        **{n: st.binary(min_size=32, max_size=32) for n in ("parent_hash", "state_root", "mix_hash")},
        **{n: uint64 for n in ("difficulty", "number", "gas_limit", "gas_used", "time")},
        coinbase=st.binary(min_size=20, max_size=20),
        nonce=st.binary(min_size=8, max_size=8),
        extra=st.binary(max_size=200),
    )
)
@settings(max_examples=60, deadline=None)
def test_decode__of_any_encoding__is_the_header(header: Header):
    """XZ-18"""
    assert Header.decode(header.raw) == header


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_apply__any_voting_history__invariants_hold(data: st.DataObject):
    """XZ-18: whoever seals and votes what, with every header verified.

    The list stays sorted, changes by at most the account voted on and only past half of the votes,
    nobody seals twice within N/2 + 1, an epoch forgets the votes, no vote of a stranger is kept.
    """
    header, snapshot = start(data.draw(st.integers(1, 5)), epoch=7)
    sealed: list[bytes] = []
    for _ in range(data.draw(st.integers(1, 25))):
        signer = data.draw(st.sampled_from(ADDRESSES))
        vote = data.draw(st.none() | st.tuples(st.sampled_from(ADDRESSES), st.booleans()))
        child = block(header, snapshot, signer, vote)
        waiting = sealed[max(0, len(sealed) + 1 - clique.seal_limit(len(snapshot.signers))) :]
        assert snapshot.may_seal(signer) == (signer in snapshot.signers and signer not in waiting)
        if not snapshot.may_seal(signer):
            with pytest.raises(CliqueError):
                clique.verify(child, header, snapshot, PERIOD)
            with pytest.raises(CliqueError):
                snapshot.apply(child)
            continue
        clique.verify(child, header, snapshot, PERIOD)
        after = snapshot.apply(child)
        sealed.append(signer)

        assert after.signers == tuple(sorted(set(after.signers)))
        changed = set(after.signers) ^ set(snapshot.signers)
        assert changed <= {child.coinbase}
        votes = 1 + len(snapshot.votes.get(child.coinbase, frozenset()) - {signer})
        assert not changed or 2 * votes > len(snapshot.signers)
        assert len(after.recents) < clique.seal_limit(len(after.signers))
        assert all(voters <= set(after.signers) and voters for voters in after.votes.values())
        assert child.number % 7 or not after.votes
        header, snapshot = child, after
