// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IBudgets {
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Spent(uint256 indexed budget, address indexed to, uint256 amount, string purpose);

    function budgets() external view returns (uint256);
    function left(uint256 arg0) external view returns (uint256);
    function owner() external view returns (address);
    function spend(uint256 budget, address to, uint256 amount, string memory purpose) external;
    function token() external view returns (address);
    function transfer_ownership(address new_owner) external;
}
