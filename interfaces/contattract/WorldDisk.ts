// SPDX-License-Identifier: MIT
export const WorldDiskAbi = [
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
    "name": "Rent",
    "inputs": [
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
    "name": "Leased",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "holder",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "mb",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "expiry",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "cost",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Reclaimed",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "mb",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Renewed",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "expiry",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "cost",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Resized",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "mb",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "expiry",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "cost",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Transferred",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "holder",
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
    "name": "Passed",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "mb",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Struck",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "mb",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Collected",
    "inputs": [
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
    "name": "Claimed",
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
    "name": "Donated",
    "inputs": [
      {
        "name": "donor",
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
    "name": "Subsidised",
    "inputs": [
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "begin",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "end",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
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
    "stateMutability": "view",
    "type": "function",
    "name": "lease_of",
    "inputs": [
      {
        "name": "lease",
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
            "name": "holder",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "mb",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "expiry",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Lease"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "is_live",
    "inputs": [
      {
        "name": "lease",
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
    "stateMutability": "view",
    "type": "function",
    "name": "expiring",
    "inputs": [
      {
        "name": "day",
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
    "name": "quote_lease",
    "inputs": [
      {
        "name": "mb",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "term_days",
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
    "name": "quote_renew",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "term_days",
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
    "name": "quote_resize",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "mb",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      },
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
    "name": "lease",
    "inputs": [
      {
        "name": "mb",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "term_days",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "max_cost",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "deadline",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "reclaim",
        "type": "uint256[]",
        "internalType": "uint256[]"
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
    "name": "renew",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "term_days",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "max_cost",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "deadline",
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
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "resize",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "mb",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "max_cost",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "deadline",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "reclaim",
        "type": "uint256[]",
        "internalType": "uint256[]"
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
    "name": "transfer",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "to",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "follow_leases",
    "inputs": [
      {
        "name": "leases",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "BATCH",
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
    "stateMutability": "view",
    "type": "function",
    "name": "longest",
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
    "stateMutability": "view",
    "type": "function",
    "name": "pending",
    "inputs": [
      {
        "name": "landlord",
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
    "name": "verified",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      },
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
    "name": "record_pass",
    "inputs": [
      {
        "name": "landlords",
        "type": "address[]",
        "internalType": "address[]"
      },
      {
        "name": "again",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "mb",
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
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "strike",
    "inputs": [
      {
        "name": "landlord",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "today",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "yesterday",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "unback",
    "inputs": [
      {
        "name": "today",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "yesterday",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "collect",
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
    "name": "claim",
    "inputs": [
      {
        "name": "landlord",
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
    "name": "vesting",
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
    "name": "grant",
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
    "stateMutability": "view",
    "type": "function",
    "name": "proofs",
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
    "name": "spread_days",
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
    "stateMutability": "view",
    "type": "function",
    "name": "collected",
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
    "stateMutability": "view",
    "type": "function",
    "name": "world",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "pool",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "sold",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "last",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "live",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "space",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "aged",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "expired",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "today",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "yesterday",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "index",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "oldest",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "count",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "spread",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "rent",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "marks",
            "type": "uint256[2]",
            "internalType": "uint256[2]"
          },
          {
            "name": "paused",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "subsidised",
            "type": "bool",
            "internalType": "bool"
          },
          {
            "name": "wide",
            "type": "bool",
            "internalType": "bool"
          }
        ],
        "internalType": "struct World"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "subsidy",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "components": [
          {
            "name": "amount",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "begin",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "end",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Subsidy"
      }
    ]
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
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "poke",
    "inputs": [
      {
        "name": "most",
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
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "donate",
    "inputs": [
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "subsidise",
    "inputs": [
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "begin",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "end",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
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
    "name": "SEGMENTS",
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
    "stateMutability": "view",
    "type": "function",
    "name": "span",
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
    "stateMutability": "view",
    "type": "function",
    "name": "by_curve",
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
        "name": "vesting_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "grant_",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "proofs_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "recovery_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "c",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "longest_",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "by_curve_",
        "type": "bool",
        "internalType": "bool"
      },
      {
        "name": "spread_days_",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  }
] as const;
