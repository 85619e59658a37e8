// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {Ownable} from "solady/src/auth/Ownable.sol";
import {ERC721} from "solady/src/tokens/ERC721.sol";
import {Base64} from "solady/src/utils/Base64.sol";
import {ECDSA} from "solady/src/utils/ECDSA.sol";
import {EfficientHashLib} from "solady/src/utils/EfficientHashLib.sol";
import {EIP712} from "solady/src/utils/EIP712.sol";
import {LibBytes} from "solady/src/utils/LibBytes.sol";
import {LibString} from "solady/src/utils/LibString.sol";
import {SignatureCheckerLib} from "solady/src/utils/SignatureCheckerLib.sol";

import {HoldingWord} from "./holding_word.sol";

/// @dev What the token asks the mine.
interface IMine {
    /// @notice Whether the token mines at the moment.
    function staked(uint256 tokenId) external view returns (bool);
    /// @notice What is left of the token, 1e18 = whole.
    function life_of(uint256 tokenId) external view returns (uint256);
}

/// @title NFTXZ: a cabinet, owned (XZ-2, XZ-3, XZ-4, XZ-6)
/// @notice ERC-721, one token for one physical cabinet, `supply` of them ever. A chip in the cabinet holds a key:
/// every change of owner needs the chip's signature besides the owner's consent. While a token mines it stays in
/// its owner's wallet, locked (`locked` as in ERC-5192, whose events are not emitted: the mine's own tell when that changes).
///
/// Who may do what: the registrar mints, and proposes a new chip with the owner's signature; the mine burns a
/// token that has melted; the owner of the contract (the timelock) names the registrar. Holders do the rest.
///
/// Invariants: an id, a hardware id and a chip key are used once, ever; a token changes hands only with a signature
/// of its chip over its current nonce, and that nonce then changes; a token that mines does not change hands; at
/// most `supply` tokens are ever minted and only melting takes one away.
///
/// How it is stopped: `setRegistrar(0)` ends onboarding and new chips. Transfers cannot be stopped.
///
/// A chip is known by its address: the last 20 bytes of keccak256(x ‖ y) of its public key, on either curve.
contract NFTXZ is ERC721, EIP712, Ownable {
    using HoldingWord for uint96;
    using LibBytes for bytes;
    using LibString for uint256;
    using LibString for int256;

    /// @dev A cabinet as it was onboarded, for ever. Two slots:
    ///
    ///     slot 0  hardwareId    256 bits
    ///     slot 1  latitude       32 bits, signed, 1e-7 degrees
    ///             longitude      32 bits, signed, 1e-7 degrees
    ///             onboarded      64 bits, timestamp (s)
    ///             unused        128 bits
    struct Cabinet {
        bytes32 hardwareId;
        int32 latitude;
        int32 longitude;
        uint64 onboarded;
    }

    /// @dev The chip of a token and the state of its replacement. Two slots, of which signatures read the first:
    ///
    ///     slot 0  current       160 bits, address of the chip in force
    ///             readyAt        64 bits, timestamp (s) from which `proposed` may be accepted; 0: nothing proposed
    ///             proposedNonce  32 bits, the token's nonce that the proposal is bound to
    ///     slot 1  proposed      160 bits, address of the chip to come
    ///             unused         96 bits
    struct Chip {
        address current;
        uint64 readyAt;
        uint32 proposedNonce;
        address proposed;
    }

    /// @dev How many tokens were minted and burned, in one slot.
    struct Count {
        uint128 minted;
        uint128 burned;
    }

    /// @notice EIP-712 type that a chip signs; `to` zero means any recipient.
    bytes32 private constant TRANSFER_TYPEHASH =
        keccak256("Transfer(uint256 tokenId,address from,address to,uint256 nonce,uint256 deadline)");
    /// @notice EIP-712 type that an owner signs for a new chip.
    bytes32 private constant REPLACE_CHIP_TYPEHASH =
        keccak256("ReplaceChip(uint256 tokenId,address newChip,uint256 nonce,uint256 deadline)");
    /// @dev Half the order of secp256k1: s above it is the malleable twin of a signature.
    uint256 private constant SECP256K1_HALF_N = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
    /// @dev 90 and 180 degrees in 1e-7 degrees.
    int32 private constant MAX_LATITUDE = 900_000_000;
    int32 private constant MAX_LONGITUDE = 1_800_000_000;

    /// @notice The mine: says what is locked and how much life is left, and burns what has melted.
    address public immutable mine;
    /// @notice Most tokens ever minted.
    uint256 public immutable supply;
    /// @notice Seconds between the proposal of a new chip and its acceptance.
    uint256 public immutable replacementDelay;

    /// @notice Who onboards cabinets and proposes new chips; zero for nobody.
    address public registrar;
    /// @dev Tokens minted and burned.
    Count private _count;
    /// @dev Cabinets by token, kept after a burn.
    mapping(uint256 tokenId => Cabinet) private _cabinets;
    /// @dev Chips by token, cleared by a burn.
    mapping(uint256 tokenId => Chip) private _chips;
    /// @notice The token that a hardware id was onboarded with, ever; zero for none.
    mapping(bytes32 hardwareId => uint256 tokenId) public tokenOfHardware;
    /// @notice The token that a chip was bound to, ever (an old chip stays bound); zero for none.
    mapping(address chip => uint256 tokenId) public tokenOfChip;
    /// @dev Last second (timestamp) of a stored authorisation, by token, nonce and recipient. It dies with the nonce,
    /// so that a use costs no further slot, and one for another recipient cannot overwrite it.
    mapping(bytes32 key => uint256 deadline) private _authorizedUntil;

    /// @notice A cabinet was onboarded. Coordinates in 1e-7 degrees.
    event Onboarded(
        uint256 indexed tokenId,
        bytes32 indexed hardwareId,
        address indexed chip,
        uint16 node,
        int32 latitude,
        int32 longitude
    );
    /// @notice The chip authorised one transfer to `to` (zero: to anyone) until `deadline` (s), under `nonce`.
    event Authorized(uint256 indexed tokenId, address indexed to, uint256 nonce, uint256 deadline);
    /// @notice Owner and registrar proposed a new chip, which may be accepted from `readyAt` (s).
    event ChipProposed(uint256 indexed tokenId, address indexed newChip, uint256 readyAt);
    /// @notice A proposal was withdrawn.
    event ChipProposalCancelled(uint256 indexed tokenId, address indexed newChip);
    /// @notice The chip of a token changed.
    event ChipReplaced(uint256 indexed tokenId, address indexed oldChip, address indexed newChip);
    /// @notice The registrar changed.
    event RegistrarSet(address indexed registrar);

    /// @param owner_ Names the registrar; not zero.
    /// @param registrar_ First registrar; zero for nobody.
    /// @param mine_ The mine; not zero.
    /// @param supply_ Most tokens ever minted; not zero.
    /// @param replacementDelay_ Seconds between the proposal of a chip and its acceptance.
    constructor(address owner_, address registrar_, address mine_, uint256 supply_, uint256 replacementDelay_) {
        require(owner_ != address(0), "NFTXZ: owner is zero");
        require(mine_ != address(0), "NFTXZ: mine is zero");
        require(supply_ != 0, "NFTXZ: supply is zero");
        require(replacementDelay_ <= type(uint32).max, "NFTXZ: delay too long");
        _initializeOwner(owner_);
        mine = mine_;
        supply = supply_;
        replacementDelay = replacementDelay_;
        registrar = registrar_;
        emit RegistrarSet(registrar_);
    }

    // ---- onboarding and end

    /// @notice Mints the next token for a cabinet (XZ-2). Only the registrar.
    /// @param to First owner; not zero.
    /// @param hardwareId Id of the cabinet, never used before; not zero.
    /// @param latitude Position at onboarding, 1e-7 degrees, within ±90 degrees.
    /// @param longitude Position at onboarding, 1e-7 degrees, within ±180 degrees.
    /// @param chip Address of the chip's key, never used before; not zero.
    /// @param node The node that hosts the cabinet.
    /// @return tokenId From 1 up.
    function mint(address to, bytes32 hardwareId, int32 latitude, int32 longitude, address chip, uint16 node)
        external
        returns (uint256 tokenId)
    {
        require(msg.sender == registrar, "NFTXZ: not the registrar");
        require(hardwareId != 0, "NFTXZ: hardware id is zero");
        require(tokenOfHardware[hardwareId] == 0, "NFTXZ: hardware id is taken");
        require(latitude >= -MAX_LATITUDE && latitude <= MAX_LATITUDE, "NFTXZ: latitude out of range");
        require(longitude >= -MAX_LONGITUDE && longitude <= MAX_LONGITUDE, "NFTXZ: longitude out of range");
        tokenId = _count.minted + 1;
        require(tokenId <= supply, "NFTXZ: all tokens are minted");
        // fits: at most `supply`, counted one by one
        _count.minted = uint128(tokenId);
        tokenOfHardware[hardwareId] = tokenId;
        _cabinets[tokenId] = Cabinet(hardwareId, latitude, longitude, uint64(block.timestamp));
        _bind(tokenId, chip);
        // unchecked by Solady: ids only count up, so this one is new
        _mintAndSetExtraDataUnchecked(to, tokenId, HoldingWord.make(node));
        emit Onboarded(tokenId, hardwareId, chip, node, latitude, longitude);
    }

    /// @notice Burns a token that has melted (XZ-3). Only the mine. Its id, hardware id and chip are not used again.
    function burn(uint256 tokenId) external {
        require(msg.sender == mine, "NFTXZ: not the mine");
        _burn(tokenId);
        delete _chips[tokenId];
        _count.burned += 1;
    }

    // ---- transfers

    /// @notice Transfers a token with its chip's signature over {tokenId, from, to, nonce, deadline} (XZ-4).
    /// The caller is the owner or approved; `from` is the owner. The nonce changes.
    /// @param deadline Last second (timestamp) at which the signature holds.
    /// @param signature As `isChipSignature` takes it.
    function transferWithChip(address from, address to, uint256 tokenId, uint256 deadline, bytes calldata signature)
        external
    {
        uint96 word = _getExtraData(tokenId);
        _checkChip(tokenId, from, to, word.nonce(), deadline, signature);
        _checkUnlocked(tokenId);
        _setExtraData(tokenId, word.next());
        _transfer(msg.sender, from, to, tokenId);
    }

    /// @notice Stores a chip's authorisation for one ordinary `transferFrom` (XZ-4). Anyone may bring it; who
    /// transfers must still be the owner or approved. It ends with the deadline, and with any change of the nonce:
    /// a transfer (its use) or a new chip.
    /// @param from The current owner.
    /// @param to The recipient that the chip signed; zero: any recipient, for marketplaces.
    /// @param deadline Last second (timestamp) at which it holds. A later one for the same recipient wins.
    /// @param signature As `isChipSignature` takes it.
    function authorize(uint256 tokenId, address from, address to, uint256 deadline, bytes calldata signature) external {
        require(ownerOf(tokenId) == from, "NFTXZ: from is not the owner");
        uint256 nonce = _getExtraData(tokenId).nonce();
        _checkChip(tokenId, from, to, nonce, deadline, signature);
        bytes32 key = _authorizationKey(tokenId, nonce, to);
        if (deadline > _authorizedUntil[key]) _authorizedUntil[key] = deadline;
        emit Authorized(tokenId, to, nonce, deadline);
    }

    /// @notice The standard's transfer; needs a stored authorisation, which it uses up (XZ-4).
    /// Both `safeTransferFrom` come through here. Takes no ether.
    function transferFrom(address from, address to, uint256 tokenId) public payable override {
        require(msg.value == 0, "NFTXZ: takes no ether");
        // first, so that the standard's own errors come first; it calls nobody
        super.transferFrom(from, to, tokenId);
        require(authorizedUntil(tokenId, to) >= block.timestamp, "NFTXZ: chip has not authorized");
        _checkUnlocked(tokenId);
        _setExtraData(tokenId, _getExtraData(tokenId).next());
    }

    /// @notice The standard's approval. Takes no ether.
    function approve(address account, uint256 tokenId) public payable override {
        require(msg.value == 0, "NFTXZ: takes no ether");
        super.approve(account, tokenId);
    }

    // ---- chips

    /// @notice Proposes a new chip with the owner's EIP-712 signature over {tokenId, newChip, nonce, deadline}
    /// (XZ-6). Only the registrar. The nonce changes: what the old chip authorised, and the signature itself, are void.
    /// A proposal replaces an earlier one; a transfer voids it.
    /// @param newChip Address of a chip never used before.
    /// @param deadline Last second (timestamp) at which the owner's signature holds.
    /// @param ownerSignature Of an account (65 or 64 bytes) or a contract (EIP-1271).
    function proposeChip(uint256 tokenId, address newChip, uint256 deadline, bytes calldata ownerSignature) external {
        require(msg.sender == registrar, "NFTXZ: not the registrar");
        require(block.timestamp <= deadline, "NFTXZ: signature expired");
        _checkFree(newChip);
        uint96 word = _getExtraData(tokenId);
        bytes32 digest = _hashTypedData(
            EfficientHashLib.hash(
                uint256(REPLACE_CHIP_TYPEHASH), tokenId, uint160(newChip), word.nonce(), deadline
            )
        );
        require(
            SignatureCheckerLib.isValidSignatureNowCalldata(ownerOf(tokenId), digest, ownerSignature),
            "NFTXZ: not the owner's signature"
        );
        word = word.next();
        _setExtraData(tokenId, word);
        uint256 readyAt = block.timestamp + replacementDelay;
        Chip storage chip = _chips[tokenId];
        // fits: a timestamp plus at most 2^32 seconds
        chip.readyAt = uint64(readyAt);
        chip.proposedNonce = word.nonce();
        chip.proposed = newChip;
        emit ChipProposed(tokenId, newChip, readyAt);
    }

    /// @notice Puts a proposed chip in force once the delay has passed (XZ-6). Anyone. The nonce changes.
    function acceptChip(uint256 tokenId) external {
        Chip storage chip = _chips[tokenId];
        (address proposed, uint256 readyAt) = proposedChip(tokenId);
        require(proposed != address(0), "NFTXZ: no chip is proposed");
        require(block.timestamp >= readyAt, "NFTXZ: before the delay is over");
        address old = chip.current;
        delete _chips[tokenId];
        _bind(tokenId, proposed);
        _setExtraData(tokenId, _getExtraData(tokenId).next());
        emit ChipReplaced(tokenId, old, proposed);
    }

    /// @notice Withdraws a proposed chip (XZ-6). The owner of the token or the registrar.
    function cancelChip(uint256 tokenId) external {
        require(msg.sender == ownerOf(tokenId) || msg.sender == registrar, "NFTXZ: not owner or registrar");
        (address proposed,) = proposedChip(tokenId);
        require(proposed != address(0), "NFTXZ: no chip is proposed");
        Chip storage chip = _chips[tokenId];
        chip.readyAt = 0;
        chip.proposedNonce = 0;
        chip.proposed = address(0);
        emit ChipProposalCancelled(tokenId, proposed);
    }

    /// @notice Names who onboards cabinets and proposes chips; zero for nobody. Only the owner.
    function setRegistrar(address registrar_) external onlyOwner {
        registrar = registrar_;
        emit RegistrarSet(registrar_);
    }

    // ---- views

    /// @notice Whether `signature` is the chip's over `digest`: the one place where chip signatures are verified
    /// (XZ-4). 65 bytes r ‖ s ‖ v: secp256k1. 128 bytes r ‖ s ‖ x ‖ y: P-256, on the precompile 0x100 where the
    /// chain has it. Strict: s in the lower half of the order, v 27 or 28. Anything malformed is false.
    /// Reverts with TokenDoesNotExist only. Replay is the caller's to prevent: put a nonce and a domain in the digest.
    function isChipSignature(uint256 tokenId, bytes32 digest, bytes calldata signature) public view returns (bool) {
        address chip = chipOf(tokenId);
        if (signature.length == 65) {
            if (uint256(signature.loadCalldata(32)) > SECP256K1_HALF_N) return false;
            // zero for what recovers nobody, v other than 27 and 28 included (the precompile's rule); a chip is not zero
            return ECDSA.tryRecoverCalldata(digest, signature) == chip;
        }
        if (signature.length == 128) {
            // truncation is the point: an address is the low 160 bits
            if (address(uint160(uint256(keccak256(signature[64:])))) != chip) return false;
            return P256.verify(
                digest,
                signature.loadCalldata(0),
                signature.loadCalldata(32),
                signature.loadCalldata(64),
                signature.loadCalldata(96)
            );
        }
        return false;
    }

    /// @notice Owner of a token and the node that hosts its cabinet, in one storage read. Reverts: TokenDoesNotExist.
    function holding(uint256 tokenId) external view returns (address owner, uint16 node) {
        owner = ownerOf(tokenId);
        node = _getExtraData(tokenId).node();
    }

    /// @notice The chip in force. Reverts: TokenDoesNotExist.
    function chipOf(uint256 tokenId) public view returns (address chip) {
        chip = _chips[tokenId].current;
        if (chip == address(0)) revert TokenDoesNotExist();
    }

    /// @notice The nonce that the next signature of the chip (or of the owner, for a new chip) carries.
    /// Reverts: TokenDoesNotExist.
    function nonceOf(uint256 tokenId) external view returns (uint256) {
        ownerOf(tokenId);
        return _getExtraData(tokenId).nonce();
    }

    /// @notice The chip that may be accepted and from when (timestamp, s); zeros when none is proposed, or when
    /// the token has changed hands since.
    function proposedChip(uint256 tokenId) public view returns (address proposed, uint256 readyAt) {
        Chip storage chip = _chips[tokenId];
        if (chip.readyAt == 0 || chip.proposedNonce != _getExtraData(tokenId).nonce()) return (address(0), 0);
        return (chip.proposed, chip.readyAt);
    }

    /// @notice The cabinet as it was onboarded, also of a burned token: coordinates in 1e-7 degrees, timestamp in s.
    /// Reverts: TokenDoesNotExist when the id was never minted.
    function cabinetOf(uint256 tokenId) public view returns (Cabinet memory cabinet) {
        cabinet = _cabinets[tokenId];
        if (cabinet.onboarded == 0) revert TokenDoesNotExist();
    }

    /// @notice Last second (timestamp) at which a stored authorisation lets the token go to `to`; zero for none.
    function authorizedUntil(uint256 tokenId, address to) public view returns (uint256 deadline) {
        uint256 nonce = _getExtraData(tokenId).nonce();
        deadline = _authorizedUntil[_authorizationKey(tokenId, nonce, address(0))];
        if (deadline < block.timestamp) deadline = _authorizedUntil[_authorizationKey(tokenId, nonce, to)];
    }

    /// @notice Whether the token mines and does not change hands. Reverts: TokenDoesNotExist.
    function locked(uint256 tokenId) external view returns (bool) {
        ownerOf(tokenId);
        return IMine(mine).staked(tokenId);
    }

    /// @notice Tokens ever minted; the last id.
    function totalMinted() external view returns (uint256) {
        return _count.minted;
    }

    /// @notice Tokens that exist.
    function totalSupply() external view returns (uint256) {
        return _count.minted - _count.burned;
    }

    /// @notice EIP-712 domain separator that chips and owners sign under.
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparator();
    }

    /// @notice The token's name.
    function name() public pure override returns (string memory) {
        return "NFTXZ";
    }

    /// @notice The token's symbol.
    function symbol() public pure override returns (string memory) {
        return "NFTXZ";
    }

    /// @notice Metadata as JSON in a data URI: life, position, hardware id, node. Reverts: TokenDoesNotExist.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        ownerOf(tokenId);
        Cabinet memory cabinet = cabinetOf(tokenId);
        string memory traits = string.concat(
            _trait("life", _decimal(int256(IMine(mine).life_of(tokenId)), 18), false),
            ",",
            _trait("latitude", _decimal(cabinet.latitude, 7), false),
            ",",
            _trait("longitude", _decimal(cabinet.longitude, 7), false),
            ",",
            _trait("onboarded", uint256(cabinet.onboarded).toString(), false),
            ",",
            _trait("node", uint256(_getExtraData(tokenId).node()).toString(), false),
            ",",
            _trait("hardware id", uint256(cabinet.hardwareId).toHexString(32), true)
        );
        return string.concat(
            "data:application/json;base64,",
            Base64.encode(
                bytes(
                    string.concat(
                        '{"name":"NFTXZ #',
                        tokenId.toString(),
                        '","description":"A cabinet that mines XZ","attributes":[',
                        traits,
                        "]}"
                    )
                )
            )
        );
    }

    // ---- internal

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("NFTXZ", "1");
    }

    /// @dev Puts a chip in force.
    function _bind(uint256 tokenId, address chip) private {
        _checkFree(chip);
        tokenOfChip[chip] = tokenId;
        _chips[tokenId].current = chip;
    }

    /// @dev Reverts for zero and for a chip that any token ever had.
    function _checkFree(address chip) private view {
        require(chip != address(0), "NFTXZ: chip is zero");
        require(tokenOfChip[chip] == 0, "NFTXZ: chip is taken");
    }

    /// @dev Reverts unless the chip signed this transfer and it is in time.
    function _checkChip(
        uint256 tokenId,
        address from,
        address to,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) private view {
        require(block.timestamp <= deadline, "NFTXZ: authorization expired");
        bytes32 message = EfficientHashLib.hash(
            uint256(TRANSFER_TYPEHASH), tokenId, uint160(from), uint160(to), nonce, deadline
        );
        require(isChipSignature(tokenId, _hashTypedData(message), signature), "NFTXZ: not the chip's signature");
    }

    /// @dev Reverts while the token mines.
    function _checkUnlocked(uint256 tokenId) private view {
        require(!IMine(mine).staked(tokenId), "NFTXZ: locked while it mines");
    }

    /// @dev Where a stored authorisation lies.
    function _authorizationKey(uint256 tokenId, uint256 nonce, address to) private pure returns (bytes32) {
        return EfficientHashLib.hash(tokenId, nonce, uint160(to));
    }

    /// @dev One attribute of the metadata.
    function _trait(string memory kind, string memory value, bool quoted) private pure returns (string memory) {
        string memory quote = quoted ? '"' : "";
        return string.concat('{"trait_type":"', kind, '","value":', quote, value, quote, "}");
    }

    /// @dev `value` / 10^decimals in decimal notation, all decimals printed.
    function _decimal(int256 value, uint256 decimals) private pure returns (string memory) {
        uint256 size = uint256(value < 0 ? -value : value);
        uint256 one = 10 ** decimals;
        // the leading 1 keeps the zeros behind the point
        string memory behind = LibString.slice((one + size % one).toString(), 1);
        return string.concat(value < 0 ? "-" : "", (size / one).toString(), ".", behind);
    }
}
