# SPDX-License-Identifier: MIT
"""MailNames.vy, registration: CNT-13."""

import secrets

import hypothesis
import hypothesis.strategies as st
import pytest
from ens_normalize import ens_process, is_ens_normalized
from eth_keys.constants import SECPK1_P
from eth_utils import keccak

from tests.mail_world import CNT, DAY, NONE, commitment, point
from wuxing.contattract.mail_model import is_plain
from wuxing.engine import Revert

YEAR = 365 * DAY


def test_register__free_name__owner_key_and_expiry(names, world, engine, miner):
    """CNT-13: the expiry is the next day boundary and the days asked for."""
    name = world.register(miner, b"storm-lantern", 100)
    made = engine.time - 1
    assert name == keccak(b"storm-lantern")
    owner, version, key = names.resolve(name)
    x, y = point(miner.address)
    assert (owner, version, key) == (miner.address, 1, bytes([2 + y % 2]) + x.to_bytes(32, "big"))
    assert names.name_of(name) == (miner.address, (made // DAY + 1 + 100) * DAY)
    assert not names.is_free(name)


def test_register__fee__for_the_exact_time_rounded_up(contattract, names, world, engine, miner):
    """CNT-13: 10 CNT for 365 days, so much for the seconds until the expiry."""
    before = contattract.token.balanceOf(miner)
    world.register(miner, b"ledger", 30)
    seconds = names.name_of(keccak(b"ledger"))[1] - (engine.time - 1)
    fee = -(-10 * CNT * seconds // YEAR)
    assert before - contattract.token.balanceOf(miner) == fee == contattract.token.balanceOf(names)
    expiry = (engine.time // DAY + 31) * DAY
    assert names.cost(30) == -(-10 * CNT * (expiry - engine.time) // YEAR)


@pytest.mark.parametrize("after", [-1, 0, 1])
def test_register__around_midnight__expires_as_a_lease_does(names, world, engine, miner, after):
    """CNT-13 as CNT-8: at a boundary the days count from that boundary; a second later from the next one."""
    world.system.token.approve(names, CNT * 100, sender=miner)
    boundary = (engine.time // DAY + 2) * DAY
    engine.time = boundary - 3_600
    world.commit(miner, b"midnight")
    engine.time = boundary + after
    days = 30 + (after > 0)
    assert names.cost(30) == -(-10 * CNT * (days * DAY - after) // YEAR)
    name = names.register(b"midnight", 30, *point("k"), NONE, b"", sender=miner).value
    assert names.name_of(name)[1] == boundary + days * DAY
    engine.time = boundary + DAY
    with pytest.raises(Revert, match="Names: days out of range"):
        names.renew(name, 365 - 29 + (after <= 0), sender=miner)
    names.renew(name, 365 - 29 - (after > 0), sender=miner)
    assert names.name_of(name)[1] == boundary + 366 * DAY


def test_register__log__carries_the_bytes_of_the_name(names, world, engine, miner):
    """CNT-13: the chain keeps a name by its hash, the log its text."""
    world.commit(miner, b"harbour")
    world.system.token.approve(names, CNT * 100, sender=miner)
    event = names.register(b"harbour", 30, *point("k"), NONE, b"", sender=miner).named("Registered")[0]
    assert (event.text, event.name, event.args["owner"]) == (b"harbour", "Registered", miner.address)


def test_register__keeps_the_key__when_none_is_given(names, world, miner):
    """CNT-13: a second name needs no second key."""
    world.register(miner, b"first")
    world.register(miner, b"second", key=(0, 0))
    assert names.resolve(keccak(b"second"))[1] == 1


def test_register__no_key_at_all__refused(names, world, miner):
    """CNT-13: a name comes with an encryption key."""
    with pytest.raises(Revert, match="Names: no key"):
        world.register(miner, b"keyless", key=(0, 0))


@pytest.mark.parametrize(
    "key",
    [
        (1, 1),
        (SECPK1_P, 1),
        (0, 1),
        (point("k")[0], SECPK1_P - point("k")[1] - 1),
        (1 + SECPK1_P, pow(8, (SECPK1_P + 1) // 4, SECPK1_P)),
        (pow(-6, (SECPK1_P + 2) // 9, SECPK1_P), 1 + SECPK1_P),
    ],
    ids=["off the curve", "x not below p", "x zero", "other y", "x plus p", "y plus p"],
)
def test_register__key_of_a_wrong_curve__refused(names, world, miner, key):
    """CNT-13: only a point of secp256k1 is a key, and each has one way to write it: both numbers below p."""
    assert max(key) < 2**256
    with pytest.raises(Revert, match="Names: key is not on the curve"):
        world.register(miner, b"curve", key=key)
    assert names.name_of(keccak(b"curve"))[1] == 0


def test_register__key_of_p256__refused(names, world, miner):
    """CNT-13: a key of another curve is none of ours."""
    from cryptography.hazmat.primitives.asymmetric import ec

    numbers = ec.derive_private_key(7, ec.SECP256R1()).public_key().public_numbers()
    with pytest.raises(Revert, match="Names: key is not on the curve"):
        world.register(miner, b"curve", key=(numbers.x, numbers.y))


@pytest.mark.parametrize(
    "text",
    [b"A", b"a_b", b"-a", b"a-", b"ab--c", b"a b", b"a.b", "é".encode(), b"a\0", "раура".encode(), b"/:{`@"],
)
def test_register__not_plain_and_not_attested__refused(names, world, miner, text):
    """CNT-13: what the contract cannot judge does not come in without the normaliser's signature."""
    with pytest.raises(Revert, match="Names: expected a-z, 0-9, inner hyphens, or an attestation"):
        world.register(miner, text)


@pytest.mark.parametrize("text", [b"a", b"0", b"az09", b"a-b", b"a--b", b"abc--d", b"a" * 64, b"a-b-c"])
def test_register__plain__accepted(names, world, miner, text):
    """CNT-13: a-z, 0-9 and inner hyphens."""
    assert world.register(miner, text) == keccak(text)


def test_register__empty__refused(names, world, miner):
    """CNT-13: 1 to 64 bytes."""
    with pytest.raises(Revert, match="Names: name is empty"):
        world.register(miner, b"")
    with pytest.raises(Revert) as raised:
        world.register(miner, b"a" * 65)
    assert raised.value.reason == ""  # refused by the ABI's bound


def test_register__attested__accepted_and_only_so(names, world, miner, owner, guardian, attacker):
    """CNT-13: the normaliser's signature lets in a name that a contract cannot normalise."""
    text = "五行邮".encode()
    assert is_ens_normalized(text.decode())
    with pytest.raises(Revert, match="Names: not attested by the normaliser"):
        world.register(miner, text, attestation=world.attest(guardian, text))
    # a signature of a wrong length recovers nobody, and nobody is the normaliser
    with pytest.raises(Revert, match="Names: not attested by the normaliser"):
        world.register(miner, text, attestation=b"\1", committed=False)
    names.set_normaliser(guardian, sender=owner)
    signed = world.attest(guardian, text)
    for wrong in (world.attest(attacker, text), world.attest(guardian, text + b"x"), b"\1" * 64 + b"\x1b"):
        with pytest.raises(Revert, match="Names: not attested by the normaliser"):
            world.register(miner, text, attestation=wrong, committed=False)
    assert world.register(miner, text, attestation=signed, committed=False) == keccak(text)


def test_set_normaliser__by_another__refused(names, attacker, miner):
    """CNT-13: only the owner of the contract."""
    with pytest.raises(Revert, match="ownable: caller is not the owner"):
        names.set_normaliser(attacker, sender=attacker)


@hypothesis.given(st.text("abcxyz0189-", min_size=1, max_size=12))
@hypothesis.settings(max_examples=300)
def test_is_plain__whatever_it_lets_in__is_normalised_and_no_confusable(text):
    """CNT-13: the contract's rule is inside ENSIP-15, as the library has it."""
    if is_plain(text.encode()):
        assert is_ens_normalized(text) and ens_process(text, do_normalize=True).error is None


@hypothesis.given(st.one_of(st.binary(max_size=64), st.text("ab1-", max_size=8).map(str.encode)))
@hypothesis.settings(max_examples=60)
def test_is_plain__contract_and_model__agree(_deployed_contattract, text):
    """CNT-13: the same rule in both."""
    assert _deployed_contattract.names.is_plain(text) == is_plain(text)


def test_commit__then_register__in_time(names, world, engine, miner):
    """CNT-13: a commitment is a minute old at least and a day at most, to the second."""
    p = world.system.params
    world.system.token.approve(names, 2**256 - 1, sender=miner)
    for text, wait, reason in (
        (b"early", p.name_commit_age - 1, "Names: commitment is too young"),
        (b"late", p.name_commit_life + 1, "Names: commitment has expired"),
        (b"just", p.name_commit_age, ""),
        (b"still", p.name_commit_life, ""),
    ):
        at = engine.time
        names.commit(commitment(names, text, miner, NONE), sender=miner)
        engine.time = at + wait
        if reason:
            with pytest.raises(Revert, match=reason):
                names.register(text, 30, *point("k"), NONE, b"", sender=miner)
        else:
            names.register(text, 30, *point("k"), NONE, b"", sender=miner)


def test_commit__again_while_it_holds__refused(names, engine, miner, attacker):
    """CNT-13: nobody can make another's commitment young again; a commitment that has run out can be made anew."""
    made = secrets.token_bytes(32)
    at = engine.time
    names.commit(made, sender=miner)
    engine.time = at + 86_400
    with pytest.raises(Revert, match="Names: committed already"):
        names.commit(made, sender=attacker)
    engine.time = at + 86_401
    names.commit(made, sender=miner)
    assert names.commitments(made) == at + 86_401


def test_register__without_or_with_a_used_commitment__refused(names, world, engine, miner):
    """CNT-13: each registration needs its own."""
    with pytest.raises(Revert, match="Names: not committed"):
        world.register(miner, b"bold", committed=False)
    world.register(miner, b"bold", 30)
    engine.advance(100 * DAY)
    with pytest.raises(Revert, match="Names: not committed"):
        world.register(miner, b"bold", 30, committed=False)


@pytest.mark.parametrize("days", [0, 29, 366])
def test_register__days_out_of_range__refused(names, world, miner, days):
    """CNT-13: 30 to 365 days."""
    with pytest.raises(Revert, match="Names: days out of range"):
        world.register(miner, b"days", days)


def test_register__taken_until_its_grace_is_over(names, world, engine, miner, attacker):
    """CNT-13: only the old owner renews in the grace; at its end, to the second, the name is free."""
    name = world.register(miner, b"castle", 30)
    free = names.name_of(name)[1] + world.system.params.name_grace
    world.system.token.approve(names, 2**256 - 1, sender=attacker)
    engine.time = free - 120
    names.commit(commitment(names, b"castle", attacker, NONE), sender=attacker)
    engine.time = free - 1
    assert not names.is_free(name)
    with pytest.raises(Revert, match="Names: name is taken"):
        names.register(b"castle", 30, *point("a"), NONE, b"", sender=attacker)
    assert names.is_free(name)
    names.register(b"castle", 30, *point("a"), NONE, b"", sender=attacker)
    assert names.name_of(name)[0] == attacker.address


def test_register__unpaid__refused(names, world, miner, contattract):
    """CNT-13: no CNT allowed, no name."""
    world.commit(miner, b"free-ride")
    with pytest.raises(Revert, match="InsufficientAllowance"):
        names.register(b"free-ride", 30, *point("k"), NONE, b"", sender=miner)
    assert names.is_free(keccak(b"free-ride"))


def test_register__paused__refused(names, world, guardian, owner, miner):
    """CNT-13: a pause stops commitments and registrations, nothing else."""
    world.commit(miner, b"pause")
    world.register(miner, b"earlier")
    names.pause(sender=guardian)
    with pytest.raises(Revert, match="Guarded: entries are paused"):
        names.commit(b"\1" * 32, sender=miner)
    with pytest.raises(Revert, match="Guarded: entries are paused"):
        world.register(miner, b"pause", committed=False)
    names.set_key(*point("new"), sender=miner)
    names.transfer(keccak(b"earlier"), guardian, sender=miner)
    names.unpause(sender=owner)
    assert world.register(miner, b"pause", committed=False)
