# SPDX-License-Identifier: MIT
"""Names deployed with all of Contattract."""

import pytest

from tests.mail_world import MailWorld


@pytest.fixture
def world(contattract, engine):
    """People who register names."""
    return MailWorld(contattract, engine)


@pytest.fixture
def names(contattract):
    """MailNames.vy."""
    return contattract.names
