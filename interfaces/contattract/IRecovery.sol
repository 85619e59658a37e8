// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IRecovery {
    struct Move {
        address to;
        uint256 at;
        uint256 phase;
        uint256 round;
    }

    event Accepted(address indexed account, address indexed to, uint256 turn);
    event Approved(address indexed account, address indexed to, address indexed guardian, uint256 turn);
    event Declined(address indexed account, address indexed to, uint256 turn);
    event Deposited(address indexed account, address indexed payer, uint256 amount);
    event Followed(address indexed old, address indexed to, uint256 amount);
    event GuardiansNamed(address indexed account, address[] guardians, uint256 threshold, uint256 since);
    event MoveCancelled(address indexed account, address indexed to, uint256 answer_until);
    event MoveStarted(address indexed account, address indexed to, uint256 ready, bool is_final);
    event Moved(address indexed account, address indexed to);
    event Retracted(address indexed account, address indexed to, address indexed guardian, uint256 turn);
    event Withdrawn(address indexed account, uint256 amount);

    function accept(address account) external;
    function accept_signed(address account, address to, uint256 deadline, bytes memory signature) external;
    function accepted(address account, address to) external view returns (bool);
    function answer() external view returns (uint256);
    function approvals(address account, address to) external view returns (uint256);
    function approve(address account, address to) external;
    function approve_signed(address account, address to, uint256 deadline, bytes[] memory signatures) external;
    function balance_of(address arg0) external view returns (uint256);
    function cancel() external;
    function circle(address account) external view returns (address[] memory, uint256);
    function decline(address account) external;
    function delay() external view returns (uint256);
    function deposit(address account, uint256 amount) external;
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function execute(address account) external;
    function follow(address old) external;
    function frozen(address account) external view returns (bool);
    function line(address arg0) external view returns (uint256);
    function move_of(address account) external view returns (Move memory);
    function next_circle(address account) external view returns (address[] memory, uint256, uint256);
    function rest() external view returns (uint256);
    function retract(address account, address to) external;
    function set_guardians(address[] memory guardians, uint256 threshold) external;
    function successor(address account) external view returns (address);
    function token() external view returns (address);
    function turn(address account) external view returns (uint256);
    function withdraw(uint256 amount) external;
}
