# SPDX-License-Identifier: MIT
"""`ape run mail … --network …`: names, letters and attachments on chain (CNT-13 … CNT-16)."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from wuxing.ape_command import Command
from wuxing.contattract.post import mail_command as command
from wuxing.contattract.post.letters import MailError
from wuxing.contattract.post.mail import MailClient


class _Command(Command):
    topic = "mail"
    foreseen = (*Command.foreseen, MailError)


@click.group(short_help="Mail of Contattract: names, letters, attachments (CNT-13 … CNT-16)")
def cli() -> None:
    """Mail on chain. First `keygen`, then `register` a name (or `rotate` to publish a key alone), then `send`."""


_PATH = click.Path(path_type=Path)
_keys = click.option(
    "--keys", type=_PATH, default=Path("mail-keys.json"), show_default=True, help="Your private encryption keys."
)


def _with_client(function: Callable[..., None]) -> click.Command:
    """A command on a mail client: gets it as its first argument."""

    def run(account: str | None, keys: Path, store: Path, shelf: Path | None, **arguments: Any) -> None:
        function(command.client(account, keys, store, shelf), **arguments, say=click.echo)

    run.__name__, run.__doc__ = function.__name__, function.__doc__
    run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    for option in (
        click.option("--account", help="Your ape account: an alias, or TEST::0 on local networks."),
        _keys,
        click.option("--store", type=_PATH, default=Path("mail-store"), show_default=True, help="Space that all read."),
        click.option("--shelf", type=_PATH, help="What you sell and bought; beside the keys if not given."),
    ):
        run = option(run)
    return cli.command(cls=_Command, name=function.__name__.rstrip("_"))(run)


@cli.command()
@_keys
def keygen(keys: Path) -> None:
    """Makes a key file."""
    try:
        click.echo(command.keygen(keys))
    except (MailError, OSError) as error:
        click.echo(f"mail: {error}", err=True)
        sys.exit(2)


@_with_client
@click.argument("name")
@click.option("--days", type=int, default=365, show_default=True)
@click.option("--attestation", default="", help="The normaliser's signature, for names beyond a-z, 0-9 and hyphen.")
def register(box: MailClient, **arguments: Any) -> None:
    """Registers NAME: run it once to commit, and again after a minute."""
    command.register(box, **arguments)


@_with_client
@click.argument("name")
@click.option("--days", type=int, default=365, show_default=True)
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


@_with_client
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
@click.argument("number", type=int)
@click.option("--save", type=_PATH, help="Folder for free attachments.")
def read(box: MailClient, **arguments: Any) -> None:
    """Opens message NUMBER and takes its postage."""
    command.show(box, **arguments)


@_with_client
@click.argument("whom")
@click.argument("numbers", type=int, nargs=-1, required=True)
def refund(box: MailClient, whom: str, numbers: tuple[int, ...], say: Any) -> None:
    """Takes back the postage of messages to WHOM that were not read in time."""
    box.refund(whom, list(numbers))
    say("refunded")


@_with_client
@click.argument("minimum")
def postage(box: MailClient, minimum: str, say: Any) -> None:
    """Sets what a message to you has to carry: MINIMUM CNT."""
    box.system.mail.set_postage(command.amount(minimum), sender=box.account)
    say(f"a message to you has to carry {minimum} CNT")


@_with_client
@click.argument("sender")
@click.option("--no-longer", is_flag=True)
def allow(box: MailClient, sender: str, no_longer: bool, say: Any) -> None:
    """Lets SENDER write to you for nothing."""
    box.system.mail.allow([box.find(sender).account], not no_longer, sender=box.account)
    say(f"{sender} {'pays' if no_longer else 'writes to you for nothing'}")


@_with_client
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--price", required=True, help="CNT.")
def attach(box: MailClient, file: Path, price: str, say: Any) -> None:
    """Offers FILE for sale to everybody; `send --attach` offers to one."""
    made = box.attach(file.name, file.read_bytes(), command.amount(price))
    box.system.attachments.offer(made.root, made.size, made.price, made.lease, sender=box.account)
    say(f"offered: {made.root.hex()}, {made.size:,} bytes for {price} CNT; run `serve` to sell")


@_with_client
@click.argument("number", type=int)
@click.option("--attachment", "index", type=int, default=0, show_default=True, help="Which, counted from 0.")
def buy(box: MailClient, **arguments: Any) -> None:
    """Pays for an attachment of message NUMBER into escrow."""
    command.buy(box, **arguments)


@_with_client
@click.argument("order", type=int)
@click.option("--out", type=_PATH, required=True, help="Where the content goes.")
def open_(box: MailClient, **arguments: Any) -> None:
    """Goes on with ORDER: confirms, opens, complains or is refunded, whatever its turn is."""
    command.open_order(box, **arguments)


@_with_client
def serve(box: MailClient, **arguments: Any) -> None:
    """One round of selling: seals orders, reveals keys, takes what is due."""
    command.serve(box, **arguments)
