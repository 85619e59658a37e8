# SPDX-License-Identifier: MIT
"""The main chain's proof of work (CNT-21)."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuxing.contattract.chain import pow
from wuxing.contattract.chain.pow import EMPTY, SPACE, Chain, Header, Reorg, Work
from wuxing.refused import Refused

MINER = b"\1" * 20


def counting(state, block):
    """The state counts blocks; a block with garbage is refused."""
    if any(item.encoded == b"garbage" for item in block.body):
        raise Refused("State: expected no garbage")
    return state + 1


def chain(difficulty=8, retarget=16, period=10):
    return Chain(Work(period, retarget, difficulty), 0, counting)


def grow(made, count, on=None, seconds=10, miner=MINER, body=()):
    block = on or made.head
    for _ in range(count):
        block = made.add(pow.seal(made.prepare(miner, block.header.time + seconds, body, block)), body)
    return block


class Thing:
    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded


def test_hash__header__is_sha256_twice_over_116_bytes():
    """CNT-21: computed here a second time, from the layout in the docs."""
    header = Header(b"p" * 32, b"b" * 32, MINER, 7, 1000, 9, 123)
    raw = b"p" * 32 + b"b" * 32 + MINER + bytes.fromhex("000000000000000700000000000003e80000000000000009")
    raw += (123).to_bytes(8, "big")
    assert len(raw) == 116
    assert header.hash == hashlib.sha256(hashlib.sha256(raw).digest()).digest()


@pytest.mark.parametrize("difficulty", [1, 2, 100, 1000])
def test_seal__header__costs_about_its_difficulty(difficulty: int):
    """CNT-21: the first nonce that works; the mean of 40 headers is near the difficulty."""
    nonces = []
    for time in range(40):
        sealed = pow.seal(Header(time=time, difficulty=difficulty))
        assert int.from_bytes(sealed.hash, "big") <= SPACE // difficulty
        assert not any(pow.has_work(replace(sealed, nonce=n)) for n in range(sealed.nonce))
        nonces.append(sealed.nonce + 1)
    assert 0.5 * difficulty < sum(nonces) / 40 < 1.6 * difficulty


@pytest.mark.parametrize(
    "seconds, expected",
    [(160, 1000), (80, 2000), (320, 500), (40, 4000), (1, 4000), (639, 250), (640, 250), (100_000, 250)],
)
def test_retargeted__time_of_the_last_blocks__within_a_factor_of_4(seconds: int, expected: int):
    """CNT-21"""
    assert pow.retargeted(1000, seconds, 160) == expected


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 10**4))
def test_retargeted__any__at_least_1_and_bounded(difficulty: int, seconds: int, expected: int):
    """CNT-21"""
    new = pow.retargeted(difficulty, seconds, expected)
    assert max(1, difficulty // 4) <= new + 1 and 1 <= new <= 4 * difficulty


def test_chain__more_power__difficulty_follows():
    """CNT-21: blocks twice as fast as wanted: twice the difficulty after 16 blocks, as long as it lasts."""
    made = chain(difficulty=64)
    grow(made, 48, seconds=5)
    seen = [made.at(n).header.difficulty for n in (15, 16, 31, 32, 47, 48)]
    assert seen == [64, 128, 128, 256, 256, 512] or seen == [64, 128, 128, 250, 250, 488]
    grow(made, 32, seconds=40)
    assert made.head.header.difficulty < made.at(48).header.difficulty


def test_chain__heavier__wins_over_longer():
    """CNT-21: it is work that counts: 15 blocks in time beat 20 slow ones whose difficulty fell."""
    made = chain(difficulty=64, retarget=4)
    slow = grow(made, 10, seconds=100)
    assert made.head is slow
    short = grow(made, 6, on=made.genesis, seconds=5)
    assert short.number < slow.number and short.total > slow.total
    assert made.head is short and [b.number for b in made.line] == list(range(7))
    assert made.reorgs == [Reorg(0, 10, 4)] and not made.holds(slow)


def test_chain__same_weight__stays():
    """CNT-21: a fork of the same weight moves nobody; the next block decides."""
    made = chain()
    first = grow(made, 3)
    other = grow(made, 3, on=made.genesis, miner=b"\2" * 20)
    assert made.head is first and other.total == first.total and made.reorgs == []
    last = grow(made, 1, on=other)
    assert made.head is last and made.reorgs == [Reorg(0, 3, 4)]
    assert last.state == 4 and made.at(2) is last.back(2)


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"number": 5}, "height 4, got 5"),
        ({"parent": b"\7" * 32}, "a block whose parent is known"),
        ({"time": 30}, "a time after 30, got 30"),
        ({"difficulty": 1}, "difficulty 64, got 1"),
        ({"body_root": b"\7" * 32}, "the body that the header commits to"),
    ],
)
def test_add__broken_rule__refused_and_nothing_changed(change, reason):
    """CNT-21"""
    made = chain(difficulty=64)
    grow(made, 3)
    header = pow.seal(replace(made.prepare(MINER, 40), **change))
    with pytest.raises(Refused, match=reason):
        made.add(header)
    assert made.head.number == 3 and len(made.blocks) == 4


def test_add__no_work__refused():
    """CNT-21"""
    made = chain(difficulty=64)
    header = made.prepare(MINER, 10)
    lazy = next(replace(header, nonce=n) for n in range(1000) if not pow.has_work(replace(header, nonce=n)))
    with pytest.raises(Refused, match="a hash that meets the difficulty"):
        made.add(lazy)


def test_add__body__is_under_the_header_and_must_be_valid():
    """CNT-21: another body, or none, does not fit; a refused item refuses the block."""
    made = chain()
    body = [Thing(b"one"), Thing(b"two")]
    header = pow.seal(made.prepare(MINER, 10, body))
    for other in ([], body[:1], body[::-1]):
        with pytest.raises(Refused, match="the body that the header commits to"):
            made.add(header, other)
    assert made.add(header, body) is made.add(header, body) is made.head
    garbage = [Thing(b"garbage")]
    with pytest.raises(Refused, match="no garbage"):
        grow(made, 1, body=garbage)
    assert pow.body_root([]) == EMPTY and made.head.number == 1


def test_finalise__heavier_chain_without_the_final_block__not_followed():
    """CNT-21: finality stands above weight."""
    made = chain()
    head = grow(made, 4)
    made.finalise(made.at(2))
    grow(made, 9, on=made.at(1), miner=b"\2" * 20)
    assert made.head is head and made.reorgs == []
    after = grow(made, 4, on=made.at(2), miner=b"\3" * 20)
    assert made.head is after


def test_finalise__block_of_another_branch__moves_there_and_never_back():
    """CNT-21"""
    made = chain()
    light = grow(made, 2)
    grow(made, 5, on=made.genesis, miner=b"\2" * 20)
    made.finalise(light)
    assert made.head is light and made.at(1) is light.parent
    with pytest.raises(Refused, match="a block after the last final one"):
        made.finalise(made.genesis)


def test_at__no_such_height__refused():
    """CNT-21"""
    made = chain()
    grow(made, 2)
    for number in (-1, 3):
        with pytest.raises(Refused, match=f"a height of 0 to 2, got {number}"):
            made.at(number)
    with pytest.raises(Refused, match="a height of 0 to 2, got 3"):
        made.head.back(3)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 40)), max_size=30))
def test_chain__any_tree__follows_the_heaviest_line(moves):
    """CNT-21: whatever comes in which order, the head has the most work and the line leads to it."""
    made = chain(difficulty=2, retarget=4)
    blocks = [made.genesis]
    for place, seconds in moves:
        blocks.append(grow(made, 1, on=blocks[place % len(blocks)], seconds=seconds, miner=bytes([place]) * 20))
    assert made.head.total == max(block.total for block in blocks)
    assert [made.head.back(n) for n in range(made.head.number + 1)] == made.line
    assert made.head.state == made.head.number


def test_add__rank_before_work__heavier_chain_of_less_rank_not_followed():
    """CNT-21: the latest justified checkpoint, then the work; equal ranks by the work."""

    def voted(state, block):
        return state + sum(item.encoded == b"vote" for item in block.body)

    made = Chain(Work(10, 16, 8), 0, voted, rank=lambda state: state)
    heavy = grow(made, 5)
    light = grow(made, 1, on=made.genesis, body=(Thing(b"vote"),))
    assert light.total < heavy.total and made.head is light
    grow(made, 3, on=heavy)
    assert made.head is light
    other = grow(made, 2, on=made.genesis, seconds=11, body=())
    other = grow(made, 1, on=other, body=(Thing(b"vote"),))
    assert other.total > light.total and made.head is other
