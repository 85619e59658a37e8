// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface INotices {
    event Notified(
        address indexed subscriber, address indexed source, bytes32 indexed topic, uint256 number, bytes body
    );
    event OptedIn(address indexed subscriber, address indexed source, bytes32 indexed topic);
    event OptedOut(address indexed subscriber, address indexed source, bytes32 indexed topic);

    function notify(address subscriber, bytes32 topic, bytes memory body) external returns (uint256);
    function opt_in(address source, bytes32 topic) external;
    function opt_out(address source, bytes32 topic) external;
    function opted_in(address arg0, address arg1, bytes32 arg2) external view returns (bool);
    function sequence(address arg0) external view returns (uint256);
}
