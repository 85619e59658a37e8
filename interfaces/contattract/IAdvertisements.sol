// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface IAdvertisements {
    struct Campaign {
        address advertiser;
        address counter;
        uint256 rate;
        uint256 left;
        uint256 end;
    }

    event Ended(uint256 indexed campaign, uint256 rest);
    event Funded(uint256 indexed campaign, uint256 amount);
    event NoticeGiven(uint256 indexed campaign, uint256 end);
    event Opened(uint256 indexed campaign, address indexed advertiser, address counter, uint256 rate, bytes32 content);
    event Viewed(uint256 indexed campaign, address indexed publisher, uint256 views, uint256 amount);

    function campaign_of(uint256 campaign) external view returns (Campaign memory);
    function claim(uint256 campaign, address publisher, uint256 views, bytes memory signature)
        external
        returns (uint256);
    function count() external view returns (uint256);
    function eip712Domain()
        external
        view
        returns (bytes1, string memory, string memory, uint256, address, bytes32, uint256[] memory);
    function end(uint256 campaign) external;
    function fund(uint256 campaign, uint256 amount) external;
    function give_notice(uint256 campaign) external;
    function notice() external view returns (uint256);
    function open(address counter, uint256 rate, uint256 budget, bytes32 content) external returns (uint256);
    function paid(uint256 arg0, address arg1) external view returns (uint256);
    function recovery() external view returns (address);
    function token() external view returns (address);
}
