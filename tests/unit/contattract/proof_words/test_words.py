# SPDX-License-Identifier: MIT
"""proof_words.vy and hire_words.vy, by bits: CNT-11, CNT-12, as docs/contattract.md has the widths."""

import boa
import pytest

from wuxing.engine.artifacts import vyper_harness
from wuxing.paths import CONTRACTS

SOURCE = """
# pragma version 0.4.3
# pragma evm-version cancun
from contracts.contattract import proof_words as words
from contracts.contattract import hire_words as hires

@external
@pure
def landlord(a: words.Landlord) -> (uint256, words.Landlord):
    return words._pack_landlord(a), words._landlord(words._pack_landlord(a))

@external
@pure
def group(g: words.Group) -> (uint256, words.Group):
    return words._pack_group(g), words._group(words._pack_group(g))

@external
@pure
def seat(s: words.Seat) -> (uint256, words.Seat):
    return words._pack_seat(s), words._seat(words._pack_seat(s))

@external
@pure
def totals(t: words.Totals) -> (uint256, words.Totals):
    return words._pack_totals(t), words._totals(words._pack_totals(t))

@external
@pure
def ones(map: uint256) -> uint256:
    return words._ones(map)

@external
@pure
def hire(h: hires.Hire) -> (uint256, uint256, hires.Hire):
    first: uint256 = 0
    second: uint256 = 0
    first, second = hires._pack_hire(h)
    return first, second, hires._hire(first, second)

@external
@pure
def reputation(r: hires.Reputation) -> (uint256, hires.Reputation):
    return hires._pack_reputation(r), hires._reputation(hires._pack_reputation(r))
"""
WIDTHS = {
    "landlord": (96, 40, 40, 24, 24, 8, 24),
    "group": (40, 40, 32, 32, 32, 32, 1, 1, 6),
    "seat": (8, 40),
    "totals": (24, 40),
    "reputation": (96, 104, 40),
}
FIELDS = [(name, i) for name, widths in WIDTHS.items() for i in range(len(widths))]


@pytest.fixture(scope="module")
def words():
    """The modules' functions, each packed and read back."""
    return vyper_harness(SOURCE, CONTRACTS).deploy()


def values(name, changed):
    """Fields of a word: all zero (a seat's second is one) but for some."""
    made = [False if width == 1 else 0 for width in WIDTHS[name]]
    if name == "seat":
        made[1] = 1
    for i, value in changed.items():
        made[i] = bool(value) if WIDTHS[name][i] == 1 else value
    return made


@pytest.mark.parametrize(("name", "i"), FIELDS)
def test_word__a_full_field__its_bits_alone(words, name, i):
    """CNT-11, CNT-12."""
    width, below = WIDTHS[name][i], sum(WIDTHS[name][:i])
    full = values(name, {i: 2**width - 1})
    word, back = getattr(words, name)(tuple(full))
    expected = sum(int(v) << sum(WIDTHS[name][:k]) for k, v in enumerate(full))
    assert word == expected and word >> below & (2**width - 1) == 2**width - 1
    assert list(back) == full


@pytest.mark.parametrize(("name", "i"), [(n, i) for n, i in FIELDS if WIDTHS[n][i] > 1])
def test_word__a_field_too_wide__reverts(words, name, i):
    """CNT-11, CNT-12."""
    with boa.reverts(f"{'Hires' if name == 'reputation' else 'Proofs'}: out of range"):
        getattr(words, name)(tuple(values(name, {i: 2 ** WIDTHS[name][i]})))


def test_seat__second_0__reverts(words):
    """CNT-11: an empty word is no seat."""
    with boa.reverts("Proofs: out of range"):
        words.seat((0, 0))


@pytest.mark.parametrize("bits", [*(1 << i for i in range(32)), 0, 2**32 - 1, 0xAAAAAAAA, 0x0F0F0F0F, 0xDEADBEEF, 7])
def test_ones__as_pythons_bit_count(words, bits):
    """CNT-11."""
    assert words.ones(bits) == bits.bit_count()


def test_hire__user_160_fee_96_agent_160_end_40(words):
    """CNT-12."""
    account = "0x" + "ff" * 20
    every = 2**160 - 1
    for fee, end in ((0, 0), (2**96 - 1, 2**40 - 1)):
        first, second, back = words.hire((account, fee, account, end))
        assert (first, second) == (every | fee << 160, every | end << 160)
        assert [int(back[0], 16), back[1], int(back[2], 16), back[3]] == [every, fee, every, end]
    for fee, end in ((2**96, 0), (0, 2**40)):
        with boa.reverts("Hires: out of range"):
            words.hire((account, fee, account, end))
