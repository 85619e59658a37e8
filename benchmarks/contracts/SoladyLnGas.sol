// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FixedPointMathLib} from "solady/src/utils/FixedPointMathLib.sol";

/// @title What Solady's natural logarithm costs: a peer of log2
contract SoladyLnGas {
    /// @notice The result with 18 decimals, and the gas between two readings of the meter.
    function lnWad(int256 x) external view returns (int256 y, uint256 used) {
        uint256 before = gasleft();
        y = FixedPointMathLib.lnWad(x);
        used = before - gasleft();
    }

    /// @notice The meter itself.
    function identity(int256 x) external view returns (int256 y, uint256 used) {
        uint256 before = gasleft();
        y = x;
        used = before - gasleft();
    }
}
