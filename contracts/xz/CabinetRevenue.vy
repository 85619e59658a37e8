# SPDX-License-Identifier: AGPL-3.0-only
# pragma version 0.4.3
# pragma evm-version cancun
"""
@title CabinetRevenue: what cabinets took in, and whose it is (XZ-15, XZ-22)
@notice A cabinet signs what it took in on a day, by four streams (drug sales, advertising, delivery, the partner
        pharmacy's sales), with the key of its chip; whoever submits the report pays the sum in the stablecoin in
        the same call: no money, no credit. `buyback_share` of it (45%) goes to the burn pot of the BuyBack; of the
        rest `holder_share` goes to the NFT's holder, as a credit there to buy XZ with, and what is left to
        the operator, who collects it here.
        Operator is a role apart from ownership: one for all cabinets, unless the holder and the acting
        operator of a cabinet agree on another.
        Who may do what: everyone reports and pays, holder and operator name an operator together, the owner sets
        the default operator and the holder's share, the guardian or the owner pauses.
        Invariants: each day of a cabinet counts once, in order; paid in = burn pot + holders' credit + operators'
        proceeds, to the unit; stablecoin held = the sum of `proceeds`.
        Stopped by pause(): no reports; `withdraw` always works.
        Amounts: the stablecoin's units.
@custom:contract-name CabinetRevenue
@license GNU Affero General Public License v3.0 only
"""

from ethereum.ercs import IERC20
from snekmate.utils import eip712_domain_separator as eip712

from contracts.common import guarded

interface NFTXZ:
    def holding(token_id: uint256) -> (address, uint16): view
    def nonceOf(token_id: uint256) -> uint256: view
    def isChipSignature(token_id: uint256, digest: bytes32, signature: Bytes[128]) -> bool: view

interface BuyBack:
    def fund(burn: uint256, holder: address, share: uint256): nonpayable

initializes: guarded
initializes: eip712

exports: (guarded.__interface__, eip712.eip712Domain)

BPS: constant(uint256) = 10_000
# a period is a day of UTC, counted from 1970
PERIOD: constant(uint256) = 86_400
REVENUE_TYPE: constant(bytes32) = keccak256(
    "Revenue(uint256 tokenId,uint256 period,uint256 drugSales,uint256 advertising,uint256 delivery,uint256 partnerPharmacy)"
)

# whose chips sign, and who is the holder
nft: public(immutable(NFTXZ))
# what revenue arrives in
stablecoin: public(immutable(IERC20))
# where the burn pot and the holders' credit are
buyback: public(immutable(BuyBack))
# of the revenue, to the burn pot, bps
buyback_share: public(immutable(uint256))

# of what is left, to the NFT's holder, bps
holder_share: public(uint256)
# operator of every cabinet that has none of its own
default_operator: public(address)
# operator of one cabinet; zero for the default one
_operator: HashMap[uint256, address]
# cabinet -> the token's nonce -> holder or operator -> the operator it wants
_wishes: HashMap[uint256, HashMap[uint256, HashMap[address, address]]]
# the last day that a cabinet reported
last_period: public(HashMap[uint256, uint256])
# what an operator can collect
proceeds: public(HashMap[address, uint256])

event Reported:
    token_id: indexed(uint256)
    period: indexed(uint256)
    payer: indexed(address)
    amounts: uint256[4]
    burn: uint256
    holder: address
    holder_part: uint256
    operator: address
    operator_part: uint256

event OperatorSet:
    token_id: indexed(uint256)
    operator: indexed(address)

event OperatorWished:
    token_id: indexed(uint256)
    by: indexed(address)
    operator: indexed(address)

event DefaultOperatorSet:
    operator: indexed(address)

event HolderShareSet:
    share: uint256

event Withdrawn:
    account: indexed(address)
    amount: uint256


@deploy
def __init__(
    owner: address,
    guardian: address,
    nft_: address,
    stablecoin_: address,
    buyback_: address,
    operator: address,
    buyback_share_: uint256,
    holder_share: uint256,
):
    """
    @notice The stablecoin must exist already; NFTXZ and BuyBack may follow.
    @param operator The default operator.
    @param buyback_share_ Of the revenue, to the burn pot, bps.
    @param holder_share Of what is left, to the NFT's holder, bps.
    """
    guarded.__init__(owner, guardian)
    eip712.__init__("CabinetRevenue", "1")
    assert nft_ != empty(address) and buyback_ != empty(address), "CabinetRevenue: nft or buyback is 0"
    assert buyback_share_ <= BPS, "CabinetRevenue: above 10,000 bps"
    nft = NFTXZ(nft_)
    stablecoin = IERC20(stablecoin_)
    buyback = BuyBack(buyback_)
    buyback_share = buyback_share_
    self._set_default_operator(operator)
    self._set_holder_share(holder_share)
    # BuyBack is ours and takes only what `fund` names, from its caller
    assert extcall IERC20(stablecoin_).approve(buyback_, max_value(uint256), default_return_value=True)


@external
def set_default_operator(operator: address):
    """
    @notice Names the operator of every cabinet that has none of its own; not zero. Only the owner.
    """
    guarded._check_owner()
    self._set_default_operator(operator)


@external
def set_holder_share(share: uint256):
    """
    @notice Sets what part of the revenue that is left after the burn is the holder's, bps. Only the owner.
    """
    guarded._check_owner()
    self._set_holder_share(share)


@external
def set_operator(token_id: uint256, operator: address):
    """
    @notice The holder or the acting operator of a cabinet names its next operator; when both have named the same,
            it acts from then on (XZ-22). Naming another takes the wish back; a sale of the token, or a new chip, ends
            both wishes. Reverts for anyone else and for zero.
    """
    assert operator != empty(address), "CabinetRevenue: operator is zero"
    holder: address = (staticcall nft.holding(token_id))[0]
    acting: address = self._operator_of(token_id)
    assert msg.sender == holder or msg.sender == acting, "CabinetRevenue: not holder/operator"
    other: address = acting if msg.sender == holder else holder
    nonce: uint256 = staticcall nft.nonceOf(token_id)
    if other != msg.sender and self._wishes[token_id][nonce][other] != operator:
        self._wishes[token_id][nonce][msg.sender] = operator
        log OperatorWished(token_id=token_id, by=msg.sender, operator=operator)
        return
    self._wishes[token_id][nonce][msg.sender] = empty(address)
    self._wishes[token_id][nonce][other] = empty(address)
    self._operator[token_id] = operator
    log OperatorSet(token_id=token_id, operator=operator)


@external
@nonreentrant
def report(token_id: uint256, period: uint256, amounts: uint256[4], signature: Bytes[128]):
    """
    @notice Takes a cabinet's revenue of a day from the caller and divides it. Anyone who pays (XZ-15, XZ-22).
            Reverts while paused, for a day that is not over or not after the last reported one, for no revenue,
            for a signature that is not the chip's, and when the money does not arrive.
    @param period Day of UTC, counted from 1970.
    @param amounts Drug sales, advertising, delivery, partner pharmacy, in the stablecoin's units.
    @param signature The chip's, of EIP-712 `Revenue`: 65 bytes for secp256k1, 128 for P-256.
    """
    guarded._check_open()
    assert period > self.last_period[token_id], "CabinetRevenue: period not after last"
    assert (period + 1) * PERIOD <= block.timestamp, "CabinetRevenue: period not over"
    total: uint256 = amounts[0] + amounts[1] + amounts[2] + amounts[3]
    assert total != 0, "CabinetRevenue: no revenue"
    digest: bytes32 = eip712._hash_typed_data_v4(keccak256(abi_encode(REVENUE_TYPE, token_id, period, amounts)))
    assert staticcall nft.isChipSignature(token_id, digest, signature), "CabinetRevenue: not the chip's"
    self.last_period[token_id] = period

    holder: address = (staticcall nft.holding(token_id))[0]
    operator: address = self._operator_of(token_id)
    # rounded in favour of the burn, then of the operator, who is credited here
    rest: uint256 = total * (BPS - buyback_share) // BPS
    holder_part: uint256 = rest * self.holder_share // BPS
    self.proceeds[operator] += rest - holder_part

    before: uint256 = staticcall stablecoin.balanceOf(self)
    assert extcall stablecoin.transferFrom(msg.sender, self, total, default_return_value=True)
    assert staticcall stablecoin.balanceOf(self) == before + total, "CabinetRevenue: money is missing"
    extcall buyback.fund(total - rest, holder, holder_part)
    log Reported(
        token_id=token_id,
        period=period,
        payer=msg.sender,
        amounts=amounts,
        burn=total - rest,
        holder=holder,
        holder_part=holder_part,
        operator=operator,
        operator_part=rest - holder_part,
    )


@external
@nonreentrant
def withdraw(account: address) -> uint256:
    """
    @notice Pays an operator its proceeds. Anyone may order it. Reverts when there are none.
    @return Stablecoin paid.
    """
    return self._withdraw(account, account)


@external
@nonreentrant
def withdraw_to(to: address) -> uint256:
    """
    @notice Pays the calling operator's proceeds to an account that it names, since a stablecoin may refuse its own.
            Reverts when there are none, and for zero and this contract itself.
    @return Stablecoin paid.
    """
    assert to not in [empty(address), self], "CabinetRevenue: no payee"
    return self._withdraw(msg.sender, to)


@external
@view
def wish(token_id: uint256, account: address) -> address:
    """
    @notice The operator that a cabinet's holder or operator wants, as long as the token is in the hands in which it was when
            that was said; zero for none. Reverts: TokenDoesNotExist.
    """
    return self._wishes[token_id][staticcall nft.nonceOf(token_id)][account]


@external
@view
def operator_of(token_id: uint256) -> address:
    """
    @notice Who operates a cabinet.
    """
    return self._operator_of(token_id)


@internal
def _withdraw(account: address, to: address) -> uint256:
    """
    @dev Pays out an operator's proceeds; whom they may go to is the caller's business.
    """
    amount: uint256 = self.proceeds[account]
    assert amount != 0, "CabinetRevenue: nothing to collect"
    self.proceeds[account] = 0
    assert extcall stablecoin.transfer(to, amount, default_return_value=True)
    log Withdrawn(account=account, amount=amount)
    return amount


@internal
def _set_default_operator(operator: address):
    assert operator != empty(address), "CabinetRevenue: operator is zero"
    self.default_operator = operator
    log DefaultOperatorSet(operator=operator)


@internal
def _set_holder_share(share: uint256):
    assert share <= BPS, "CabinetRevenue: above 10,000 bps"
    self.holder_share = share
    log HolderShareSet(share=share)


@internal
@view
def _operator_of(token_id: uint256) -> address:
    own: address = self._operator[token_id]
    return own if own != empty(address) else self.default_operator
