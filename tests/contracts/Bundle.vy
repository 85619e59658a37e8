# pragma version 0.4.3
# pragma evm-version cancun
# SPDX-License-Identifier: MIT
"""
@title Bundle: several calls in one transaction
@notice What a searcher's contract does: all of its calls see the same block. For tests.
@license MIT
"""


@external
def execute(target: address, calls: DynArray[Bytes[8192], 4]):
    """
    @notice Makes the calls in order; the first that reverts reverts all, with its reason.
    """
    for data: Bytes[8192] in calls:
        raw_call(target, data)
