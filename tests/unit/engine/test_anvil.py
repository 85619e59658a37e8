# SPDX-License-Identifier: MIT
"""What a real Anvil does for AnvilEngine: it mines when told, however busy the machine is, and a node that others
started goes on as they wanted it.
"""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import ape
import pytest

from tests.anvil_node import anvil_node
from wuxing.engine import EngineError, open_engine
from wuxing.engine.ape_network import SigningEngine
from wuxing.engine.base import GENESIS_TIME

HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935"
"""EIP-2935's block hashes."""


@contextmanager
def busy(loops):
    """A machine that has other work: processes that do nothing but run."""
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _sent(engine, stranger, to):
    """What somebody else sends to the node, past the engine: the hash."""
    return engine._rpc("eth_sendTransaction", {"from": stranger, "to": to, "value": "0x1", "gas": "0x5208"})


def _receipt(engine, sent):
    return engine._rpc("eth_getTransactionReceipt", sent)


# a node that this process started


@pytest.fixture
def ours(anvil):
    """The Anvil that ape started here; what a test does to it is undone."""
    if not anvil._is_ours:
        pytest.skip("the run was given a node of somebody else")
    with anvil.anchor():
        yield anvil


def test_transact__busy_machine__each_in_its_block_at_its_second(ours):
    token = ours.deploy("XZ", ours.account(1), 10**30, sender=ours.account(0))
    mine, other = ours.account(1), ours.account(2)
    second, number = ours.time, ours.block_number
    with busy(4):
        for i in range(2_000):
            if i % 7 == 6:
                with ours.reverts("Token: not the mine"):
                    token.mint(other, 1, sender=other)
                continue
            receipt = token.mint(other, i, sender=mine)
            assert (receipt.block, ours.time) == (number + i, second + i + 1)
            assert [e.amount for e in receipt.named("Transfer")] == [i]
    for i in (0, 6, 7, 1_234, 1_999):
        block = ours._block(hex(number + i))
        assert (int(block["timestamp"], 16), len(block["transactions"])) == (second + i, 1)
    assert token.balanceOf(other) == sum(i for i in range(2_000) if i % 7 != 6)


def test_transact__wall_clock_runs_meanwhile__nothing_happens_by_itself(ours):
    before = ours._block("latest")
    sent = _sent(ours, ours.account(3).address, ours.account(4).address)
    time.sleep(1.5)  # an Anvil that mines by itself would have, at a second of its own
    assert ours._block("latest") == before and _receipt(ours, sent) is None


def test_open__node_that_ape_starts__second_at_which_engines_in_process_begin(ours):
    """Days and weeks begin alike, whatever the hour at which the tests run."""
    assert int(ours._block("0x0")["timestamp"], 16) == GENESIS_TIME - 1


def test_mine__many_blocks__a_second_each(ours):
    second, number = ours.time, ours.block_number
    with busy(2):
        ours.mine(300)
    assert (ours.time, ours.block_number) == (second + 300, number + 300)
    for i in (0, 150, 299):
        assert int(ours._block(hex(number + i))["timestamp"], 16) == second + i


def test_mine__many_blocks__no_word_more_for_each(ours):
    """Anvil hashes all storage for every block: a chain that grows must not slow it down."""
    number = ours.block_number
    ours.mine(20)
    assert [ours.storage(HISTORY, (number + i) % 8_191) for i in range(20)] == [0] * 20


def test_restore__transaction_that_waits__gone_with_the_rest(ours):
    stranger, to = ours.account(3).address, ours.account(4).address
    with ours.anchor():
        sent = _sent(ours, stranger, to)
        assert ours._rpc("txpool_status")["pending"] == "0x1"
    assert ours._rpc("txpool_status") == {"pending": "0x0", "queued": "0x0"}
    ours.mine(2)
    assert _receipt(ours, sent) is None and ours.nonce(stranger) == 0


def test_transact__another_one_waits_on_the_node__both_told(ours):
    """A block that is not of what was sent alone is an error, never an answer for the wrong transaction."""
    stranger = _sent(ours, ours.account(3).address, ours.account(4).address)
    with pytest.raises(EngineError, match=f"expected a block of .* the node made one of .*{stranger}"):
        ours.transact(ours.account(5), ours.account(6), b"", 1)
    receipt = ours.transact(ours.account(5), ours.account(6), b"", 1)  # and the next is as ever
    assert receipt.block == ours.block_number - 1


def test_transact__cannot_be_mined__leaves_nothing_in_the_pool(ours):
    """Two transactions of a block need more gas than it has: what was left out does not come into the next one."""
    ours._rpc("evm_setBlockGasLimit", hex(2**24))
    try:
        number = ours.block_number
        with pytest.raises(EngineError, match="expected a block of"), ours.block():
            for i in (3, 4):
                ours.transact(ours.account(i), ours.account(5), b"", 1)
        assert ours._rpc("txpool_status") == {"pending": "0x0", "queued": "0x0"}
        assert ours.block_number == number + 1
        assert ours.transact(ours.account(4), ours.account(5), b"", 1).block == number + 1
    finally:
        ours._rpc("evm_setBlockGasLimit", hex(20 * 2**24))


def test_signing__node_that_mines_when_told__mined_and_told_again(ours):
    """What ape signs on the same node is waited for, so it is mined."""
    sender, to = ape.accounts.test_accounts[6], ours.account(7).address
    signing = SigningEngine(ours.provider, sender)
    receipt = signing.transact(sender, to, b"", 5)
    assert receipt.block and ours._rpc("anvil_getAutomine") is False
    with pytest.raises(EngineError, match="is not ours: cannot put transactions into one block"), signing.block():
        raise AssertionError("a block of others cannot begin")


def test_created_code__same_blocks_made_again_and_again__state_before_each_is_kept(ours):
    """Anvil keeps so many states, and forgot the newest of a block with its oldest."""
    payee = "0x" + "7a" * 20
    balance = bytes.fromhex(f"73{payee[2:]}315f5260205ff3")  # the code that it leaves is the payee's balance

    def made():
        created = ours.transact(ours.account(0), None, balance)
        ours.transact(ours.account(0), payee, b"", 1)
        return created

    for _ in range(40):
        with ours.anchor():
            ours.mine()
            for held, created in enumerate([made() for _ in range(15)]):
                code = ours.created_code(created.address, balance, created.block)
                assert int.from_bytes(code) == held and code == ours.code(created.address)


# a node that others started

MODES = {"automatic": (), "by an interval": ("--block-time", "1"), "when told": ("--no-mining",)}


@pytest.fixture(params=MODES, scope="module")
def mode(request):
    """How the node mines."""
    return request.param


@pytest.fixture(scope="module")
def theirs(mode):
    """An Anvil of somebody else, and the engine of it."""
    host = "ethereum:local:foundry"
    with anvil_node(*MODES[mode]) as url, ape.networks.parse_network_choice(host, provider_settings={"host": url}):
        yield open_engine("ape")


def _mode(engine):
    return engine._rpc("anvil_getAutomine"), engine._rpc("anvil_getIntervalMining")


def _wait(fact):
    deadline = time.monotonic() + 300
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_theirs__everything_that_an_engine_does__keeps_its_mode(theirs, mode):
    wanted = {"automatic": (True, None), "by an interval": (False, 1), "when told": (False, None)}[mode]
    assert _mode(theirs) == wanted
    mine, other = theirs.account(1), theirs.account(2)

    def does(act):
        act()
        assert _mode(theirs) == wanted

    with theirs.anchor():
        token = theirs.deploy("XZ", mine, 10**30, sender=theirs.account(0))
        does(lambda: token.mint(other, 5, sender=mine))
        does(lambda: theirs.mine(3))
        with theirs.reverts("Token: not the mine"):
            token.mint(other, 5, sender=other)
        does(lambda: theirs.advance(10))
        with pytest.raises(KeyError), theirs.block():
            token.mint(other, 5, sender=mine)
            raise KeyError
        does(lambda: theirs.fund(other.address, 5))
        assert token.totalSupply() == 10
    does(lambda: None)


def test_theirs__held_back__mines_nothing_by_itself_meanwhile(theirs):
    with theirs.anchor(), theirs.told():
        before = theirs._block("latest")
        sent = _sent(theirs, theirs.account(3).address, theirs.account(4).address)
        time.sleep(1.5)  # by the interval there would be a block
        assert theirs._block("latest") == before and _receipt(theirs, sent) is None


def test_theirs__transactions__each_in_a_block_at_its_second(theirs):
    with theirs.anchor():
        token = theirs.deploy("XZ", theirs.account(1), 10**30, sender=theirs.account(0))
        for i in range(20):
            theirs.advance(1_000)
            told = theirs.time
            receipt = token.mint(theirs.account(2), i, sender=theirs.account(1))
            block = theirs._block(hex(receipt.block))
            assert block["transactions"] == [receipt.hash] and [e.amount for e in receipt.named("Transfer")] == [i]
            assert 0 <= int(block["timestamp"], 16) - told <= 1_000  # their own clock may have gone on meanwhile
        with theirs.block():
            together = [token.mint(theirs.account(2), 1, sender=theirs.account(1)) for _ in range(2)]
        assert together[0].block == together[1].block == receipt.block + 1 or together[0].block > receipt.block
        assert theirs._block(hex(together[0].block))["transactions"] == [r.hash for r in together]


def test_theirs__what_others_send__mined_as_they_wanted(theirs, mode):
    with theirs.anchor():
        theirs.mine()
        sent = _sent(theirs, theirs.account(3).address, theirs.account(4).address)
        if mode != "when told":
            _wait(lambda: _receipt(theirs, sent))
        else:
            assert _receipt(theirs, sent) is None
            theirs.mine()
        assert _receipt(theirs, sent)["status"] == "0x1"
        theirs.mine()  # their blocks are counted in
        assert theirs.block_number == int(theirs._rpc("eth_blockNumber"), 16) + 1 or mode == "by an interval"


def test_theirs__others_send_all_the_time__none_missing(theirs):
    """Another client sends one after the other meanwhile, as soon as the one before is mined."""
    stranger, to = theirs.account(11).address, theirs.account(12).address
    sent, ended = [], threading.Event()

    def send():
        other = type(theirs)(theirs.provider)  # a connection of its own
        while not ended.is_set():
            sent.append(_sent(other, stranger, to))
            _wait(lambda: _receipt(other, sent[-1]))

    with theirs.anchor():
        token = theirs.deploy("XZ", theirs.account(1), 10**30, sender=theirs.account(0))
        thread = threading.Thread(target=send)
        thread.start()
        try:
            for i in range(50):
                assert [e.amount for e in token.mint(to, i, sender=theirs.account(1)).named("Transfer")] == [i]
        finally:
            ended.set()
            while thread.is_alive():
                theirs.mine()  # the last one may wait to be told
        assert sent and all(_receipt(theirs, one)["status"] == "0x1" for one in sent)
