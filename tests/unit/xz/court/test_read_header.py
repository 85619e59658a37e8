# SPDX-License-Identifier: MIT
"""CliqueCourt.readHeader: strict RLP, the seal hash, the signer (XZ-18, XZ-20)."""

from __future__ import annotations

from dataclasses import replace

import pytest
import rlp
from eth_hash.auto import keccak
from eth_utils import to_checksum_address
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rlp.exceptions import RLPException

from wuxing.engine import Revert
from wuxing.xz import clique
from wuxing.xz.clique import CliqueError, Header

N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

# block 1 of the public Rinkeby network, sealed by its third signer
RINKEBY_1 = clique.Header(
    parent_hash=bytes.fromhex("6341fd3daf94b748c72ced5a5b26028f2474f5f00d824504e4fa37a75767e177"),
    state_root=bytes.fromhex("53580584816f617295ea26c0e17641e0120cab2f0a8ffb53a866fd53aa8e8c2d"),
    difficulty=2,
    number=1,
    gas_limit=0x47C94C,
    time=0x58EE45DA,
    extra=bytes.fromhex(
        "d783010600846765746887676f312e372e33856c696e75780000000000000000"
        "9f1efa1efa72af138c915966c639544a0255e6288e188c22ce9168c10dbe46da"
        "3d88b4aa065930119fb886210bf01a084fde5d3bc48d8aa38bca92e4fcc5215100"
    ),
)


def fields(header: Header) -> list[bytes]:
    return rlp.decode(header.raw)


def spoiled(header: Header, place: int, value: bytes) -> bytes:
    """The header's encoding with one field replaced by other bytes."""
    parts = fields(header)
    parts[place] = value
    return rlp.encode(parts)


def agrees(xz, header: Header) -> None:
    signer, number, parent, content = xz.court.readHeader(header.raw)
    assert bytes.fromhex(signer[2:]) == clique.signer_of(header)
    assert (number, parent, content) == (header.number, header.parent_hash, clique.seal_hash(header))


def test_read_header__block_of_a_public_network__its_signer(xz):
    """XZ-18: Rinkeby's first block, as the network stored it."""
    assert RINKEBY_1.hash.hex() == "a7684ac44d48494670b2e0d9085b7750e7341620f0a271db146ed5e70c1db854"
    signer, number, parent, _ = xz.court.readHeader(RINKEBY_1.raw)
    assert signer == to_checksum_address("0x7ffc57839b00206d1ad20c69a1981b489f772031")
    assert (number, parent) == (1, RINKEBY_1.parent_hash)


@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_read_header__any_header__as_the_native_chain(xz, keys, data):
    """XZ-18: seal hash and signer are those of wuxing/xz/clique.py, whatever the fields."""
    number = st.integers(0, 2**64 - 1)
    digest = st.binary(min_size=32, max_size=32)
    members = data.draw(st.integers(0, 64))
    header = Header(
        parent_hash=data.draw(digest),
        coinbase=data.draw(st.binary(min_size=20, max_size=20)),
        state_root=data.draw(digest),
        difficulty=data.draw(st.integers(0, 2)),
        number=data.draw(number),
        gas_limit=data.draw(number),
        gas_used=data.draw(number),
        time=data.draw(number),
        extra=data.draw(digest) + bytes(20 * members) + clique.NO_SEAL,
        nonce=data.draw(st.sampled_from([clique.ADD, clique.DROP])),
    )
    agrees(xz, clique.seal(header, data.draw(st.sampled_from(list(keys.values())))))


def test_read_header__mirrored_seal__same_signer_and_content(xz, run):
    """XZ-20: (r, n - s, 1 - v) is the same key's seal over the same content: another block hash, nothing else."""
    (header,) = run(0)
    mirrored = mirror(header)
    assert mirrored.hash != header.hash
    assert xz.court.readHeader(mirrored.raw) == xz.court.readHeader(header.raw)


def mirror(header: Header) -> Header:
    r, s, v = header.extra[-65:-33], int.from_bytes(header.extra[-33:-1], "big"), header.extra[-1]
    return replace(header, extra=header.extra[:-65] + r + (N - s).to_bytes(32, "big") + bytes([1 - v]))


@pytest.mark.parametrize("cut", [1, 9, 42, 300, 500])
def test_read_header__truncated__reverts(engine, xz, run, cut):
    """XZ-20: of the shortest header and of a checkpoint, which still is long enough for some header."""
    short, long = run(0)[0].raw, run(0, extra=bytes(32 + 35 * 20 + 65))[0].raw
    with engine.reverts("Court: header too short"):
        xz.court.readHeader(short[: 594 - cut])
    with engine.reverts("Court: not one whole list"):
        xz.court.readHeader(long[:-cut])


def test_read_header__trailing_bytes__reverts(engine, xz, run):
    (header,) = run(0)
    with engine.reverts("Court: not one whole list"):
        xz.court.readHeader(header.raw + b"\0")


@pytest.mark.parametrize("raw", [b"", b"\xc0", b"\x80", b"\xf9\x02", b"\xff" * 40, bytes(600)], ids=range(6))
def test_read_header__not_a_header__reverts(engine, xz, raw):
    with engine.reverts("Court: not one whole list" if len(raw) == 600 else "Court: header too short"):
        xz.court.readHeader(raw)


def test_read_header__list_length_with_leading_zero__reverts(engine, xz, run):
    """XZ-20: over-long RLP: the same header with a three-byte length."""
    (header,) = run(0)
    assert header.raw[0] == 0xF9
    with engine.reverts("Court: not one whole list"):
        xz.court.readHeader(b"\xfa\x00" + header.raw[1:])


def test_read_header__field_length_longer_than_needed__reverts(engine, xz, run):
    """XZ-20: over-long RLP: 32 bytes written with a length byte of their own."""
    (header,) = run(0)
    body = b"\xb8\x20" + header.raw[4:]  # the first field's 0xa0 becomes 0xb8 0x20
    with engine.reverts("Court: not 15 header fields"):
        xz.court.readHeader(b"\xf9" + len(body).to_bytes(2, "big") + body)


def test_read_header__longer_than_any_header__reverts(engine, xz, keys, signers):
    extra = bytes(32) + bytes(20 * 77) + clique.NO_SEAL
    header = clique.seal(Header(number=1, extra=extra), keys[signers[0]])
    with engine.reverts("Court: header too long"):
        xz.court.readHeader(header.raw)


def test_read_header__largest_checkpoint__read(xz, keys, signers):
    """XZ-18: 64 signers in a checkpoint fit."""
    agrees(xz, clique.seal(Header(number=30_000, extra=bytes(32 + 64 * 20 + 65)), keys[signers[0]]))


@pytest.mark.parametrize("change", [lambda p: p[:14], lambda p: [*p, b"\7"], lambda p: p[:6] + p[7:]])
def test_read_header__other_number_of_fields__reverts(engine, xz, run, change):
    """A header after London has a sixteenth field, the base fee."""
    parts = change(fields(run(0, extra=bytes(32 + 20 * 20 + 65))[0]))
    with engine.reverts("Court: not 15 header fields"):
        xz.court.readHeader(rlp.encode(parts))


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4, 5, 6, 13, 14])
@pytest.mark.parametrize("change", [lambda v: v[:-1], lambda v: v + b"\1"], ids=["short", "long"])
def test_read_header__field_of_wrong_length__reverts(engine, xz, run, place, change):
    (header,) = run(0)
    with engine.reverts("Court: not 15 header fields"):
        xz.court.readHeader(spoiled(header, place, change(fields(header)[place])))


@pytest.mark.parametrize("place", range(7, 12))
@pytest.mark.parametrize("number", [b"\0", b"\0\7", b"\1" * 9], ids=["zero byte", "leading zero", "nine bytes"])
def test_read_header__number_not_canonical__reverts(engine, xz, run, place, number):
    """XZ-20: a number has one encoding; otherwise one content would have many."""
    with engine.reverts("Court: malformed number"):
        xz.court.readHeader(spoiled(run(0)[0], place, number))


@pytest.mark.parametrize("place", range(15))
def test_read_header__list_for_a_field__reverts(engine, xz, run, place):
    """A list of the right length is not a string."""
    parts: list = fields(run(0)[0])
    parts[place] = [b"\1"] * len(parts[place])
    says = {12: "seal is missing"} | dict.fromkeys(range(7, 12), "malformed number")
    with engine.reverts(f"Court: {says.get(place, 'not 15 header fields')}"):
        xz.court.readHeader(rlp.encode(parts))


@pytest.mark.parametrize("length", [55, 56, 65, 96])
def test_read_header__extra_data_without_room_for_a_seal__reverts(engine, xz, run, length):
    """XZ-20: the shortest such header, and one that is long enough because its other numbers are."""
    with engine.reverts("Court: header too short"):
        xz.court.readHeader(spoiled(run(0, gas_limit=0)[0], 12, bytes(length)))
    (long,) = run(0, gas_limit=2**64 - 1, gas_used=2**64 - 1)
    long = replace(long, time=2**64 - 1, number=2**64 - 1, difficulty=2**64 - 1)
    if len(spoiled(long, 12, bytes(length))) >= 594:
        with engine.reverts("Court: seal is missing"):
            xz.court.readHeader(spoiled(long, 12, bytes(length)))


@pytest.mark.parametrize("v", [2, 27, 28, 255])
def test_read_header__seal_v_other_than_0_or_1__reverts(engine, xz, run, v):
    (header,) = run(0)
    with engine.reverts("Court: seal v is not 0 or 1"):
        xz.court.readHeader(replace(header, extra=header.extra[:-1] + bytes([v])).raw)


def test_read_header__not_sealed__reverts(engine, xz):
    with engine.reverts("Court: seal does not recover"):
        xz.court.readHeader(Header(number=1).raw)


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_read_header__any_byte_changed__read_as_the_native_chain_or_refused(xz, run, data):
    """XZ-20: the court accepts an encoding exactly if the native chain's decoder does, and reads the same."""
    raw = bytearray(run(data.draw(st.integers(0, 6)))[0].raw)
    place = data.draw(st.one_of(st.integers(0, 60), st.integers(440, len(raw) - 1)))
    raw[place] = data.draw(st.integers(0, 255))
    same_verdict(xz, bytes(raw))


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_read_header__any_field_replaced__read_as_the_native_chain_or_refused(xz, run, data):
    """XZ-20: the same of well-formed lists whose fields are other bytes, longer or shorter."""
    (header,) = run(data.draw(st.integers(0, 6)))
    place = data.draw(st.sampled_from([7, 8, 9, 10, 11, 12, 12, 0, 2, 6, 13, 14]))
    value = data.draw(st.one_of(st.binary(max_size=10), st.integers(97, 400).map(lambda n: b"\1" * (n - 1) + b"\0")))
    same_verdict(xz, spoiled(header, place, value))


def same_verdict(xz, raw: bytes) -> None:
    """Contract and native chain read the same in an encoding, or both refuse it."""
    try:
        header = Header.decode(raw)
        expected = clique.signer_of(header), header.number, header.parent_hash, clique.seal_hash(header)
    except (CliqueError, RLPException):
        expected = None
    try:
        signer, *rest = xz.court.readHeader(raw)
        found = bytes.fromhex(signer[2:]), *rest
    except Revert:
        found = None
    assert found == (None if expected is None or beyond_the_court(header) else expected)


def beyond_the_court(header: Header) -> bool:
    """What coincurve reads and a seal of 0 or 1 cannot be, or what no header has: numbers of over eight bytes."""
    numbers = header.difficulty, header.number, header.gas_limit, header.gas_used, header.time
    return header.extra[-1] > 1 or max(numbers) >= 2**64


def test_read_header__content_differs_in_any_field__other_seal_hash(xz, run, keys, signers):
    """XZ-20: every field but the seal is content."""
    (header,) = run(0)
    changes = dict(
        uncles_hash=keccak(b"u"), coinbase=bytes(19) + b"\1", state_root=keccak(b"s"), transactions_root=keccak(b"t"),
        receipts_root=keccak(b"r"), bloom=bytes(255) + b"\1", difficulty=2, gas_limit=1, gas_used=1, time=1,
        extra=b"\1" + header.extra[1:], mix_hash=keccak(b"m"), nonce=clique.ADD,
    )  # fmt: skip
    contents = {xz.court.readHeader(header.raw)[3]}
    for name, value in changes.items():
        contents.add(xz.court.readHeader(clique.seal(replace(header, **{name: value}), keys[signers[0]]).raw)[3])
    assert len(contents) == 1 + len(changes)
