# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Guarded: roles, and a pause of entries
@notice Importing contracts check `_check_open()` on entries only: a pause never stops an exit.
@custom:contract-name guarded
@license AGPL-3.0-only
"""

from contracts.common import roles

initializes: roles

exports: roles.__interface__

# whether entries are stopped
paused: public(bool)


@deploy
def __init__(owner: address, guardian: address):
    """
    @notice As roles.
    """
    roles.__init__(owner, guardian)


@external
def pause():
    """
    @notice Stops entries. The guardian or the owner.
    """
    roles._check_guardian()
    self.paused = True
    log roles.Paused(by=msg.sender)


@external
def unpause():
    """
    @notice Lets entries in again. Only the owner.
    """
    roles._check_owner()
    self.paused = False
    log roles.Unpaused(by=msg.sender)


@internal
def _check_owner():
    """
    @dev Reverts unless the owner calls.
    """
    roles._check_owner()


@internal
@view
def _check_open():
    """
    @dev Reverts while entries are stopped.
    """
    assert not self.paused, "Guarded: entries are paused"
