# SPDX-License-Identifier: MIT
"""What wuxing/engine/base.py promises holds on every engine."""

from itertools import pairwise

import pytest
from eth_utils import keccak

from wuxing.engine import EngineError, Revert, open_engine

SUPPLY_SLOT = 0x05345CDF77EB68F44C
"""Where Solady's ERC20 keeps its total supply."""


@pytest.fixture
def token(on):
    """XZ whose mine is account 1; undone afterwards."""
    with on.anchor():
        yield on.deploy("XZ", on.account(1), 10**30, sender=on.account(0))


def test_account__index__same_address_everywhere(on):
    assert on.account(0).address == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    assert on.balance(on.account(3).address) == 10**24


def test_account__first_used_in_what_is_undone__keeps_its_coins(on):
    with on.anchor():
        fresh = on.account(33)
        on.fund(fresh.address, 5)
    assert on.account(33) == fresh and on.balance(fresh.address) == 10**24


def test_transaction__events_and_value__decoded(on, token):
    receipt = token.mint(on.account(2), 5, sender=on.account(1))
    (event,) = receipt.named("Transfer")
    assert (event.args["from"], event.to, event.amount) == ("0x" + "00" * 20, on.account(2).address, 5)
    assert event.address == token.address
    assert token.transfer(on.account(3), 2, sender=on.account(2)).value is True
    assert [token.balanceOf(on.account(i)) for i in (2, 3)] == [3, 2]


def test_transaction__sender_without_a_key__sent(on, token):
    stranger = "0x" + "5a" * 20
    token.mint(stranger, 5, sender=on.account(1))
    token.transfer(on.account(3), 5, sender=stranger)
    assert token.balanceOf(on.account(3)) == 5


def test_revert__reason__the_same_everywhere(on, token):
    for attempt in (dict(sender=on.account(2)), dict(sender=on.account(2), call=True)):
        with pytest.raises(Revert) as raised:
            token.mint(on.account(2), 5, **attempt)
        assert raised.value.reason == "Token: not the mine"
    with on.reverts("InsufficientBalance"):
        token.transfer(on.account(3), 1, sender=on.account(2))
    assert token.totalSupply() == 0


def test_revert__after_a_call_that_returned_a_list__keeps_its_reason(on):
    """boa's own account of such a revert fails."""
    lists = on.deploy("Lists", sender=on.account(0))
    with on.reverts("Lists: too short"):
        lists.refuse(sender=on.account(0))


def test_hold__second_of_the_last_transaction__two_blocks_of_one_second(on, token):
    last = on.time - 1
    on.hold(last)
    token.mint(on.account(2), 5, sender=on.account(1))
    assert on.time == last + 1
    with pytest.raises(ValueError, match=f"time goes forward: expected at least {last}, got {last - 1}"):
        on.hold(last - 1)


def test_revert__without_a_reason__empty(on):
    bare = on.transact(on.account(0), None, bytes.fromhex("6460006000fd" + "6000526005601bf3"), 0).address
    with pytest.raises(Revert) as raised:
        on.transact(on.account(0), bare, b"")
    assert raised.value.reason == ""


def test_time__transactions__a_block_and_a_second_each(on):
    # deployed code answers with its timestamp, block number and chain id
    code = bytes.fromhex("42600052" + "43602052" + "46604052" + "60606000f3")
    creation = bytes.fromhex(f"70{code.hex()}600052601160" + "0f" + "f3")
    with on.anchor():
        clock = on.transact(on.account(0), None, creation).address
        assert on.code(clock) == code
        seen = []
        for step in (
            lambda: None,
            lambda: on.advance(1_000),
            lambda: on.mine(7),
            lambda: setattr(on, "time", on.time + 5),
        ):
            step()
            told = on.time, on.block_number, on.chain_id
            words = on.call(clock, b"")
            assert tuple(int.from_bytes(words[i : i + 32], "big") for i in (0, 32, 64)) == told
            assert on.transact(on.account(0), clock, b"").output == words
            assert (on.time, on.block_number) == (told[0] + 1, told[1] + 1)
            seen.append(told[0])
        assert [b - a for a, b in pairwise(seen)] == [1_001, 8, 6]


@pytest.fixture
def stamps(on):
    """Deployed code that, given anything, keeps timestamp and block number of the transaction and counts it; asked
    with nothing it answers with these three words."""
    code = bytes.fromhex(
        "3615601557" + "426000554360015560025460010160025500" + "5b600054600052600154602052600254604052" + "60606000f3"
    )
    code = code.replace(b"\x60\x15\x57", bytes([0x60, code.index(b"\x5b"), 0x57]), 1)
    creation = bytes.fromhex(f"60{len(code):02x}600c60003960{len(code):02x}6000f3") + code
    with on.anchor():
        yield on.transact(on.account(0), None, creation).address


def _words(answer):
    return tuple(int.from_bytes(answer[i : i + 32], "big") for i in range(0, len(answer), 32))


def test_block__several_transactions__one_second_and_number(on, stamps):
    on.advance(1_000)
    second, number = on.time, on.block_number
    receipts = []
    with on.block():
        for i in (3, 4, 3, 5):  # two of one sender, the others of their own
            receipts.append(on.transact(on.account(i), stamps, b"\1"))
            assert _words(on.call(stamps, b"")) == (second, number, len(receipts))
            assert (on.time, on.block_number) == (second, number)
            assert on.storage(stamps, 2) == len(receipts)
    assert (on.time, on.block_number) == (second + 1, number + 1)
    assert _words(on.call(stamps, b"")) == (second, number, 4)
    on.transact(on.account(3), stamps, b"\1")
    assert _words(on.call(stamps, b"")) == (second + 1, number + 1, 5)


def test_block__order__as_sent(on, token):
    """Each sees what those before it did, also those of another sender with a higher nonce."""
    mine, people = on.account(1), [on.account(i) for i in range(2, 9)]
    for person in people[3:]:
        on.fund(person.address, 10**18)
    with on.block():
        token.mint(people[0], 100, sender=mine)
        for left, right in pairwise(people):
            assert token.transfer(right, 100, sender=left).value is True
    assert [token.balanceOf(p) for p in people] == [0] * 6 + [100]


def test_block__receipt__gas_and_logs_once_it_has_ended(on, token):
    with on.block():
        receipt = token.mint(on.account(2), 5, sender=on.account(1))
        other = token.transfer(on.account(3), 2, sender=on.account(2))
        assert other.value is True
        for look in (lambda: receipt.logs, lambda: receipt.events, lambda: other.named("Transfer")):
            with pytest.raises(EngineError, match="expected the transaction's block to have ended"):
                look()
        with pytest.raises(EngineError, match="there is no gas_used yet"):
            receipt.gas_used
    assert [(e.to, e.amount) for r in (receipt, other) for e in r.named("Transfer")] == [
        (on.account(2).address, 5),
        (on.account(3).address, 2),
    ]
    assert receipt.gas_used == 0 if on.name == "revm" else receipt.gas_used > 21_000
    assert receipt.block == other.block
    with pytest.raises(AttributeError, match="a receipt has no gass"):
        receipt.gass


def test_block__deployed_inside__called_inside(on):
    with on.anchor():
        with on.block():
            token = on.deploy("XZ", on.account(1), 10**30, sender=on.account(0))
            token.mint(on.account(2), 7, sender=on.account(1))
            assert token.totalSupply() == 7 and on.code(token.address)
        assert token.balanceOf(on.account(2)) == 7


def test_block__transaction_that_reverts__raises_and_the_block_goes_on(on, token):
    mine, stranger = on.account(1), on.account(2)
    second, number = on.time, on.block_number
    with on.block():
        token.mint(stranger, 5, sender=mine)
        with on.reverts("Token: not the mine"):
            token.mint(stranger, 5, sender=stranger)
        with on.reverts("InsufficientBalance"):
            token.transfer(mine, 6, sender=stranger)
        done = token.transfer(mine, 5, sender=stranger)
    assert (on.time, on.block_number) == (second + 1, number + 1)
    assert [e.amount for e in done.named("Transfer")] == [5] and token.balanceOf(mine) == 5


@pytest.mark.parametrize("error", [Revert("InsufficientBalance()"), KeyError("its own")], ids=["revert", "other"])
def test_block__exception_leaves_it__ended_with_what_was_sent(on, token, error):
    second, number = on.time, on.block_number
    with pytest.raises(type(error)), on.block():
        receipt = token.mint(on.account(2), 5, sender=on.account(1))
        if isinstance(error, Revert):
            token.transfer(on.account(1), 6, sender=on.account(2))
        raise error
    assert (on.time, on.block_number) == (second + 1, number + 1)
    assert token.totalSupply() == 5 and len(receipt.logs) == 1
    with on.block():  # the next one can begin
        token.mint(on.account(2), 1, sender=on.account(1))
    assert token.totalSupply() == 6


def test_block__nothing_sent__an_empty_block(on):
    with on.anchor():
        second, number = on.time, on.block_number
        with on.block():
            pass
        assert (on.time, on.block_number) == (second + 1, number + 1)


def test_block__held_at_the_second_of_the_last_transaction__that_second(on, stamps):
    on.transact(on.account(3), stamps, b"\1")
    second, number, _ = _words(on.call(stamps, b""))
    on.hold(second)
    with on.block():
        on.transact(on.account(3), stamps, b"\1")
        on.transact(on.account(4), stamps, b"\1")
    assert _words(on.call(stamps, b"")) == (second, number + 1, 3)


@pytest.mark.parametrize(
    ("what", "act"),
    [
        ("begin a block", lambda on, held: on.block().__enter__()),
        ("mine a block", lambda on, held: on.mine()),
        ("take a snapshot", lambda on, held: on.snapshot()),
        ("take a snapshot", lambda on, held: on.anchor().__enter__()),
        ("go back to a snapshot", lambda on, held: on.restore(held)),
        ("set the clock", lambda on, held: on.advance(5)),
        ("set the clock", lambda on, held: on.hold(on.time)),
        ("set the clock", lambda on, held: setattr(on, "time", on.time + 5)),
        ("set a balance", lambda on, held: on.fund(on.account(3).address, 1)),
        ("set a storage word", lambda on, held: on.set_storage(on.account(3).address, 0, 1)),
    ],
    ids=["block", "mine", "snapshot", "anchor", "restore", "advance", "hold", "time", "fund", "storage"],
)
def test_block__what_would_break_it__refused_and_nothing_changed(on, token, what, act):
    held = on.snapshot()
    second, number = on.time, on.block_number
    with on.block():
        token.mint(on.account(2), 5, sender=on.account(1))
        with pytest.raises(EngineError, match=f"cannot {what} inside a block"):
            act(on, held)
        token.mint(on.account(2), 5, sender=on.account(1))
    assert (on.time, on.block_number) == (second + 1, number + 1) and token.totalSupply() == 10
    on.restore(held)
    assert (on.time, on.block_number) == (second, number) and token.totalSupply() == 0


def test_block__account_first_used_inside__has_coins(on, stamps):
    with on.block():
        fresh = on.account(37 + ["titanoboa", "revm", "ape"].index(on.name))
        on.transact(fresh, stamps, b"\1")
        assert on.balance(fresh.address) >= 10**23
    assert on.storage(stamps, 2) == 1


def test_time__backwards__refused(on):
    with pytest.raises(ValueError, match="time goes forward"):
        on.time = on.time - 1
    with pytest.raises(ValueError, match="time goes forward"):
        on.advance(-1)


def test_time__after_a_failed_transaction__moved_as_well(on, token):
    before = on.time, on.block_number
    with on.reverts("Token: not the mine"):
        token.mint(on.account(2), 5, sender=on.account(2))
    assert (on.time, on.block_number) == (before[0] + 1, before[1] + 1)


def test_snapshot__nested__each_goes_back_to_its_own(on, token):
    mine = on.account(1)
    token.mint(mine, 1, sender=mine)
    state = on.time, on.block_number
    outer = on.snapshot()
    token.mint(mine, 1, sender=mine)
    with on.anchor():
        on.advance(10**6)
        token.mint(mine, 1, sender=mine)
        assert token.totalSupply() == 3
    assert token.totalSupply() == 2
    on.restore(outer)
    assert token.totalSupply() == 1 and (on.time, on.block_number) == state
    token.mint(mine, 5, sender=mine)
    assert token.totalSupply() == 6


def test_storage__word_overwritten__read_by_the_contract(on, token):
    with on.anchor():
        on.set_storage(token.address, SUPPLY_SLOT, 99)
        assert (token.totalSupply(), on.storage(token.address, SUPPLY_SLOT)) == (99, 99)
        token.mint(on.account(1), 1, sender=on.account(1))
        assert token.totalSupply() == 100
    assert token.totalSupply() == 0


def test_fund__balance__set(on):
    with on.anchor():
        on.fund(on.account(7).address, 123)
        assert on.balance(on.account(7).address) == 123


def test_block_hash__past_block__the_one_that_contracts_see(on):
    # answers with the hash of the block whose number is the calldata
    code = bytes.fromhex("600035406000526020" + "6000f3")
    creation = bytes.fromhex(f"6b{code.hex()}600052600c6014f3")
    with on.anchor():
        probe = on.transact(on.account(0), None, creation).address
        on.mine(20)
        number = on.block_number - 9
        assert on.call(probe, number.to_bytes(32, "big")) == on.block_hash(number) != bytes(32)


def test_block_hash__embedded_engines__agree():
    """What a block hash draws is drawn alike on both."""
    hashes = [[open_engine(name).block_hash(number) for number in (0, 7, 12_345)] for name in ("titanoboa", "revm")]
    assert hashes[0] == hashes[1] and len(set(hashes[0])) == 3


@pytest.mark.parametrize(
    "code", ["00", "60006000fd", "ff" + "00" * 40], ids=["one zero", "ends in none", "ends in many"]
)
def test_code__zero_bytes_at_its_end__kept(on, code):
    length = len(code) // 2
    creation = bytes.fromhex(f"60{length:02x}600a5f3960{length:02x}5ff3") + bytes.fromhex(code)
    assert on.code(on.transact(on.account(0), None, creation).address) == bytes.fromhex(code)


def test_at__nothing_there__no_code(on):
    assert on.code("0x" + keccak(text="nobody")[:20].hex()) == b""


def test_open_engine__unknown__says_which_there_are():
    with pytest.raises(ValueError, match="expected an engine of titanoboa, revm, ape, got 'geth'"):
        open_engine("geth")
