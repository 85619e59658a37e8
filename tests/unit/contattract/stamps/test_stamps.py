# SPDX-License-Identifier: MIT
"""FileStamps (CNT-24): the earliest commitment that is revealed counts."""

DIGEST, SALT, OTHER = b"\x01" * 32, b"\x02" * 32, b"\x03" * 32


def commit(contattract, author, digest=DIGEST, salt=SALT) -> int:
    """The author commits; the second at which it did."""
    stamps = contattract.stamps
    stamps.commit(stamps.commitment_of(digest, author, salt), sender=author)
    return stamps.time_of(digest, author, salt)


def test_reveal__committed__first_with_the_commitments_time(contattract, engine, miner):
    time = commit(contattract, miner)
    assert time == engine.time - 1
    engine.advance(1_000)
    event = contattract.stamps.reveal(DIGEST, SALT, sender=miner).named("Stamped")[0]
    assert (event.author, event.time, event.first) == (miner.address, time, True)
    assert contattract.stamps.first(DIGEST) == (miner.address, time)


def test_reveal__later_with_an_earlier_commitment__becomes_the_first(contattract, miner, other_miner, attacker):
    """CNT-G-10: the first only ever becomes an earlier one."""
    early, late, latest = (commit(contattract, who) for who in (miner, other_miner, attacker))
    reveal = contattract.stamps.reveal
    assert early < late < latest
    assert reveal(DIGEST, SALT, sender=other_miner).named("Stamped")[0].first
    assert not reveal(DIGEST, SALT, sender=attacker).named("Stamped")[0].first
    assert contattract.stamps.first(DIGEST) == (other_miner.address, late)
    assert reveal(DIGEST, SALT, sender=miner).named("Stamped")[0].first
    assert contattract.stamps.first(DIGEST) == (miner.address, early)


def test_reveal__in_the_same_second__the_first_stays(contattract, engine, miner, other_miner):
    commit(contattract, miner)
    engine.hold(engine.time - 1)
    assert commit(contattract, other_miner) == contattract.stamps.time_of(DIGEST, miner, SALT)
    for who in (other_miner, miner):
        contattract.stamps.reveal(DIGEST, SALT, sender=who)
    assert contattract.stamps.first(DIGEST)[0] == other_miner.address


def test_reveal__not_committed_or_by_another__reverts(contattract, engine, miner, attacker):
    commit(contattract, miner)
    for digest, salt, who in [(DIGEST, SALT, attacker), (OTHER, SALT, miner), (DIGEST, OTHER, miner)]:
        with engine.reverts("Stamps: not committed"):
            contattract.stamps.reveal(digest, salt, sender=who)


def test_commit__again__reverts_and_the_time_stays(contattract, engine, miner, attacker):
    time = commit(contattract, miner)
    known = contattract.stamps.commitment_of(DIGEST, miner, SALT)
    engine.advance(100)
    for who in (miner, attacker):
        with engine.reverts("Stamps: committed before"):
            contattract.stamps.commit(known, sender=who)
    assert contattract.stamps.committed(known) == time


def test_first__never_revealed__nobody(contattract, miner):
    commit(contattract, miner)
    assert int(contattract.stamps.first(DIGEST)[0], 16) == contattract.stamps.first(DIGEST)[1] == 0
