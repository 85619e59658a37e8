# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title CabinetFeed: one number that the cabinets agree on
@notice An oracle for one metric (XZ-17): a price, units sold, a temperature. Cabinets observe at an agreed time
        and their chips sign {feed, observedAt, tokenId, value}; anyone gathers the signed values, sorts them and
        reports. At least a quorum of cabinets must be in a report, and the median counts. Of an even number it is
        the lower of the middle two: a value that a cabinet signed, nothing rounded, and the same for every reader.
        Readers use AggregatorV3Interface, or `fresh()`, which reverts rather than give an old answer.

        Who may do what: a signer is the chip of a token that mines at the moment (`mine.staked`): it was
        onboarded by the registrar, its owner has something to lose, and a cabinet that was slashed, exited,
        burned or had its chip replaced has no voice. Anyone reports. The owner (the timelock) sets the quorum and the
        age limit within bounds; the guardian pauses reports.

        Invariants: rounds count 1, 2, 3 ... and never change; each was observed later than the one before, never
        ahead of the clock, and reported within the age limit; no cabinet counts twice in a round; as long as more
        than half of a report's signers are honest, the answer lies between two honest values.

        How it is stopped: the guardian pauses reports; the answer then grows stale and `fresh()` reverts by itself.
@custom:contract-name CabinetFeed
@license AGPL-3.0-only
"""

from snekmate.utils import eip712_domain_separator as eip712
from snekmate.utils import message_hash_utils

from contracts.common import roles
from contracts.xz import round

initializes: eip712
initializes: roles

exports: (roles.__interface__, eip712.eip712Domain)


interface NFTXZ:
    def isChipSignature(tokenId: uint256, digest: bytes32, signature: Bytes[128]) -> bool: view
    def mine() -> address: view


interface Mine:
    def staked(tokenId: uint256) -> bool: view


# EIP-712 type of what a chip signs; the domain names the feed
REPORT_TYPE: constant(bytes32) = keccak256("Report(uint256 observedAt,uint256 tokenId,int256 value)")
# most signers of a report
MAX_SIGNERS: constant(uint256) = 31
# least quorum: the fewest of whom one may lie
MIN_QUORUM: constant(uint256) = 3
# bounds of the age limit, seconds
MIN_MAX_AGE: constant(uint256) = 60
MAX_MAX_AGE: constant(uint256) = 30 * 86_400

# AggregatorV3Interface: version of the feed's contract
version: public(constant(uint256)) = 1

# AggregatorV3Interface: the answer is in units of 10^-decimals
decimals: public(immutable(uint8))
# the tokens whose chips sign
nft: public(immutable(address))
# knows which tokens mine
mine: public(immutable(address))

# AggregatorV3Interface: what is measured, e.g. "XZ / USD"
description: public(String[64])
# the present round and terms, and whether reports are stopped, see the module round
_latest: uint256
# id -> round as it was reported
_rounds: HashMap[uint256, uint256]

event AnswerUpdated:
    current: indexed(int256)
    roundId: indexed(uint256)
    updatedAt: uint256

event Reported:
    round_id: indexed(uint256)
    observed_at: uint256
    signers: uint256
    lowest: int128
    highest: int128

event TermsSet:
    quorum: uint256
    max_age: uint256


@deploy
def __init__(
    owner_: address,
    guardian_: address,
    nft_: address,
    description_: String[64],
    decimals_: uint8,
    quorum_: uint256,
    max_age_: uint256,
):
    """
    @notice Opens a feed without a round.
    @param owner_ Sets the terms; not zero.
    @param guardian_ Pauses reports; zero for nobody.
    @param nft_ The NFTXZ contract, already created: it names the mine.
    @param description_ What is measured.
    @param decimals_ The answer's decimals.
    @param quorum_ Signers of a report at least, 3 to 31.
    @param max_age_ Seconds after which an answer is stale, a minute to 30 days.
    """
    roles.__init__(owner_, guardian_)
    eip712.__init__("CabinetFeed", "1")
    nft = nft_
    mine = staticcall NFTXZ(nft_).mine()
    decimals = decimals_
    self.description = description_
    self._set_terms(quorum_, max_age_)


@external
def report(
    observed_at: uint256,
    values: DynArray[int128, MAX_SIGNERS],
    token_ids: DynArray[uint256, MAX_SIGNERS],
    signatures: DynArray[Bytes[128], MAX_SIGNERS],
) -> uint256:
    """
    @notice Makes a round of what the cabinets signed (XZ-17). Anyone.
    @param observed_at When they observed, seconds: the same in every signature.
    @param values What they observed, ascending.
    @param token_ids Whose value each is; no token twice.
    @param signatures The chip's over each {observedAt, tokenId, value} in this feed's domain.
    @return uint256 Number of the round.
    @dev Reverts: "reports are paused", "lengths differ", "under quorum", "observed in future", "report is stale",
         "not newer than round", "values not ascending", "duplicate signer", "token is not staked",
         "unknown signer" (no valid signature of that token's chip).
    """
    r: round.Round = round._unpack(self._latest)
    assert not r.paused, "CabinetFeed: reports are paused"
    count: uint256 = len(values)
    assert len(token_ids) == count and len(signatures) == count, "CabinetFeed: lengths differ"
    assert count >= r.quorum, "CabinetFeed: under quorum"
    assert observed_at <= block.timestamp, "CabinetFeed: observed in future"
    # cannot underflow: just checked
    r.delay = unsafe_sub(block.timestamp, observed_at)
    assert r.delay <= r.max_age, "CabinetFeed: report is stale"
    assert observed_at > r.observed, "CabinetFeed: not newer than round"

    domain: bytes32 = eip712._domain_separator_v4()
    # a bit for each token id modulo 256: a clear bit proves a token new, a set one makes us look
    seen: uint256 = 0
    lowest: int128 = values[0]
    before: int128 = lowest
    for i: uint256 in range(count, bound=MAX_SIGNERS):
        value: int128 = values[i]
        token_id: uint256 = token_ids[i]
        assert value >= before, "CabinetFeed: values not ascending"
        before = value
        bit: uint256 = 1 << (token_id & 255)
        if seen & bit != 0:
            for j: uint256 in range(i, bound=MAX_SIGNERS):
                assert token_ids[j] != token_id, "CabinetFeed: duplicate signer"
        seen |= bit
        # contract checks are skipped below: without code there nothing is returned, which reverts as well
        assert staticcall Mine(mine).staked(token_id, skip_contract_check=True), "CabinetFeed: token is not staked"
        digest: bytes32 = message_hash_utils._to_typed_data_hash(
            domain, keccak256(abi_encode(REPORT_TYPE, observed_at, token_id, convert(value, int256)))
        )
        assert staticcall NFTXZ(nft).isChipSignature(
            token_id, digest, signatures[i], skip_contract_check=True
        ), "CabinetFeed: unknown signer"

    # the lower of the middle two when the number is even; cannot underflow: a quorum is at least 3
    r.answer = values[unsafe_sub(count, 1) // 2]
    # cannot overflow: 32 bits, and _pack looks whether it fits them
    r.id = unsafe_add(r.id, 1)
    r.observed = observed_at
    word: uint256 = round._pack(r)
    self._latest = word
    self._rounds[r.id] = word
    log AnswerUpdated(current=convert(r.answer, int256), roundId=r.id, updatedAt=observed_at)
    log Reported(round_id=r.id, observed_at=observed_at, signers=count, lowest=lowest, highest=before)
    return r.id


@external
def set_terms(quorum_: uint256, max_age_: uint256):
    """
    @notice Sets how many must sign and how old an answer may be. Only the owner; holds from now, past rounds included.
    @param quorum_ Signers, 3 to 31.
    @param max_age_ Seconds, a minute to 30 days.
    """
    roles._check_owner()
    self._set_terms(quorum_, max_age_)


@external
def pause():
    """
    @notice Stops reports; reading goes on. The guardian or the owner.
    """
    roles._check_guardian()
    self._set_paused(True)
    log roles.Paused(by=msg.sender)


@external
def unpause():
    """
    @notice Lets reports in again. Only the owner.
    """
    roles._check_owner()
    self._set_paused(False)
    log roles.Unpaused(by=msg.sender)


@external
@view
def latestRoundData() -> (uint80, int256, uint256, uint256, uint80):
    """
    @notice AggregatorV3Interface. `updatedAt` is when the cabinets observed, not when someone carried it here: a
            report that was held back does not look fresh. Reverts with "no round yet".
    @return roundId, answer, startedAt (seconds), updatedAt (seconds), answeredInRound.
    """
    return self._data(round._unpack(self._latest))


@external
@view
def getRoundData(_roundId: uint80) -> (uint80, int256, uint256, uint256, uint80):
    """
    @notice AggregatorV3Interface: a round of the past. Reverts with "unknown round".
    @return roundId, answer, startedAt (seconds), updatedAt (seconds), answeredInRound.
    """
    return self._data(self._round(convert(_roundId, uint256)))


@external
@view
def fresh() -> int256:
    """
    @notice The answer, or a revert: "no round yet", "answer is stale" when it was observed more than the age limit
            ago.
    """
    r: round.Round = round._unpack(self._latest)
    assert r.id != 0, "CabinetFeed: no round yet"
    # cannot underflow: no round is observed ahead of the clock
    assert unsafe_sub(block.timestamp, r.observed) <= r.max_age, "CabinetFeed: answer is stale"
    return convert(r.answer, int256)


@external
@view
def reported_at(round_id: uint256) -> uint256:
    """
    @notice When a round was carried here, seconds. Reverts with "unknown round".
    """
    r: round.Round = self._round(round_id)
    # cannot overflow: 40 and 24 bits
    return unsafe_add(r.observed, r.delay)


@external
@view
def paused() -> bool:
    """
    @notice Whether reports are stopped.
    """
    return round._unpack(self._latest).paused


@external
@view
def quorum() -> uint256:
    """
    @notice Signers of a report at least.
    """
    return round._unpack(self._latest).quorum


@external
@view
def max_age() -> uint256:
    """
    @notice Seconds after which a report is refused and an answer stale.
    """
    return round._unpack(self._latest).max_age


@internal
def _set_terms(quorum_: uint256, max_age_: uint256):
    assert quorum_ >= MIN_QUORUM and quorum_ <= MAX_SIGNERS, "CabinetFeed: quorum not in 3..31"
    assert max_age_ >= MIN_MAX_AGE and max_age_ <= MAX_MAX_AGE, "CabinetFeed: max age out of bounds"
    r: round.Round = round._unpack(self._latest)
    r.quorum = quorum_
    r.max_age = max_age_
    self._latest = round._pack(r)
    log TermsSet(quorum=quorum_, max_age=max_age_)


@internal
def _set_paused(paused_: bool):
    r: round.Round = round._unpack(self._latest)
    r.paused = paused_
    self._latest = round._pack(r)


@internal
@view
def _round(id: uint256) -> round.Round:
    word: uint256 = self._rounds[id]
    assert word != 0, "CabinetFeed: unknown round"
    return round._unpack(word)


@internal
@pure
def _data(r: round.Round) -> (uint80, int256, uint256, uint256, uint80):
    assert r.id != 0, "CabinetFeed: no round yet"
    id: uint80 = convert(r.id, uint80)
    return id, convert(r.answer, int256), r.observed, r.observed, id
