# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Roles: owner and guardian
@notice Who may change parameters and who may stop entries, the same in every contract of the suite. The owner (the
        timelock, once a deployment is finished) sets parameters and names the guardian; the guardian, or the owner,
        pauses; only the owner unpauses.
@custom:contract-name roles
@license AGPL-3.0-only
"""

from snekmate.auth import ownable

initializes: ownable

exports: (ownable.owner, ownable.transfer_ownership)

# who may pause entries
guardian: public(address)

event GuardianSet:
    guardian: indexed(address)

event Paused:
    by: indexed(address)

event Unpaused:
    by: indexed(address)


@deploy
def __init__(owner: address, guardian: address):
    """
    @notice Sets the first owner and guardian (the creator keeps no role: contracts are created by a factory).
    @param owner Who sets parameters; not zero.
    @param guardian Who may pause; zero for nobody.
    """
    assert owner != empty(address), "Roles: owner is zero"
    ownable.__init__()
    ownable._transfer_ownership(owner)
    self._set_guardian(guardian)


@external
def set_guardian(guardian: address):
    """
    @notice Names who may pause; zero for nobody. Only the owner.
    """
    ownable._check_owner()
    self._set_guardian(guardian)


@internal
def _set_guardian(guardian: address):
    self.guardian = guardian
    log GuardianSet(guardian=guardian)


@internal
def _check_owner():
    """
    @dev Reverts unless the owner calls.
    """
    ownable._check_owner()


@internal
@view
def _check_guardian():
    """
    @dev Reverts unless the guardian or the owner calls.
    """
    assert msg.sender == self.guardian or msg.sender == ownable.owner, "Roles: not the guardian"
