// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IMineNotices {
    function FEE_LOW() external view returns (bytes32);
    function UNLOCKED() external view returns (bytes32);
    function exit_news(address account) external view returns (bool);
    function fee_low() external view returns (uint256);
    function fee_news(uint256 token_id) external view returns (bool);
    function mine() external view returns (address);
    function notices() external view returns (address);
    function poke_exit(address account) external;
    function poke_fee(uint256 token_id) external;
    function told_low(uint256 arg0) external view returns (address);
    function told_unlocked(address arg0) external view returns (uint256);
}
