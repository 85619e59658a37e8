# SPDX-License-Identifier: MIT
"""Three people with mail clients, one log book and one public space."""

import pytest

from tests.mail_world import MailWorld
from wuxing.contattract.post.mail import LogBook, MailClient
from wuxing.contattract.post.mail_files import FolderStore, Keyring


@pytest.fixture
def world(contattract, engine):
    """People who use mail."""
    return MailWorld(contattract, engine)


@pytest.fixture
def clients(contattract, engine, tmp_path, miner, other_miner, attacker):
    """Clients of miner, other_miner and attacker, each with a published key."""
    book, space = LogBook(engine), FolderStore(tmp_path / "space")
    made = []
    for account in (miner, other_miner, attacker):
        shelf = FolderStore(tmp_path / account.address)
        client = MailClient(contattract, account, Keyring(), book, space, shelf)
        client.rotate()
        made.append(client)
    return made
