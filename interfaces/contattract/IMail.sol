// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IMail {
    event Allowed(address indexed account, address indexed sender, bool allowed);
    event Collected(address indexed inbox, uint256 indexed number, address indexed to, uint256 amount);
    event Followed(address indexed to, address indexed old, uint256 number, uint256 time, uint256 word);
    event GuardianSet(address indexed guardian);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event PostageSet(address indexed account, uint256 minimum);
    event Refunded(address indexed inbox, uint256 indexed number, address indexed to, uint256 amount);
    event Sent(
        address indexed to,
        address indexed sender,
        uint256 number,
        uint256 version,
        uint256 postage,
        uint256 time,
        bytes body
    );
    event SentStored(
        address indexed to,
        address indexed sender,
        uint256 number,
        uint256 version,
        uint256 postage,
        uint256 time,
        address pointer
    );
    event Unpaused(address indexed by);

    function allow(address[] memory senders, bool yes) external;
    function allowed(address arg0, address arg1) external view returns (bool);
    function body_of(address account, uint256 number) external view returns (bytes memory);
    function collect(address account, uint256[] memory numbers) external returns (uint256);
    function escrow_of(address account, uint256 number) external view returns (address, uint256, uint256);
    function follow(address old) external;
    function guardian() external view returns (address);
    function has_moved(address account) external view returns (bool);
    function inbox(address arg0) external view returns (uint256);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function period() external view returns (uint256);
    function postage_of(address account, address sender) external view returns (uint256);
    function recovery() external view returns (address);
    function refund(address account, uint256[] memory numbers) external;
    function send(address to, uint256 version, bytes memory body, uint256 postage) external returns (uint256);
    function send_stored(address to, uint256 version, bytes memory body, uint256 postage) external returns (uint256);
    function set_guardian(address guardian) external;
    function set_postage(uint256 minimum) external;
    function stored(address arg0, uint256 arg1) external view returns (address);
    function token() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
}
