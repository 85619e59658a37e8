# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title WeatherBet: a contract that acts on stored data
@notice Two parties bet on a temperature that a weather station keeps in its slice of the world disk: 8 bytes, a signed number
        in hundredths of a degree, at a fixed place. Anybody shows the leaf; who was right takes both stakes. For tests.
@license MIT
"""

interface Slices:
    def read(
        group: uint256,
        index: uint256,
        start: uint256,
        length: uint256,
        data: Bytes[4096],
        path: DynArray[bytes32, 32],
        told: Attestation,
        max_age: uint256,
    ) -> Bytes[4096]: view

struct Attestation:
    epoch: uint256
    block_hash: bytes32
    sealed_roots: bytes32
    data_root: bytes32

slices: immutable(address)
group: immutable(uint256)
index: immutable(uint256)
start: immutable(uint256)
warm: immutable(address)
cold: immutable(address)
winner: public(address)


@deploy
def __init__(slices_: address, group_: uint256, index_: uint256, start_: uint256, warm_: address, cold_: address):
    slices = slices_
    group = group_
    index = index_
    start = start_
    warm = warm_
    cold = cold_


@external
def decide(data: Bytes[4096], path: DynArray[bytes32, 32], told: Attestation):
    """
    @notice Above 20.00 degrees the first party wins. The message may be a day old.
    """
    assert self.winner == empty(address), "Bet: decided"
    read: Bytes[4096] = staticcall Slices(slices).read(group, index, start, 8, data, path, told, 86_400)
    degrees: int64 = convert(convert(slice(read, 0, 8), bytes8), int64)
    self.winner = warm if degrees > 2_000 else cold
