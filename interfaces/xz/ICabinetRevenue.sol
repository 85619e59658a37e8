// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ICabinetRevenue {
    event DefaultOperatorSet(address indexed operator);
    event GuardianSet(address indexed guardian);
    event HolderShareSet(uint256 share);
    event OperatorSet(uint256 indexed token_id, address indexed operator);
    event OperatorWished(uint256 indexed token_id, address indexed by, address indexed operator);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Reported(
        uint256 indexed token_id,
        uint256 indexed period,
        address indexed payer,
        uint256[4] amounts,
        uint256 burn,
        address holder,
        uint256 holder_part,
        address operator,
        uint256 operator_part
    );
    event Unpaused(address indexed by);
    event Withdrawn(address indexed account, uint256 amount);

    function buyback() external view returns (address);
    function buyback_share() external view returns (uint256);
    function default_operator() external view returns (address);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function guardian() external view returns (address);
    function holder_share() external view returns (uint256);
    function last_period(uint256 arg0) external view returns (uint256);
    function nft() external view returns (address);
    function operator_of(uint256 token_id) external view returns (address);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function proceeds(address arg0) external view returns (uint256);
    function report(uint256 token_id, uint256 period, uint256[4] memory amounts, bytes memory signature) external;
    function set_default_operator(address operator) external;
    function set_guardian(address guardian) external;
    function set_holder_share(uint256 share) external;
    function set_operator(uint256 token_id, address operator) external;
    function stablecoin() external view returns (address);
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function wish(uint256 token_id, address account) external view returns (address);
    function withdraw(address account) external returns (uint256);
    function withdraw_to(address to) external returns (uint256);
}
