# SPDX-License-Identifier: MIT
"""Chains on which the contracts would not do what they promise are refused before anything is sent (XZ-19, CNT-11).

The node is a real Anvil. What makes it another chain is a proxy before it, which changes what the node tells of its
blocks: the EVM behind then sees numbers and hashes that are not those of the chain, as on a rollup whose
`block.number` and `blockhash` are its parent's.
"""

from __future__ import annotations

import http.client
import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlparse

import ape
import pytest
from eth_utils import keccak
from rich.console import Console

from tests.anvil_node import anvil_node
from wuxing import deploy_command
from wuxing.chain_rules import DRAWN_BY_BLOCKS, ChainError, check_chain
from wuxing.deployments import Deployment
from wuxing.engine.ape_network import connect
from wuxing.engine.artifacts import reached
from wuxing.paths import CONTRACTS
from wuxing.suite import SYSTEMS, Create, plan

NETWORK = "ethereum:local:foundry"
AHEAD = 10_000_000
"""By how much the chain's own numbers are ahead of those that its contracts see."""


def _parents_numbers(method: str, params: list, result: object) -> object:
    """The EVM counts the parent's blocks: the chain's own number is another."""
    if method == "eth_blockNumber":
        return hex(int(str(result), 16) + AHEAD)
    if isinstance(result, dict) and "number" in result:
        return result | {"number": hex(int(result["number"], 16) + AHEAD)}
    return result


def _other_hashes(method: str, params: list, result: object) -> object:
    """The EVM's blockhash is not the chain's."""
    if isinstance(result, dict) and method == "eth_getBlockByNumber":
        return result | {"hash": "0x" + keccak(hexstr=result["hash"]).hex()}
    return result


def _milliseconds(method: str, params: list, result: object) -> object:
    """The EVM's clock runs a thousand times as fast as the chain's."""
    if isinstance(result, dict) and method == "eth_getBlockByNumber":
        return result | {"timestamp": hex(int(result["timestamp"], 16) // 1_000)}
    return result


@contextmanager
def _proxy(url: str, told: Callable[[str, list, object], object]) -> Iterator[str]:
    """The URL of a node that passes everything on, and tells what `told` makes of the answers."""
    host = urlparse(url).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            single = isinstance(asked, dict)
            answers = [self._answer(request) for request in ([asked] if single else asked)]
            body = json.dumps(answers[0] if single else answers).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _answer(self, request: dict) -> dict:
            params = [
                hex(max(0, int(p, 16) - AHEAD))
                if told is _parents_numbers and isinstance(p, str) and re.fullmatch("0x[0-9a-f]{1,12}", p)
                else p
                for p in request.get("params", [])
            ]
            connection = http.client.HTTPConnection(host, timeout=60)
            body = json.dumps(request | {"params": params})
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            answer = json.loads(connection.getresponse().read())
            connection.close()
            if "result" in answer:
                answer["result"] = told(request["method"], params, answer["result"])
            return answer

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def _connected(url: str):
    with ape.networks.parse_network_choice(NETWORK, provider_settings={"host": url}):
        yield connect(ape.accounts.test_accounts[20])


@pytest.fixture(scope="module")
def node():
    """An Anvil with 300 blocks."""
    with anvil_node() as url:
        with _connected(url) as engine:
            engine._rpc("anvil_mine", hex(300))
        yield url


def _deployment(engine, system, folder):
    return Deployment(engine, system, "paper", ape.accounts.test_accounts[20], None, folder)


@pytest.mark.parametrize("system", SYSTEMS)
def test_deployment__chain_of_its_own_blocks__is_prepared(node, tmp_path, system):
    with _connected(node) as engine:
        assert _deployment(engine, system, tmp_path).done == 0


def test_deployment__chain_without_a_block__is_prepared(tmp_path):
    with anvil_node() as url, _connected(url) as engine:
        assert engine.header()["number"] == "0x0"
        assert _deployment(engine, "xz", tmp_path).done == 0


@pytest.mark.parametrize("system, drawing", [("xz", "SectorBonds"), ("contattract", "StorageProofs")])
@pytest.mark.parametrize(
    "told, said", [(_parents_numbers, "expected contracts to see block"), (_other_hashes, "expected blockhash")]
)
def test_deployment__blocks_of_the_parent__refused_before_anything_is_sent(node, tmp_path, system, drawing, told, said):
    with _proxy(node, told) as url, _connected(url) as engine:
        with pytest.raises(ChainError, match=f"{said}.*: {drawing} would draw by blocks that are not this chain's"):
            _deployment(engine, system, tmp_path)
        assert engine.nonce(ape.accounts.test_accounts[20].address) == 0 and not list(tmp_path.iterdir())


@pytest.mark.parametrize("system", ["zos", "zzm"])
@pytest.mark.parametrize("told", [_parents_numbers, _other_hashes])
def test_deployment__blocks_of_the_parent__no_matter_to_who_does_not_draw(node, tmp_path, system, told):
    with _proxy(node, told) as url, _connected(url) as engine:
        assert _deployment(engine, system, tmp_path).done == 0


@pytest.mark.parametrize("system", SYSTEMS)
def test_deployment__clock_in_other_units__refused(node, tmp_path, system):
    with (
        _proxy(node, _milliseconds) as url,
        _connected(url) as engine,
        pytest.raises(ChainError, match="time in seconds"),
    ):
        _deployment(engine, system, tmp_path)


@pytest.mark.parametrize("system", SYSTEMS)
def test_deployment__evm_before_cancun__refused(tmp_path, system):
    refused = pytest.raises(ChainError, match="expected an EVM with Cancun's instructions")
    with anvil_node(hardfork="shanghai") as url, _connected(url) as engine, refused:
        _deployment(engine, system, tmp_path)


def test_command__blocks_of_the_parent__says_why_and_ends_with_2(node):
    told = io.StringIO()
    with _proxy(node, _parents_numbers) as url, _connected(url):
        code = deploy_command.deploy(Console(file=told, width=400), "xz", "TEST::20", "paper", dry_run=True)
    assert code == 2 and "Not deployed:" in told.getvalue()
    assert re.search(r"expected contracts to see block 10000300, they see 300 \(its parent's\?\)", told.getvalue())


def test_drawn_by_blocks__is_whoever_asks_for_a_block_or_its_hash():
    """The list follows the sources: a contract, or a module that it reaches, with `block.number` or a block's hash."""
    asks = re.compile(r"block\.number|\bblockhash\b|block\.prevrandao|block\.difficulty")
    names = [p.stem for p in CONTRACTS.rglob("*") if p.suffix in (".vy", ".sol") and p.stem[0].isupper()]
    asking = {
        name
        for name in names
        if any(asks.search(path.read_text()) for path in reached(name) if CONTRACTS in path.parents)
    }
    assert asking == set(DRAWN_BY_BLOCKS)


def test_check_chain__every_system__hears_of_its_contracts(node):
    """What a plan creates is named as the list names it."""
    with _connected(node) as engine:
        made = {
            step.contract
            for system in SYSTEMS
            for step in plan(engine, system, "paper", ape.accounts.test_accounts[20]).steps
            if isinstance(step, Create)
        }
        check_chain(engine, made)
    assert set(DRAWN_BY_BLOCKS) <= made
