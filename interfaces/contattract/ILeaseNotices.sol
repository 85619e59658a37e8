// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ILeaseNotices {
    function EXPIRING() external view returns (bytes32);
    function FAILED() external view returns (bytes32);
    function ahead() external view returns (uint256);
    function disk() external view returns (address);
    function landlord_news(address landlord) external view returns (bool);
    function lease_news(uint256 lease) external view returns (bool);
    function notices() external view returns (address);
    function poke_landlord(address landlord) external;
    function poke_lease(uint256 lease) external;
    function proofs() external view returns (address);
    function quiet_until(address arg0) external view returns (uint256);
    function seat_mb() external view returns (uint256);
    function told_missing(address arg0) external view returns (uint256);
}
