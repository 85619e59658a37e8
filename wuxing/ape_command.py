# SPDX-License-Identifier: MIT
"""What the commands of `ape run` have in common: whom they send for, and that a foreseen failure is one clear line."""

from __future__ import annotations

import logging
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import ape
import click
from ape.cli import ConnectedProviderCommand
from ape.exceptions import ApeException
from ape.logging import ClickHandler, LogLevel, logger
from eth_utils import is_address, to_checksum_address

from wuxing.deployments import DeploymentError
from wuxing.engine import EngineError, Revert
from wuxing.params import ParamsError
from wuxing.terminal import plain
from wuxing.urls import without_secrets


class Command(ConnectedProviderCommand):
    """A command on a network of ape. What is `foreseen` is said in one line, after `topic`, and ends it with 2."""

    topic: ClassVar[str]

    foreseen: ClassVar[tuple[type[Exception], ...]] = (
        DeploymentError, EngineError, ParamsError, ApeException, Revert, OSError
    )  # fmt: skip

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the command line, on which a node's URL may be wrong."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.message = without_secrets(error.message)
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command. Whatever it says about a network is said without the secrets of a URL."""
        logger.set_level(LogLevel.WARNING)
        for handler in logging.getLogger("ape").handlers:
            if isinstance(handler, ClickHandler) and without_secrets not in handler.handlers:
                handler.handlers = [*handler.handlers, without_secrets]
        try:
            return super().invoke(ctx)
        except self.foreseen as error:
            click.echo(f"{self.topic}: {reason_of(error)}", err=True)
            sys.exit(2)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception:
            click.echo(without_secrets(traceback.format_exc()), err=True)
            sys.exit(1)


def reason_of(error: Exception) -> str:
    """An error in a line, without the secrets of a URL, with advice where ape's own text has none."""
    reason = str(error).partition("\n")[0]
    if isinstance(error, Revert):
        reason = reason or "the contract refused without a reason"
    elif isinstance(error, OSError) and error.strerror and isinstance(error.filename, str):
        reason = f"{Path(error.filename).name}: {error.strerror}"
    reason = plain(without_secrets(reason)) or type(error).__name__  # a node, or a contract, says what it likes
    if "Missing URI" in reason:
        reason += " Name a node in --network, as ethereum:sepolia:https://…, or one for the network in ape-config.yaml"
    return reason


@contextmanager
def heard() -> Iterator[None]:
    """Ctrl-C raises KeyboardInterrupt here; ape's own handler ends the process without a word."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Watcher:
    """An address that a dry run is reckoned for; nobody can sign for it."""

    def __init__(self, address: str):
        self.address = to_checksum_address(address)


def account_of(alias: str | None, dry_run: bool, locked: bool = False) -> Any:
    """The account that sends, by ape's alias or as `TEST::0`; on a dry run an address will do.

    Its passphrase is asked at once, or by `unlock` where it is wanted `locked`. Raises DeploymentError.
    """
    known = [a for a in ape.accounts.aliases]
    advice = f"name one with --account ({', '.join([*known, 'TEST::0 on a local network'])})"
    if not alias:
        raise DeploymentError(f"expected an account to send from, got none: {advice}")
    if dry_run and is_address(alias):
        return Watcher(alias)
    if alias.startswith("TEST::"):
        if not ape.networks.provider.network.is_dev:
            raise DeploymentError(
                f"{ape.networks.provider.network_choice} is shared: everybody has the keys of {alias}, {advice}"
            )
        index = alias.removeprefix("TEST::")
        if not index.isdigit() or int(index) >= len(ape.accounts.test_accounts):
            raise DeploymentError(f"expected TEST::0 to TEST::{len(ape.accounts.test_accounts) - 1}, got {alias}")
        return ape.accounts.test_accounts[int(index)]
    if alias not in known:
        raise DeploymentError(
            f"ape has no account {alias!r}: {advice}, or import one with `ape accounts import {alias}`"
        )
    account = ape.accounts.load(alias)
    if not dry_run and not locked:
        unlock(account)
    return account


def unlock(account: Any) -> None:
    """Asks for the account's passphrase, if it has one: once, not once a step."""
    if hasattr(account, "set_autosign"):
        account.set_autosign(True)
