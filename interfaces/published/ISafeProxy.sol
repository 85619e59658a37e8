// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ISafeProxy {
    fallback() external payable;
}
