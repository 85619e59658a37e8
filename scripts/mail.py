# SPDX-License-Identifier: MIT
"""`ape run mail … --network …`: names, letters and attachments on chain (CNT-13 … CNT-16)."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from wuxing.ape_command import Command, heard, reason_of
from wuxing.contattract.post import mail_command as command
from wuxing.contattract.post.letters import MailError
from wuxing.contattract.post.mail import MailClient
from wuxing.terminal import plain


class _Command(Command):
    topic = "mail"
    foreseen = (*Command.foreseen, MailError)


_GOES_ON = "stopped: the same command goes on"
_LOOK = "stopped: what was sent already may still be mined, so look (`inbox`, `lookup`) before you send it again"
_NUMBER = click.IntRange(1, 2**40 - 1)
_DAYS = click.option("--days", type=click.IntRange(1, 36_500), default=365, show_default=True)


def _say(line: str) -> None:
    """A line on the terminal, whatever it holds."""
    click.echo(plain(line))


def _warn(line: str) -> None:
    click.echo(f"mail: {plain(line)}", err=True)


def _run(stopped: str, function: Callable[[], None]) -> None:
    try:
        with heard():
            function()
    except KeyboardInterrupt:
        _warn(stopped)
        sys.exit(130)


@click.group(short_help="Mail of Contattract: names, letters, attachments (CNT-13 … CNT-16)")
def cli() -> None:
    """Mail on chain. First `keygen`, then `register` a name (or `rotate` to publish a key alone), then `send`."""


_PATH = click.Path(path_type=Path)
_keys = click.option(
    "--keys", type=_PATH, default=Path("mail-keys.json"), show_default=True, help="Your private encryption keys."
)

_account = click.option("--account", help="Your ape account: an alias, or TEST::0 on local networks.")


def _with_client(function: Callable[..., None], stopped: str = _GOES_ON) -> click.Command:
    """A command on a mail client: gets it as its first argument. `stopped` is what is said after Ctrl-C."""

    def run(account: str | None, keys: Path, store: Path, shelf: Path | None, **arguments: Any) -> None:
        def body() -> None:
            function(command.client(account, keys, store, shelf, _warn), **arguments, say=_say)

        _run(stopped, body)

    run.__name__, run.__doc__ = function.__name__, function.__doc__
    run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    for option in (
        _account,
        _keys,
        click.option("--store", type=_PATH, default=Path("mail-store"), show_default=True, help="Space that all read."),
        click.option("--shelf", type=_PATH, help="What you sell and bought; beside the keys if not given."),
    ):
        run = option(run)
    return cli.command(cls=_Command, name=function.__name__.rstrip("_"))(run)


def _that_pays(function: Callable[..., None]) -> click.Command:
    """A command that would pay or send twice if it were given twice."""
    return _with_client(function, _LOOK)


@cli.command()
@_keys
@click.option("--network", expose_value=False, help="Not needed: a key file is of no network.")
@click.option("--account", expose_value=False, help="Not needed: the key is published by `register` or `rotate`.")
def keygen(keys: Path) -> None:
    """Makes a key file. It asks no network: the key is published by `register` or `rotate`."""
    try:
        _say(command.keygen(keys))
    except (MailError, OSError) as error:
        _warn(reason_of(error))
        sys.exit(2)


@cli.command(cls=_Command)
@click.argument("cnt", default="1000")
@_account
def fund(account: str | None, cnt: str) -> None:
    """Gives your account CNT (1,000 if not said) on a local node, out of the swap budget."""
    _run(_LOOK, lambda: command.fund(account, cnt, _say))


@_with_client
@click.argument("name")
@_DAYS
@click.option("--attestation", default="", help="The normaliser's signature, for names beyond a-z, 0-9 and hyphen.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait between the steps, or run it twice.")
def register(box: MailClient, **arguments: Any) -> None:
    """Registers NAME: commits to it, waits a minute, and registers it. Stopped, the same command goes on."""
    command.register(box, **arguments)


@_that_pays
@click.argument("name")
@_DAYS
def renew(box: MailClient, **arguments: Any) -> None:
    """Pays for more days of NAME."""
    command.renew(box, **arguments)


@_with_client
def rotate(box: MailClient, say: Any) -> None:
    """Publishes a new encryption key; old letters stay readable."""
    say(f"key version {box.rotate()} is published")


@_with_client
@click.argument("whom")
def lookup(box: MailClient, **arguments: Any) -> None:
    """Shows whom a name or an address stands for."""
    command.lookup(box, **arguments)


@_that_pays
@click.argument("to")
@click.option("--subject", default="")
@click.option("--text", default="", help="What the letter says.")
@click.option("--attach", type=click.Path(path_type=Path, exists=True, dir_okay=False), multiple=True)
@click.option("--price", default="0", help="CNT that each attached file costs; 0: free.")
@click.option("--postage", default=None, help="CNT; what the recipient wants if not given.")
def send(box: MailClient, **arguments: Any) -> None:
    """Sends a letter to TO, a name or an address."""
    command.send(box, **arguments)


@_with_client
@click.option("--word", default=None, help="The inbox's word from another node, to compare.")
def inbox(box: MailClient, **arguments: Any) -> None:
    """Lists your messages, and proves that none is missing, altered or moved."""
    command.inbox(box, **arguments)


@_with_client
@click.argument("number", type=_NUMBER)
@click.option("--save", type=_PATH, help="Folder for free attachments.")
def read(box: MailClient, **arguments: Any) -> None:
    """Opens message NUMBER and takes its postage."""
    command.show(box, **arguments)


@_with_client
@click.argument("whom")
@click.argument("numbers", type=_NUMBER, nargs=-1, required=True)
def refund(box: MailClient, whom: str, numbers: tuple[int, ...], say: Any) -> None:
    """Takes back the postage of messages to WHOM that were not read in time."""
    box.refund(whom, list(numbers))
    say("refunded")


@_with_client
@click.argument("minimum")
def postage(box: MailClient, minimum: str, say: Any) -> None:
    """Sets what a message to you has to carry: MINIMUM CNT."""
    box.set_postage(command.amount(minimum))
    say(f"a message to you has to carry {minimum} CNT")


@_with_client
@click.argument("sender")
@click.option("--no-longer", is_flag=True)
def allow(box: MailClient, sender: str, no_longer: bool, say: Any) -> None:
    """Lets SENDER write to you for nothing."""
    box.allow(sender, not no_longer)
    say(f"{sender} {'pays' if no_longer else 'writes to you for nothing'}")


@_with_client
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--price", required=True, help="CNT.")
def attach(box: MailClient, **arguments: Any) -> None:
    """Offers FILE for sale to everybody; `send --attach` offers to one."""
    command.offer(box, **arguments)


@_that_pays
@click.argument("number", type=_NUMBER)
@click.option("--attachment", "index", type=int, default=0, show_default=True, help="Which, counted from 0.")
def buy(box: MailClient, **arguments: Any) -> None:
    """Pays for an attachment of message NUMBER into escrow."""
    command.buy(box, **arguments)


@_with_client
@click.argument("order", type=click.IntRange(0, 2**256 - 1))
@click.option("--out", type=_PATH, required=True, help="Where the content goes.")
def open_(box: MailClient, **arguments: Any) -> None:
    """Goes on with ORDER: confirms, opens, complains or is refunded, whatever its turn is."""
    command.open_order(box, **arguments)


@_with_client
def serve(box: MailClient, **arguments: Any) -> None:
    """One round of selling: seals orders, reveals keys, takes what is due."""
    command.serve(box, **arguments)
