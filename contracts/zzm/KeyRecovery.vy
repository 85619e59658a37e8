# SPDX-License-Identifier: AGPL-3.0-only
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title KeyRecovery: the council replaces a lost key of the treasury after a delay (ZZM-4)
@notice The treasury is a Safe in which all five keyholders sign every payment, so one lost key would lock it for ever. This
        is a module of that Safe with one power: to swap one keyholder for another, never to pay, and never to change
        how many sign. The owner (the timelock, so a passed proposal) proposes a replacement; after the delay anyone carries
        it out. The key itself may object meanwhile, which proves that it is not lost and ends the replacement; once:
        if the council votes again, the key counts as stolen and no objection helps.
        Who may do what: the owner proposes and cancels; the key that is to go objects once; anyone executes when the delay
        is over. One replacement at a time.
        Invariants: the Safe has as many keyholders and the same threshold before and after; no key is replaced without a
        proposal of the owner and the whole delay; nothing here can move money.
        Stopped by: cancel(), by the owner; by the five keyholders, who can disable the module with a Safe transaction.
@custom:contract-name KeyRecovery
@license GNU Affero General Public License v3.0 only
"""

from snekmate.auth import ownable

interface Safe:
    def execTransactionFromModule(to: address, amount: uint256, data: Bytes[100], operation: uint8) -> bool: nonpayable
    def isOwner(account: address) -> bool: view
    def getOwners() -> DynArray[address, 16]: view

initializes: ownable

exports: (ownable.owner, ownable.transfer_ownership)

# the head of the Safe's linked list of keyholders
SENTINEL: constant(address) = 0x0000000000000000000000000000000000000001

# the treasury
safe: public(immutable(Safe))
# seconds between proposal and replacement
delay: public(immutable(uint256))
# seconds after the delay in which it can be carried out; then it is void
window: public(immutable(uint256))

# the key that is to go; zero for none
lost: public(address)
# the key that is to come
replacement: public(address)
# when it may be carried out
ready: public(uint256)
# keys that have objected once
objected: public(HashMap[address, bool])

event Proposed:
    lost: indexed(address)
    replacement: indexed(address)
    ready: uint256

event Objected:
    lost: indexed(address)

event Cancelled:
    lost: indexed(address)

event Replaced:
    lost: indexed(address)
    replacement: indexed(address)


@deploy
def __init__(owner: address, safe_: address, delay_: uint256, window_: uint256):
    """
    @param owner The council: the timelock; not zero.
    @param safe_ The treasury, which enables this module.
    @param delay_ Seconds between proposal and replacement; not 0.
    @param window_ Seconds after the delay in which it can be carried out; not 0.
    """
    assert owner != empty(address), "KeyRecovery: owner is zero"
    assert safe_ != empty(address), "KeyRecovery: safe is zero"
    assert delay_ != 0, "KeyRecovery: delay is zero"
    assert window_ != 0, "KeyRecovery: window is zero"
    ownable.__init__()
    ownable._transfer_ownership(owner)
    safe = Safe(safe_)
    delay = delay_
    window = window_


@external
def propose(lost: address, replacement: address):
    """
    @notice Proposes to swap a keyholder for another account (ZZM-4). Only the owner. Reverts while another
            replacement waits, for a key that is none of the treasury's, and for a replacement that is zero, the
            Safe itself, or a keyholder already.
    """
    ownable._check_owner()
    assert self.lost == empty(address) or block.timestamp > self.ready + window, "KeyRecovery: another one waits"
    assert staticcall safe.isOwner(lost), "KeyRecovery: not a key"
    assert (
        replacement not in [empty(address), SENTINEL, safe.address] and not staticcall safe.isOwner(replacement)
    ), "KeyRecovery: replacement is no new key"
    self.lost = lost
    self.replacement = replacement
    self.ready = block.timestamp + delay
    log Proposed(lost=lost, replacement=replacement, ready=self.ready)


@external
def object():
    """
    @notice The key that is to go shows that it is not lost: the replacement ends. Once for each key, and only while
            the replacement is open, so that none is used up for nothing. Reverts for anybody else, for a replacement
            that is void, and for a key that the five have replaced themselves.
    """
    assert msg.sender == self.lost, "KeyRecovery: not the key to go"
    assert block.timestamp <= self.ready + window, "KeyRecovery: too late"
    assert staticcall safe.isOwner(msg.sender), "KeyRecovery: not a key"
    assert not self.objected[msg.sender], "KeyRecovery: has objected before"
    self.objected[msg.sender] = True
    self._clear()
    log Objected(lost=msg.sender)


@external
def cancel():
    """
    @notice Ends a replacement that waits. Only the owner. Reverts when none waits.
    """
    ownable._check_owner()
    lost: address = self.lost
    assert lost != empty(address), "KeyRecovery: none waits"
    self._clear()
    log Cancelled(lost=lost)


@external
def execute():
    """
    @notice Carries out the replacement. Anyone, once the delay is over and as long as the window is open. Reverts before and
            after that, when none waits, and when the Safe refuses (the key has left meanwhile, or the module is disabled).
    """
    lost: address = self.lost
    assert lost != empty(address), "KeyRecovery: none waits"
    assert block.timestamp >= self.ready, "KeyRecovery: delay is not over"
    assert block.timestamp <= self.ready + window, "KeyRecovery: too late"
    replacement: address = self.replacement
    self._clear()
    before: address = SENTINEL
    # at most 16 keyholders: the treasury has five
    for keyholder: address in staticcall safe.getOwners():
        if keyholder == lost:
            break
        before = keyholder
    data: Bytes[100] = abi_encode(before, lost, replacement, method_id=method_id("swapOwner(address,address,address)"))
    assert extcall safe.execTransactionFromModule(safe.address, 0, data, 0), "KeyRecovery: the safe refused"
    log Replaced(lost=lost, replacement=replacement)


@internal
def _clear():
    self.lost = empty(address)
    self.replacement = empty(address)
    self.ready = 0
