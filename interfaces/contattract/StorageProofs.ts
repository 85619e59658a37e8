// SPDX-License-Identifier: MIT
export const StorageProofsAbi = [
  {
    "name": "Proved",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "told",
        "type": "tuple",
        "components": [
          {
            "name": "epoch",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "block_hash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "sealed_roots",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "data_root",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ],
        "indexed": false,
        "internalType": "struct Attestation"
      },
      {
        "name": "passed",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "signers",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "ProvedSelf",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "epoch",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "OwnershipTransferred",
    "inputs": [
      {
        "name": "previous_owner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "new_owner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "GuardianSet",
    "inputs": [
      {
        "name": "guardian",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Paused",
    "inputs": [
      {
        "name": "by",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Unpaused",
    "inputs": [
      {
        "name": "by",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Fined",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "seats",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "penalty",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Withdrawn",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Followed",
    "inputs": [
      {
        "name": "old",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "to",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Joined",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "seats",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "draw",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Seated",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "seat",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Unseated",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "seat",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Announced",
    "inputs": [
      {
        "name": "commitment",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Slashed",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "reporter",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "reward",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Banned",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "until_day",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "eip712Domain",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "bytes1",
        "internalType": "bytes1"
      },
      {
        "name": "",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "owner",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "transfer_ownership",
    "inputs": [
      {
        "name": "new_owner",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "set_guardian",
    "inputs": [
      {
        "name": "guardian",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "guardian",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "pause",
    "inputs": [],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "unpause",
    "inputs": [],
    "outputs": []
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "paused",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "terms",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "mb",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "size",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "replicas",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "fill",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "bond",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "lock",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "penalty",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch_blocks",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "round_epochs",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "answer_blocks",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "challenges",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "absence",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "reporter_share",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "ban_days",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Terms"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "token",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "disk",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "hires",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "recovery",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "cancel",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "withdraw",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "follow",
    "inputs": [
      {
        "name": "old",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "totals",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "groups",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "seats",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Totals"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "landlord",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "bond",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "unlock",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "draw",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "among",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "seats",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "pending",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "banned",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Landlord"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "free_bond",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "is_banned",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "challenge",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "number",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "block_hash",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "k",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "is_due",
    "inputs": [
      {
        "name": "number",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "epoch",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "join",
    "inputs": [
      {
        "name": "seats",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "assign",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "members",
        "type": "address[]",
        "internalType": "address[]"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "leave",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "members",
        "type": "address[]",
        "internalType": "address[]"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "expel",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "landlord",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "members",
        "type": "address[]",
        "internalType": "address[]"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "follow_seat",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "old",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "members",
        "type": "address[]",
        "internalType": "address[]"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "group",
    "inputs": [
      {
        "name": "number",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "time",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "passed",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "before",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "seen",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "absent",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "backed",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "backed_before",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "count",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Group"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "seat",
    "inputs": [
      {
        "name": "number",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "place",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "since",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Seat"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "drawn",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "members_hash",
    "inputs": [
      {
        "name": "arg0",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "announce",
    "inputs": [
      {
        "name": "commitment",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "report_answer",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "landlord",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "told",
        "type": "tuple",
        "components": [
          {
            "name": "epoch",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "block_hash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "sealed_roots",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "data_root",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ],
        "internalType": "struct Attestation"
      },
      {
        "name": "k",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "answered",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "signature",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "stored",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "path",
        "type": "bytes32[]",
        "internalType": "bytes32[]"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "report_votes",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "epoch",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "block_hash",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "first",
        "type": "tuple",
        "components": [
          {
            "name": "passed",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "sealed_roots",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "data_root",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "signature",
            "type": "bytes",
            "internalType": "bytes"
          }
        ],
        "internalType": "struct Vote"
      },
      {
        "name": "second",
        "type": "tuple",
        "components": [
          {
            "name": "passed",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "sealed_roots",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "data_root",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "signature",
            "type": "bytes",
            "internalType": "bytes"
          }
        ],
        "internalType": "struct Vote"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "ban",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "announced",
    "inputs": [
      {
        "name": "arg0",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "prove",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "told",
        "type": "tuple",
        "components": [
          {
            "name": "epoch",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "block_hash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "sealed_roots",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "data_root",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ],
        "internalType": "struct Attestation"
      },
      {
        "name": "passed",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "signers",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "members",
        "type": "address[]",
        "internalType": "address[]"
      },
      {
        "name": "signatures",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "prove_self",
    "inputs": [
      {
        "name": "group",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "landlord",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "told",
        "type": "tuple",
        "components": [
          {
            "name": "epoch",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "block_hash",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "sealed_roots",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "data_root",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ],
        "internalType": "struct Attestation"
      },
      {
        "name": "sealed_root",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "root_path",
        "type": "bytes32[]",
        "internalType": "bytes32[]"
      },
      {
        "name": "leaves",
        "type": "bytes[]",
        "internalType": "bytes[]"
      },
      {
        "name": "paths",
        "type": "bytes32[][]",
        "internalType": "bytes32[][]"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "attested",
    "inputs": [
      {
        "name": "arg0",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "constructor",
    "inputs": [
      {
        "name": "owner",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "guardian",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "token_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "disk_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "hires_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "recovery_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "terms_",
        "type": "tuple",
        "components": [
          {
            "name": "mb",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "size",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "replicas",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "fill",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "bond",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "lock",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "penalty",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch_blocks",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "round_epochs",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "answer_blocks",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "challenges",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "absence",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "reporter_share",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "ban_days",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Terms"
      }
    ],
    "outputs": []
  }
] as const;
