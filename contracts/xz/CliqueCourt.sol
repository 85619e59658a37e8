// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

/// @dev What the court asks of the mine.
interface IMine {
    /// @notice Takes an account's stakes at these tokens and its locked exits; returns the wei taken.
    function forfeit(address account, uint256[] calldata tokenIds, address reporter) external returns (uint256);
}

/// @title CliqueCourt: a signer who breaks the consensus loses its stake (XZ-20)
/// @notice Anyone shows raw sealed headers of the native chain (Clique, EIP-225). The court decodes them strictly,
/// recovers the signers itself, and has the mine forfeit what the guilty account has staked. A signer's address on
/// the native chain is the account that stakes here.
///
/// Two offences. Double sealing: one signer sealed different content at one height on one parent; sealing a
/// height again after a reorganisation has another parent and is honest. Skipping: on one line of blocks a signer
/// sealed two that are fewer than N/2 + 1 apart. Content is told apart by the seal hash (the header without its
/// seal): a mirrored or repeated signature over the same content changes the block hash and accuses nobody.
///
/// A verdict opens once and reaches the signer's stakes for `verdictWindow` seconds, in as many calls as it takes;
/// then the offence is closed for good, so that a later, fresh stake never pays for it.
///
/// Who may do what: anyone reports; more than half of the signers in force certify the next set. Nobody has a say
/// in a verdict.
///
/// Invariants: no stake is taken without two seals of its owner's key that contradict each other; an offence takes
/// nothing after its window; certified sets only ever follow one another, and none is changed or taken back.
///
/// Assumptions. More than half of a set are honest: they certify each change of the set, at the block where it
/// takes effect, before they certify anything later. Membership in the newest set is enough to judge a double
/// seal; to judge a skip the court must know that N did not change, so the run must lie before the newest set's first
/// block (the same signers may be certified again for that). A key seals on one chain only: the headers of a run do
/// not say which chain they are of. A report can be copied and outbid: the reward then goes to the copier, the
/// stake is lost all the same.
///
/// How it is stopped: it cannot be. There is no owner and no pause; without a mine that obeys it takes nothing.
contract CliqueCourt is EIP712 {
    using Checkpoints for Checkpoints.Trace160;

    /// @dev A header as far as the court reads it.
    struct Header {
        bytes32 parent;
        // keccak256 of the encoding without the seal: what was signed
        bytes32 content;
        bytes32 r;
        bytes32 s;
        uint64 number;
        uint8 v;
    }

    /// @dev An offence that has been judged; one slot.
    struct Verdict {
        // whose stake it reaches
        address signer;
        // timestamp (s) of the first report
        uint64 openedAt;
    }

    /// @notice Most signers in a set.
    uint256 public constant MAX_SIGNERS = 64;
    /// @notice Most tokens that one call forfeits.
    uint256 public constant MAX_TOKENS = 64;
    /// @notice Longest header (bytes): a checkpoint with 64 signers has less than 2,000.
    uint256 public constant MAX_HEADER = 2_048;
    /// @notice EIP-712 type of a certificate.
    bytes32 public constant SIGNER_SET_TYPEHASH = keccak256("SignerSet(uint64 fromBlock,address[] signers)");

    /// @dev Shortest header (bytes): numbers of one byte, extra data without a signer list.
    uint256 private constant MIN_HEADER = 594;
    /// @dev Bytes of extra data before and after the signer list.
    uint256 private constant VANITY = 32;
    uint256 private constant SEAL = 65;
    /// @dev Kinds of offence, which keep their ids apart.
    uint256 private constant DOUBLE_SEAL = 1;
    uint256 private constant SKIP = 2;

    /// @notice Whose stakes are forfeited.
    IMine public immutable mine;
    /// @notice Seconds for which a verdict reaches stakes.
    uint64 public immutable verdictWindow;

    /// @notice Offences that have been judged, by id.
    mapping(bytes32 offence => Verdict) public verdicts;
    /// @notice Whether an account is in the set that begins at a block.
    mapping(uint64 fromBlock => mapping(address account => bool)) public isSigner;
    /// @dev First block => first block << 16 | number of signers, of each certified set.
    Checkpoints.Trace160 private _sets;

    /// @notice From block `fromBlock` on these accounts seal.
    event SignerSetCertified(uint64 indexed fromBlock, address[] signers);
    /// @notice An offence was proved for the first time. `height` is that of the (last) header.
    event OffenceOpened(
        bytes32 indexed offence, address indexed signer, uint64 indexed height, bool skip, address reporter
    );
    /// @notice `amount` wei were taken from the signer for an offence.
    event StakeForfeited(bytes32 indexed offence, address indexed signer, address indexed reporter, uint256 amount);

    /// @param mine_ The mine; not zero.
    /// @param signers Who seals from genesis on, ascending, 1 to 64.
    /// @param verdictWindow_ Seconds for which a verdict reaches stakes; not zero.
    constructor(address mine_, address[] memory signers, uint64 verdictWindow_) EIP712("XZ Court", "1") {
        require(mine_ != address(0), "Court: mine is zero");
        require(verdictWindow_ != 0, "Court: verdict window is zero");
        mine = IMine(mine_);
        verdictWindow = verdictWindow_;
        _addSet(0, signers);
    }

    /// @notice XZ-18: adds the set of signers in force from a block on. Anyone may bring it.
    /// @param fromBlock First block that the set may seal; later than every certified one.
    /// @param signers The accounts, ascending, 1 to 64.
    /// @param signatures EIP-712 signatures (r, s, v; low s) of more than half of the set before, by ascending signer.
    function certify(uint64 fromBlock, address[] calldata signers, bytes[] calldata signatures) external {
        (uint64 before, uint256 size) = _unpack(_sets.latest());
        require(fromBlock > before, "Court: block not after the last");
        require(signatures.length > size / 2, "Court: expected a majority");
        require(signatures.length <= size, "Court: too many signatures");
        bytes32 list = keccak256(abi.encodePacked(signers));
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(SIGNER_SET_TYPEHASH, fromBlock, list)));
        address last = address(0);
        for (uint256 i = 0; i < signatures.length; ++i) {
            address signer = ECDSA.recoverCalldata(digest, signatures[i]);
            require(signer > last, "Court: signatures not ascending");
            require(isSigner[before][signer], "Court: not a signer");
            last = signer;
        }
        _addSet(fromBlock, signers);
    }

    /// @notice XZ-20: forfeits the stake of who sealed two headers at one height on one parent.
    /// Reverts as `judgeDoubleSeal`, and when the offence is closed.
    /// @param a A sealed header, RLP.
    /// @param b Another.
    /// @param tokenIds Tokens whose stakes to take, at most 64; those that are not the signer's are passed over. The
    /// signer's 180-day queue is taken in any case.
    /// @return amount Wei taken, the caller's share included.
    function reportDoubleSeal(bytes calldata a, bytes calldata b, uint256[] calldata tokenIds)
        external
        returns (uint256 amount)
    {
        (address signer, bytes32 offence, uint64 height) = _judgeDoubleSeal(a, b);
        _open(offence, signer, height, false);
        return _forfeit(offence, signer, tokenIds);
    }

    /// @notice XZ-20: forfeits the stake of who sealed both ends of a run shorter than N/2 + 1 blocks.
    /// Reverts as `judgeSkip`, and when the offence is closed.
    /// @param headers Sealed headers, RLP, each the parent of the next.
    /// @param tokenIds As in `reportDoubleSeal`.
    /// @return amount Wei taken, the caller's share included.
    function reportSkip(bytes[] calldata headers, uint256[] calldata tokenIds) external returns (uint256 amount) {
        (address signer, bytes32 offence, uint64 height) = _judgeSkip(headers);
        _open(offence, signer, height, true);
        return _forfeit(offence, signer, tokenIds);
    }

    /// @notice XZ-20: takes more stakes for an offence that is open. The reward is the caller's.
    /// Reverts for an offence that is unknown or closed.
    /// @return amount Wei taken, the caller's share included.
    function forfeitMore(bytes32 offence, uint256[] calldata tokenIds) external returns (uint256 amount) {
        Verdict memory verdict = verdicts[offence];
        require(verdict.signer != address(0), "Court: no such offence");
        _requireOpen(verdict);
        return _forfeit(offence, verdict.signer, tokenIds);
    }

    /// @notice XZ-20: who double sealed, and the offence's id: one for a signer, height and parent.
    /// Reverts with what is wrong with the evidence.
    function judgeDoubleSeal(bytes calldata a, bytes calldata b) external view returns (address signer, bytes32 offence) {
        (signer, offence,) = _judgeDoubleSeal(a, b);
    }

    /// @notice XZ-20: who skipped, and the offence's id: one for a signer and the content of the last header.
    /// Reverts with what is wrong with the evidence.
    function judgeSkip(bytes[] calldata headers) external view returns (address signer, bytes32 offence) {
        (signer, offence,) = _judgeSkip(headers);
    }

    /// @notice XZ-18: what the court reads in a sealed header. Reverts unless it is the canonical RLP of 15 fields
    /// with a seal that recovers.
    /// @return signer Who sealed it.
    /// @return number Its height.
    /// @return parent Its parent's block hash.
    /// @return content Its seal hash.
    function readHeader(bytes calldata header)
        external
        pure
        returns (address signer, uint64 number, bytes32 parent, bytes32 content)
    {
        Header memory read = _read(header);
        return (_signerOf(read), read.number, read.parent, read.content);
    }

    /// @notice XZ-18: the certified set for a height.
    /// @return fromBlock Its first block.
    /// @return size Its number of signers.
    function signerSetAt(uint64 height) external view returns (uint64 fromBlock, uint256 size) {
        return _unpack(_sets.upperLookupRecent(height));
    }

    /// @notice First block of the newest certified set; skips are judged before it.
    function newestSet() external view returns (uint64 fromBlock) {
        (fromBlock,) = _unpack(_sets.latest());
    }

    // verdicts

    function _judgeDoubleSeal(bytes calldata a, bytes calldata b) private view returns (address, bytes32, uint64) {
        (Header memory x, Header memory y) = (_read(a), _read(b));
        require(x.number == y.number, "Court: different heights");
        require(x.parent == y.parent, "Court: different parents");
        address signer = _signerOf(x);
        require(signer == _signerOf(y), "Court: different signers");
        require(x.content != y.content, "Court: the same header");
        (uint64 fromBlock,) = _unpack(_sets.upperLookupRecent(x.number));
        require(isSigner[fromBlock][signer], "Court: not a signer");
        return (signer, keccak256(abi.encode(DOUBLE_SEAL, signer, x.number, x.parent)), x.number);
    }

    function _judgeSkip(bytes[] calldata headers) private view returns (address, bytes32, uint64) {
        require(headers.length > 1, "Court: expected two or more");
        // the run is at most half of the largest set, so that its length is bounded before it is read
        require(headers.length <= MAX_SIGNERS / 2 + 1, "Court: too many headers");
        Header memory first = _read(headers[0]);
        Header memory last = first;
        for (uint256 i = 1; i < headers.length; ++i) {
            Header memory next = _read(headers[i]);
            bool linked = next.parent == keccak256(headers[i - 1]) && next.number == uint256(last.number) + 1;
            require(linked, "Court: headers not linked");
            last = next;
        }
        address signer = _signerOf(first);
        require(signer == _signerOf(last), "Court: different signers");
        uint160 set = _sets.upperLookupRecent(first.number);
        require(set == _sets.upperLookupRecent(last.number), "Court: signer set changed");
        (uint64 fromBlock, uint256 size) = _unpack(set);
        require(isSigner[fromBlock][signer], "Court: not a signer");
        require(headers.length <= size / 2 + 1, "Court: not too close");
        require(set != _sets.latest(), "Court: next set not certified");
        return (signer, keccak256(abi.encode(SKIP, signer, last.content)), last.number);
    }

    function _open(bytes32 offence, address signer, uint64 height, bool skip) private {
        Verdict memory verdict = verdicts[offence];
        if (verdict.signer == address(0)) {
            verdicts[offence] = Verdict(signer, uint64(block.timestamp));
            emit OffenceOpened(offence, signer, height, skip, msg.sender);
        } else {
            _requireOpen(verdict);
        }
    }

    function _requireOpen(Verdict memory verdict) private view {
        require(block.timestamp < uint256(verdict.openedAt) + verdictWindow, "Court: offence is closed");
    }

    function _forfeit(bytes32 offence, address signer, uint256[] calldata tokenIds) private returns (uint256 amount) {
        require(tokenIds.length <= MAX_TOKENS, "Court: more than 64 tokens");
        amount = mine.forfeit(signer, tokenIds, msg.sender);
        emit StakeForfeited(offence, signer, msg.sender, amount);
    }

    // signer sets

    function _addSet(uint64 fromBlock, address[] memory signers) private {
        require(signers.length > 0 && signers.length <= MAX_SIGNERS, "Court: expected 1 to 64 signers");
        address last = address(0);
        for (uint256 i = 0; i < signers.length; ++i) {
            require(signers[i] > last, "Court: signers not ascending");
            last = signers[i];
            isSigner[fromBlock][last] = true;
        }
        _sets.push(fromBlock, (uint160(fromBlock) << 16) | uint160(signers.length));
        emit SignerSetCertified(fromBlock, signers);
    }

    /// @dev The first set begins at block 0, so every lookup finds one.
    function _unpack(uint160 set) private pure returns (uint64 fromBlock, uint256 size) {
        // a set is a 64-bit block above a 16-bit size: nothing is cut off
        return (uint64(set >> 16), uint16(set));
    }

    // headers

    /// @dev Decodes a header. Of 15 fields most have a fixed length, so a header has one layout and every other
    /// encoding is refused: only the numbers and the extra data move what is behind them. Reading a header costs
    /// 14,500 gas this way; with the RLP library's list reader, which would need more checks of its own, 59,700.
    ///
    ///     0    0xf9, length of all fields (2 bytes: a header has more than 255 and less than 65,536)
    ///     3    parent 33, uncles 33, coinbase 21, state, transactions, receipts 33 each, bloom 259
    ///     448  difficulty, number, gas limit, gas used, time: 1 to 9 each
    ///          extra data: 0xb8 and a length of one byte, or 0xb9 and one of two
    ///          mix digest 33, nonce 9
    function _read(bytes calldata raw) private pure returns (Header memory header) {
        require(raw.length >= MIN_HEADER, "Court: header too short");
        require(raw.length <= MAX_HEADER, "Court: header too long");
        bool whole = raw[0] == 0xf9 && uint16(bytes2(raw[1:3])) == raw.length - 3;
        require(whole, "Court: not one whole list");
        bool fits = raw[3] == 0xa0 && raw[36] == 0xa0 && raw[69] == 0x94 && raw[90] == 0xa0 && raw[123] == 0xa0
            && raw[156] == 0xa0 && bytes3(raw[189:192]) == 0xb90100;
        require(fits, "Court: not 15 header fields");
        // even if all numbers are of nine bytes, what is read up to the extra data's length is within MIN_HEADER
        uint256 at = _skipNumber(raw, 448);
        uint256 next = _skipNumber(raw, at);
        // a number of eight bytes at most, without its prefix if it has one
        header.number = _number(raw, at, next);
        at = _skipNumber(raw, _skipNumber(raw, _skipNumber(raw, next)));

        uint256 data = at + (raw[at] == 0xb9 ? 3 : 2);
        uint256 length = raw[at] == 0xb9 ? uint16(bytes2(raw[at + 1:at + 3])) : uint8(raw[at + 1]);
        // shorter than 56 bytes it has neither prefix; a length of two bytes is for more than 255
        bool sealed_ = raw[at] == 0xb9 ? length > 255 : raw[at] == 0xb8 && length >= VANITY + SEAL;
        require(sealed_, "Court: seal is missing");
        uint256 tail = data + length;
        fits = raw.length == tail + 42 && raw[tail] == 0xa0 && raw[tail + 33] == 0x88;
        require(fits, "Court: not 15 header fields");

        header.parent = bytes32(raw[4:36]);
        header.r = bytes32(raw[tail - 65:tail - 33]);
        header.s = bytes32(raw[tail - 33:tail - 1]);
        header.v = uint8(raw[tail - 1]);
        // the same encoding without the seal: what is before and after the extra data is taken as it stands
        bytes[] memory parts = new bytes[](3);
        parts[0] = raw[3:at];
        parts[1] = RLP.encode(bytes(raw[data:tail - SEAL]));
        parts[2] = raw[tail:];
        header.content = keccak256(RLP.encode(parts));
    }

    /// @dev Where the number at `at` ends. It has at most eight bytes, no leading zero, and no prefix below 0x80.
    function _skipNumber(bytes calldata raw, uint256 at) private pure returns (uint256) {
        uint256 prefix = uint8(raw[at]);
        uint256 head = uint8(raw[at + 1]);
        // 0x80 is zero; 0x81 is for 0x80 and above
        bool fits = prefix <= 0x80 ? prefix != 0 : prefix <= 0x88 && head != 0 && (prefix != 0x81 || head >= 0x80);
        require(fits, "Court: malformed number");
        return prefix <= 0x80 ? at + 1 : at + 1 + prefix - 0x80;
    }

    /// @dev The well-formed number from `at` to before `end`.
    function _number(bytes calldata raw, uint256 at, uint256 end) private pure returns (uint64) {
        if (end == at + 1) return uint8(raw[at]) & 0x7f;
        return uint64(bytes8(raw[at + 1:end])) >> (8 * (8 - (end - at - 1)));
    }

    /// @dev Who sealed a header. Both values of s pass, as on the native chain: the evidence is about content, which a
    /// mirrored seal does not change.
    function _signerOf(Header memory header) private pure returns (address signer) {
        require(header.v < 2, "Court: seal v is not 0 or 1");
        signer = ecrecover(header.content, header.v + 27, header.r, header.s);
        require(signer != address(0), "Court: seal does not recover");
    }
}
