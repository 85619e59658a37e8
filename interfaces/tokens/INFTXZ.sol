// SPDX-License-Identifier: MIT
pragma solidity ^0.8.4;

library NFTXZ {
    struct Cabinet {
        bytes32 hardwareId;
        int32 latitude;
        int32 longitude;
        uint64 onboarded;
    }
}

interface INFTXZ {
    error AccountBalanceOverflow();
    error AlreadyInitialized();
    error BalanceQueryForZeroAddress();
    error NewOwnerIsZeroAddress();
    error NoHandoverRequest();
    error NotOwnerNorApproved();
    error TokenAlreadyExists();
    error TokenDoesNotExist();
    error TransferFromIncorrectOwner();
    error TransferToNonERC721ReceiverImplementer();
    error TransferToZeroAddress();
    error Unauthorized();

    event Approval(address indexed owner, address indexed account, uint256 indexed id);
    event ApprovalForAll(address indexed owner, address indexed operator, bool isApproved);
    event Authorized(uint256 indexed tokenId, address indexed to, uint256 nonce, uint256 deadline);
    event ChipProposalCancelled(uint256 indexed tokenId, address indexed newChip);
    event ChipProposed(uint256 indexed tokenId, address indexed newChip, uint256 readyAt);
    event ChipReplaced(uint256 indexed tokenId, address indexed oldChip, address indexed newChip);
    event Onboarded(
        uint256 indexed tokenId,
        bytes32 indexed hardwareId,
        address indexed chip,
        uint16 node,
        int32 latitude,
        int32 longitude
    );
    event OwnershipHandoverCanceled(address indexed pendingOwner);
    event OwnershipHandoverRequested(address indexed pendingOwner);
    event OwnershipTransferred(address indexed oldOwner, address indexed newOwner);
    event RegistrarSet(address indexed registrar);
    event Transfer(address indexed from, address indexed to, uint256 indexed id);

    function DOMAIN_SEPARATOR() external view returns (bytes32);
    function acceptChip(uint256 tokenId) external;
    function approve(address account, uint256 tokenId) external payable;
    function authorize(uint256 tokenId, address from, address to, uint256 deadline, bytes memory signature) external;
    function authorizedUntil(uint256 tokenId, address to) external view returns (uint256 deadline);
    function balanceOf(address owner) external view returns (uint256 result);
    function burn(uint256 tokenId) external;
    function cabinetOf(uint256 tokenId) external view returns (NFTXZ.Cabinet memory cabinet);
    function cancelChip(uint256 tokenId) external;
    function cancelOwnershipHandover() external payable;
    function chipOf(uint256 tokenId) external view returns (address chip);
    function completeOwnershipHandover(address pendingOwner) external payable;
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
    function getApproved(uint256 id) external view returns (address result);
    function holding(uint256 tokenId) external view returns (address owner, uint16 node);
    function isApprovedForAll(address owner, address operator) external view returns (bool result);
    function isChipSignature(uint256 tokenId, bytes32 digest, bytes memory signature) external view returns (bool);
    function locked(uint256 tokenId) external view returns (bool);
    function mine() external view returns (address);
    function mint(address to, bytes32 hardwareId, int32 latitude, int32 longitude, address chip, uint16 node)
        external
        returns (uint256 tokenId);
    function name() external pure returns (string memory);
    function nonceOf(uint256 tokenId) external view returns (uint256);
    function owner() external view returns (address result);
    function ownerOf(uint256 id) external view returns (address result);
    function ownershipHandoverExpiresAt(address pendingOwner) external view returns (uint256 result);
    function proposeChip(uint256 tokenId, address newChip, uint256 deadline, bytes memory ownerSignature) external;
    function proposedChip(uint256 tokenId) external view returns (address proposed, uint256 readyAt);
    function registrar() external view returns (address);
    function renounceOwnership() external payable;
    function replacementDelay() external view returns (uint256);
    function requestOwnershipHandover() external payable;
    function safeTransferFrom(address from, address to, uint256 id) external payable;
    function safeTransferFrom(address from, address to, uint256 id, bytes memory data) external payable;
    function setApprovalForAll(address operator, bool isApproved) external;
    function setRegistrar(address registrar_) external;
    function supply() external view returns (uint256);
    function supportsInterface(bytes4 interfaceId) external view returns (bool result);
    function symbol() external pure returns (string memory);
    function tokenOfChip(address chip) external view returns (uint256 tokenId);
    function tokenOfHardware(bytes32 hardwareId) external view returns (uint256 tokenId);
    function tokenURI(uint256 tokenId) external view returns (string memory);
    function totalMinted() external view returns (uint256);
    function totalSupply() external view returns (uint256);
    function transferFrom(address from, address to, uint256 tokenId) external payable;
    function transferOwnership(address newOwner) external payable;
    function transferWithChip(address from, address to, uint256 tokenId, uint256 deadline, bytes memory signature)
        external;
}
