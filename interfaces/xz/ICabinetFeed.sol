// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ICabinetFeed {
    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);
    event GuardianSet(address indexed guardian);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);
    event Paused(address indexed by);
    event Reported(uint256 indexed round_id, uint256 observed_at, uint256 signers, int128 lowest, int128 highest);
    event TermsSet(uint256 quorum, uint256 max_age);
    event Unpaused(address indexed by);

    function decimals() external view returns (uint8);
    function description() external view returns (string memory);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function fresh() external view returns (int256);
    function getRoundData(uint80 _roundId) external view returns (uint80, int256, uint256, uint256, uint80);
    function guardian() external view returns (address);
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80);
    function max_age() external view returns (uint256);
    function mine() external view returns (address);
    function nft() external view returns (address);
    function owner() external view returns (address);
    function pause() external;
    function paused() external view returns (bool);
    function quorum() external view returns (uint256);
    function report(uint256 observed_at, int128[] memory values, uint256[] memory token_ids, bytes[] memory signatures)
        external
        returns (uint256);
    function reported_at(uint256 round_id) external view returns (uint256);
    function set_guardian(address guardian) external;
    function set_terms(uint256 quorum_, uint256 max_age_) external;
    function transfer_ownership(address new_owner) external;
    function unpause() external;
    function version() external view returns (uint256);
}
