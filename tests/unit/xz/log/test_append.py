# SPDX-License-Identifier: MIT
"""CabinetLog.append (XZ-5)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuxing.typed_data import Message, domain_of
from wuxing.xz import signing

EMPTY = b"\0" * 32
ROOT = st.binary(min_size=32, max_size=32).filter(any)
OTHER_DOMAINS = [{"chain_id": 1}, {"name": "CabinetFeed"}, {"version": "2"}, {"contract": "0x" + "77" * 20}]


@pytest.mark.parametrize("curve", [signing.SECP256K1, signing.P256])
def test_append__signed_by_the_chip__is_stored(xz, engine, onboard, append, tree, curve):
    chip = signing.Chip.from_seed("another cabinet", curve)
    token = onboard(chip, staked=False)
    opened, closed = engine.time - 10, engine.time
    receipt = append(signer=chip, token_id=token, batch=0, opened=opened, closed=closed)
    head = signing.log_head(EMPTY, 0, tree.root, 5, opened, closed)
    assert receipt.value == xz.log.head(token) == head
    assert (xz.log.length(token), xz.log.closed_at(token), xz.log.root_at(token, 0)) == (1, closed, tree.root)
    (event,) = receipt.named("Appended")
    assert event.args == {
        "token_id": token,
        "batch": 0,
        "chip": chip.address,
        "root": tree.root,
        "records": 5,
        "opened": opened,
        "closed": closed,
        "head": head,
    }


def test_append__by_anyone__needs_no_role(xz, token, append, attacker):
    """XZ-5: the signature counts, not who carries it."""
    append()
    assert xz.log.length(token) == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ROOT, st.integers(1, 2**256 - 1), st.integers(0, 50)), min_size=1, max_size=5))
def test_append__any_history__head_is_the_hash_chain(xz, engine, token, append, batches):
    """XZ-5: head_n = keccak(head_{n-1}, batch, root, records, opened, closed)."""
    with engine.anchor():
        head = EMPTY
        for number, (root, records, pause) in enumerate(batches):
            engine.advance(pause)
            opened, closed = xz.log.closed_at(token), engine.time
            append(root=root, records=records, opened=opened, closed=closed)
            head = signing.log_head(head, number, root, records, opened, closed)
            assert xz.log.head(token) == head
        assert xz.log.length(token) == len(batches)
        assert [xz.log.root_at(token, n) for n in range(len(batches))] == [b[0] for b in batches]


def test_append__two_cabinets__have_logs_of_their_own(xz, token, onboard, append):
    other = signing.Chip.from_seed("cabinet 2")
    second = onboard(other, staked=False)
    append()
    append()
    assert (xz.log.length(token), xz.log.length(second)) == (2, 0)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"batch": 2}, "CabinetLog: batch leaves a gap"),
        ({"batch": 2**256 - 1}, "CabinetLog: batch leaves a gap"),
        ({"batch": 0}, "CabinetLog: already in the log"),
        ({"root": EMPTY}, "CabinetLog: root is zero"),
        ({"records": 0}, "CabinetLog: batch has no records"),
    ],
    ids=["gap", "far gap", "replay", "no root", "no records"],
)
def test_append__not_the_next_batch__reverts(xz, engine, token, append, fields, reason):
    append()
    before = xz.log.head(token)
    with engine.reverts(reason):
        append(**fields)
    assert (xz.log.head(token), xz.log.length(token)) == (before, 1)


@pytest.mark.parametrize(
    ("opened", "closed", "reason"),
    [
        (0, 1, "CabinetLog: closed in the future"),
        (0, -1, "CabinetLog: closed before opened"),
        (-6, 0, "CabinetLog: overlaps last batch"),
    ],
    ids=["future", "backwards", "overlap"],
)
def test_append__impossible_time__reverts(xz, engine, token, append, opened, closed, reason):
    append(closed=engine.time)
    engine.time += 4
    with engine.reverts(reason):
        append(opened=engine.time + opened, closed=engine.time + closed)
    assert xz.log.length(token) == 1


def test_append__touching_the_last_batch_and_now__is_stored(xz, engine, token, append):
    """The bounds themselves are allowed: opened = previous closed, closed = now."""
    append()
    append(opened=xz.log.closed_at(token), closed=engine.time)
    assert xz.log.length(token) == 2


def test_append__wrong_signer__reverts(xz, engine, token, append):
    with engine.reverts("CabinetLog: not signed by the chip"):
        append(signer=signing.Chip.from_seed("stranger"))
    assert xz.log.head(token) == EMPTY


@pytest.mark.parametrize("field", ["root", "records", "opened"])
def test_append__content_changed_after_signing__reverts(xz, engine, token, append, field):
    changed = {"root": b"\7" * 32, "records": 6, "opened": engine.time - 99}[field]
    with engine.reverts("CabinetLog: not signed by the chip"):
        append(forged={field: changed})
    assert xz.log.head(token) == EMPTY


def test_append__signature_for_another_token__reverts(xz, engine, token, onboard, append):
    second = onboard(signing.Chip.from_seed("cabinet 2"), staked=False)
    with engine.reverts("CabinetLog: not signed by the chip"):
        append(forged={"token_id": second})
    assert xz.log.length(second) == 0


@pytest.mark.parametrize("change", OTHER_DOMAINS, ids=lambda d: next(iter(d)))
def test_append__other_domain__reverts(xz, engine, token, chip, keeper, change):
    """A signature for another chain or contract is worth nothing here."""
    now = engine.time
    digest = replace(domain_of(xz.log), **change).digest(
        signing.log_batch(token, 0, EMPTY, b"\1" * 32, 1, now, now)
    )
    with engine.reverts("CabinetLog: not signed by the chip"):
        xz.log.append(token, 0, b"\1" * 32, 1, now, now, chip.sign(digest), sender=keeper)


@pytest.mark.parametrize("cut", [0, 1, 64, 66], ids=lambda n: f"{n} bytes")
def test_append__signature_of_odd_length__reverts(xz, engine, token, chip, keeper, cut):
    now = engine.time
    message = signing.log_batch(token, 0, EMPTY, b"\1" * 32, 1, now, now)
    signature = (chip.sign(domain_of(xz.log).digest(message)) + b"\0")[:cut]
    with engine.reverts("CabinetLog: not signed by the chip"):
        xz.log.append(token, 0, b"\1" * 32, 1, now, now, signature, sender=keeper)


def test_append__malleable_twin_of_a_signature__reverts(xz, engine, token, chip, keeper):
    now = engine.time
    message = signing.log_batch(token, 0, EMPTY, b"\1" * 32, 1, now, now)
    low = chip.sign(domain_of(xz.log).digest(message))
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    high = (order - int.from_bytes(low[32:64], "big")).to_bytes(32, "big")
    with engine.reverts("CabinetLog: not signed by the chip"):
        xz.log.append(token, 0, b"\1" * 32, 1, now, now, low[:32] + high + bytes([55 - low[64]]), sender=keeper)


def test_append__unknown_token__reverts(xz, engine, append):
    with engine.reverts("TokenDoesNotExist"):
        append(token_id=9_999, batch=0)


def test_append__signed_for_another_history__reverts(xz, engine, token, chip, keeper, append):
    """XZ-5: the chip signs the head that a batch follows."""
    now = engine.time
    message = signing.log_batch(token, 1, b"\5" * 32, b"\1" * 32, 1, now, now)
    append(opened=now - 1, closed=now)
    with engine.reverts("CabinetLog: not signed by the chip"):
        signature = chip.sign(domain_of(xz.log).digest(message))
        xz.log.append(token, 1, b"\1" * 32, 1, now, now, signature, sender=keeper)
    assert xz.log.length(token) == 1


def test_append__chip_replaced__log_goes_on_and_shows_it(xz, engine, token, chip, append, miner, registrar):
    """XZ-6: after the replacement only the new chip signs, at the place where the old one stopped."""
    new = signing.Chip.from_seed("replacement", signing.P256)
    first = append()
    deadline = engine.time + 100
    types = {"tokenId": "uint256", "newChip": "address", "nonce": "uint256", "deadline": "uint256"}
    values = {"tokenId": token, "newChip": new.address, "nonce": xz.nft.nonceOf(token), "deadline": deadline}
    consent = Message("ReplaceChip", types, values)
    signature = miner.unsafe_sign_hash(domain_of(xz.nft).digest(consent)).signature
    xz.nft.proposeChip(token, new.address, deadline, bytes(signature), sender=registrar)
    append()
    engine.advance(xz.params.chip_replacement_delay)
    xz.nft.acceptChip(token, sender=registrar)
    with engine.reverts("CabinetLog: not signed by the chip"):
        append()
    last = append(signer=new)
    assert [r.named("Appended")[0].chip for r in (first, last)] == [chip.address, new.address]
    assert xz.log.length(token) == 3


def test_append__token_melted_away__log_has_ended(xz, engine, onboard, append, keeper):
    """XZ-3, XZ-5: a burned token has no chip."""
    chip = signing.Chip.from_seed("melting")
    token = onboard(chip)
    append(signer=chip, token_id=token, batch=0)
    head = xz.log.head(token)
    engine.advance(xz.params.lifetime_units * xz.params.unit_time)
    xz.mine.settle(token, sender=keeper)
    with engine.reverts("TokenDoesNotExist"):
        append(signer=chip, token_id=token, batch=1)
    assert (xz.log.head(token), xz.log.length(token)) == (head, 1)
