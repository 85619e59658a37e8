// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

interface ICliqueCourt {
    error CheckpointUnorderedInsertion();
    error ECDSAInvalidSignature();
    error ECDSAInvalidSignatureLength(uint256 length);
    error ECDSAInvalidSignatureS(bytes32 s);
    error InvalidShortString();
    error StringTooLong(string str);

    event EIP712DomainChanged();
    event OffenceOpened(
        bytes32 indexed offence, address indexed signer, uint64 indexed height, bool skip, address reporter
    );
    event SignerSetCertified(uint64 indexed fromBlock, address[] signers);
    event StakeForfeited(bytes32 indexed offence, address indexed signer, address indexed reporter, uint256 amount);

    function MAX_HEADER() external view returns (uint256);
    function MAX_SIGNERS() external view returns (uint256);
    function MAX_TOKENS() external view returns (uint256);
    function SIGNER_SET_TYPEHASH() external view returns (bytes32);
    function certify(uint64 fromBlock, address[] memory signers, bytes[] memory signatures) external;
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );
    function forfeitMore(bytes32 offence, uint256[] memory tokenIds) external returns (uint256 amount);
    function isSigner(uint64 fromBlock, address account) external view returns (bool);
    function judgeDoubleSeal(bytes memory a, bytes memory b) external view returns (address signer, bytes32 offence);
    function judgeSkip(bytes[] memory headers) external view returns (address signer, bytes32 offence);
    function mine() external view returns (address);
    function newestSet() external view returns (uint64 fromBlock);
    function readHeader(bytes memory header)
        external
        pure
        returns (address signer, uint64 number, bytes32 parent, bytes32 content);
    function reportDoubleSeal(bytes memory a, bytes memory b, uint256[] memory tokenIds)
        external
        returns (uint256 amount);
    function reportSkip(bytes[] memory headers, uint256[] memory tokenIds) external returns (uint256 amount);
    function signerSetAt(uint64 height) external view returns (uint64 fromBlock, uint256 size);
    function verdictWindow() external view returns (uint64);
    function verdicts(bytes32 offence) external view returns (address signer, uint64 openedAt);
}
