# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Advertisements: publishers are paid for each view that was counted (CNT-24)
@notice An example: an advertiser funds a campaign with a price for a view, and names a counter, a key that counts the views on each
        publisher's pages from the receipts that readers sign. The counter signs how many a publisher has in all; the
        publisher brings the latest such word whenever it likes, and is paid for the views since the last one.
        Who may do what: anybody opens a campaign, funds any, and brings a word, which pays its publisher; the advertiser ends
        its campaign after a notice, in which what was signed can still be brought, and takes the rest.
        Invariants (docs/security.md, CNT-G): a campaign pays no more than its budget; a view is paid once; nothing is taken back
        before the notice is over; the contract holds all that is left of the campaigns.
        What it does not do: judge views. A counter that signs too few loses its publishers; one that signs too many, its
        advertiser's budget and no more.
        How it is stopped: not at all; it has no owner. Nothing is paid to a frozen account (Recovery.vy).
        No reentrancy lock: CNT and Recovery are fixed and call nobody back.
@license GNU Affero General Public License v3.0 only
"""

from contracts.contattract import holder
from snekmate.utils import ecdsa
from snekmate.utils import eip712_domain_separator as eip712

initializes: eip712

exports: eip712.eip712Domain

interface Token:
    def transfer(to: address, amount: uint256) -> bool: nonpayable
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

struct Campaign:
    advertiser: address
    # who counts
    counter: address
    # wei for a view
    rate: uint256
    # wei not paid out yet
    left: uint256
    # second from which on the advertiser takes the rest; 0 while no notice was given
    end: uint256

_VIEWS: constant(bytes32) = keccak256("Views(uint256 campaign,address publisher,uint256 views)")

# CNT
token: public(immutable(address))
# tells which accounts moved
recovery: public(immutable(address))
# seconds from the notice to the end
notice: public(immutable(uint256))

# campaigns so far
count: public(uint256)
_campaigns: HashMap[uint256, Campaign]
# campaign -> publisher -> views paid for
paid: public(HashMap[uint256, HashMap[address, uint256]])

event Opened:
    campaign: indexed(uint256)
    advertiser: indexed(address)
    counter: address
    rate: uint256
    content: bytes32

event Funded:
    campaign: indexed(uint256)
    amount: uint256

event Viewed:
    campaign: indexed(uint256)
    publisher: indexed(address)
    views: uint256
    amount: uint256

event NoticeGiven:
    campaign: indexed(uint256)
    end: uint256

event Ended:
    campaign: indexed(uint256)
    rest: uint256


@deploy
def __init__(token_: address, recovery_: address, notice_: uint256):
    """
    @param token_ CNT. @param recovery_ Recovery.vy. Both may be made later. @param notice_ Seconds of notice; not 0.
    """
    assert token_ != empty(address) and recovery_ != empty(address), "Ads: zero address"
    assert notice_ > 0 and notice_ >> 32 == 0, "Ads: notice out of range"
    eip712.__init__("Advertisements", "1")
    token = token_
    recovery = recovery_
    notice = notice_


@external
@view
def campaign_of(campaign: uint256) -> Campaign:
    """
    @notice A campaign; empty where there is none or where it ended.
    """
    return self._campaigns[campaign]


@external
def open(counter: address, rate: uint256, budget: uint256, content: bytes32) -> uint256:
    """
    @notice The caller opens a campaign and pays its budget.
    @param counter Who counts views. @param rate Wei for a view. @param content Digest of what publishers embed.
    @return The campaign's number, from 1.
    """
    assert counter != empty(address), "Ads: counter is zero"
    assert rate > 0 and rate >> 96 == 0, "Ads: rate out of range"
    id: uint256 = self.count + 1
    self.count = id
    self._campaigns[id] = Campaign(advertiser=msg.sender, counter=counter, rate=rate, left=0, end=0)
    log Opened(campaign=id, advertiser=msg.sender, counter=counter, rate=rate, content=content)
    self._fund(id, budget)
    return id


@external
def fund(campaign: uint256, amount: uint256):
    """
    @notice Adds to a budget. Anybody may; reverts once notice was given.
    """
    c: Campaign = self._campaigns[campaign]
    assert c.advertiser != empty(address), "Ads: no such campaign"
    assert c.end == 0, "Ads: notice was given"
    self._fund(campaign, amount)


@external
def claim(campaign: uint256, publisher: address, views: uint256, signature: Bytes[65]) -> uint256:
    """
    @notice Pays a publisher (or who it moved to) for the views since the last word, as far as the budget goes; the rest
            can be brought again when it was funded. Anybody may bring the word.
    @param views All views of the publisher so far. @param signature The counter's, of EIP-712 Views{campaign, publisher, views}.
    @return Wei paid; reverts where there is nothing to pay.
    """
    c: Campaign = self._campaigns[campaign]
    assert c.advertiser != empty(address), "Ads: no such campaign"
    digest: bytes32 = eip712._hash_typed_data_v4(keccak256(abi_encode(_VIEWS, campaign, publisher, views)))
    assert ecdsa._recover_sig(digest, signature) == c.counter, "Ads: not the counter's word"
    before: uint256 = self.paid[campaign][publisher]
    assert views > before, "Ads: paid already"
    counted: uint256 = min(views - before, c.left // c.rate)
    assert counted > 0, "Ads: budget is spent"
    payee: address = holder._last(recovery, publisher)
    assert not holder._is_frozen(recovery, payee), "Ads: account is frozen"
    amount: uint256 = counted * c.rate
    self.paid[campaign][publisher] = before + counted
    self._campaigns[campaign].left = c.left - amount
    log Viewed(campaign=campaign, publisher=publisher, views=counted, amount=amount)
    assert extcall Token(token).transfer(payee, amount), "Ads: CNT was not paid"
    return amount


@external
def give_notice(campaign: uint256):
    """
    @notice The advertiser (or who it moved to) wants to end its campaign: publishers bring what was signed before the
            notice is over.
    """
    advertiser: address = holder._last(recovery, self._campaigns[campaign].advertiser)
    assert msg.sender == advertiser, "Ads: not the advertiser"
    assert self._campaigns[campaign].end == 0, "Ads: notice was given"
    end: uint256 = block.timestamp + notice
    self._campaigns[campaign].end = end
    log NoticeGiven(campaign=campaign, end=end)


@external
def end(campaign: uint256):
    """
    @notice After the notice, what is left goes back to the advertiser (or to who it moved to). Anybody may call.
    """
    c: Campaign = self._campaigns[campaign]
    assert c.end > 0, "Ads: no notice was given"
    assert block.timestamp >= c.end, "Ads: notice is not over"
    payee: address = holder._last(recovery, c.advertiser)
    assert not holder._is_frozen(recovery, payee), "Ads: account is frozen"
    self._campaigns[campaign] = empty(Campaign)
    log Ended(campaign=campaign, rest=c.left)
    assert extcall Token(token).transfer(payee, c.left), "Ads: CNT was not paid"


@internal
def _fund(campaign: uint256, amount: uint256):
    """
    @dev Takes CNT of the caller into a budget.
    """
    assert amount > 0, "Ads: nothing to fund"
    self._campaigns[campaign].left += amount
    log Funded(campaign=campaign, amount=amount)
    assert extcall Token(token).transferFrom(msg.sender, self, amount), "Ads: CNT was not paid"
