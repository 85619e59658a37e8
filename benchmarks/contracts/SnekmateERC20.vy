# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title snekmate's ERC-20 as it is: a peer of XZ
@license AGPL-3.0-only
"""

from snekmate.auth import ownable
from snekmate.tokens import erc20

initializes: ownable
initializes: erc20[ownable := ownable]

exports: erc20.__interface__


@deploy
def __init__():
    """
    @notice The creator owns it and mints.
    """
    ownable.__init__()
    erc20.__init__("Peer", "PEER", 18, "Peer", "1")
