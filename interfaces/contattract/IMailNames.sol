// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IMailNames {
    struct Terms {
        uint256 fee;
        uint256 least;
        uint256 most;
        uint256 grace;
        uint256 age;
        uint256 life;
    }

    event Committed(bytes32 indexed commitment);
    event FeesDonated(uint256 amount);
    event GuardianSet(address indexed guardian);
    event KeySet(address indexed account, uint256 indexed version, uint256 x, uint256 y);
    event NormaliserSet(address indexed normaliser);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event PrimarySet(address indexed account, bytes32 indexed name);
    event Registered(bytes32 indexed name, address indexed owner, uint256 expiry, bytes text);
    event Renewed(bytes32 indexed name, address indexed payer, uint256 expiry);
    event Transferred(bytes32 indexed name, address indexed sender, address indexed to);
    event Unpaused(address indexed by);

    function commit(bytes32 commitment) external;
    function commitments(bytes32 arg0) external view returns (uint256);
    function cost(uint256 term_days) external view returns (uint256);
    function disk() external view returns (address);
    function donate_fees() external;
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function follow(address old) external;
    function follow_names(address old, bytes32[] memory names) external;
    function guardian() external view returns (address);
    function is_free(bytes32 name) external view returns (bool);
    function is_plain(bytes memory text) external pure returns (bool);
    function key_of(address account) external view returns (uint256, bytes memory);
    function name_of(bytes32 name) external view returns (address, uint256);
    function normaliser() external view returns (address);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function primary_of(address account) external view returns (bytes32);
    function recovery() external view returns (address);
    function register(
        bytes memory text,
        uint256 term_days,
        uint256 x,
        uint256 y,
        bytes32 secret,
        bytes memory attestation
    ) external returns (bytes32);
    function renew(bytes32 name, uint256 term_days) external;
    function resolve(bytes32 name) external view returns (address, uint256, bytes memory);
    function set_guardian(address guardian) external;
    function set_key(uint256 x, uint256 y) external;
    function set_normaliser(address normaliser) external;
    function set_primary(bytes32 name) external;
    function terms() external view returns (Terms memory);
    function token() external view returns (address);
    function transfer(bytes32 name, address to) external;
    function transfer_ownership(address new_owner) external;
    function unpause() external;
}
