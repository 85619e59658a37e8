# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title snekmate's ERC-721 as it is: a peer of NFTXZ
@license AGPL-3.0-only
"""

from snekmate.auth import ownable
from snekmate.tokens import erc721

initializes: ownable
initializes: erc721[ownable := ownable]

exports: erc721.__interface__


@deploy
def __init__():
    """
    @notice The creator owns it and mints.
    """
    ownable.__init__()
    erc721.__init__("Peer", "PEER", "", "Peer", "1")
