# SPDX-License-Identifier: MIT
"""Whatever names a node is shown without the key in its URL."""

import pytest

from wuxing.deployments import DeploymentError
from wuxing.engine import EngineError
from wuxing.urls import without_secrets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://127.0.0.1:8545", "http://127.0.0.1:8545"),
        ("https://node.example/", "https://node.example"),
        ("ethereum:sepolia:https://node.example/v2/KEY", "ethereum:sepolia:https://node.example/…"),
        ("https://user:KEY@node.example:8545", "https://node.example:8545"),
        ("https://KEY@node.example", "https://node.example"),
        ("https://user:K/EY@node.example/v2", "https://…"),
        ("https://user:K@EY@node.example/v2", "https://node.example/…"),
        ("wss://node.example?apikey=KEY", "wss://node.example/…"),
        ("https://node.example#KEY", "https://node.example/…"),
        ("https://[::1]:8545/KEY", "https://[::1]:8545/…"),
        ("HTTPS://NODE.EXAMPLE/KEY", "HTTPS://NODE.EXAMPLE/…"),
        ("No node on 'https://127.0.0.1:1?a=KEY/[hidden]'.", "No node on 'https://127.0.0.1:1/…'."),
        (
            "HTTPSConnectionPool(host='h', port=443): Max retries exceeded with url: /v2/KEY (Caused by X)",
            "HTTPSConnectionPool(host='h', port=443): Max retries exceeded with url: /… (Caused by X)",
        ),
        ("404 for url: https://h/KEY and wss://h/KEY", "404 for url: https://h/… and wss://h/…"),
        ("local:http://h:1/?a=KEY: no answer (http://h/KEY).", "local:http://h:1/…: no answer (http://h/…)."),
        ("http://h:8545: no answer", "http://h:8545: no answer"),
        ("nothing to hide: 1/2, a@b.co", "nothing to hide: 1/2, a@b.co"),
    ],
)
def test_without_secrets__urls_in_a_text__host_and_port_alone(text, shown):
    assert without_secrets(text) == shown
    assert "KEY" not in shown


@pytest.mark.parametrize("kind", [DeploymentError, EngineError])
def test_error__names_a_node__said_without_its_key(kind):
    assert str(kind("https://h/KEY: does not answer")) == "https://h/…: does not answer"
