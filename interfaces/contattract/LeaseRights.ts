// SPDX-License-Identifier: MIT
export const LeaseRightsAbi = [
  {
    "name": "Given",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "read_until",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "write_until",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Offered",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "read_price",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "write_price",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Bought",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "write",
        "type": "bool",
        "indexed": false,
        "internalType": "bool"
      },
      {
        "name": "until",
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
    "stateMutability": "view",
    "type": "function",
    "name": "can_read",
    "inputs": [
      {
        "name": "lease",
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
        "type": "bool",
        "internalType": "bool"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "can_write",
    "inputs": [
      {
        "name": "lease",
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
        "type": "bool",
        "internalType": "bool"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "access_of",
    "inputs": [
      {
        "name": "lease",
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
            "name": "read",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "write",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "bought_read",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "bought_write",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Access"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "offer_of",
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
            "name": "read",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "write",
            "type": "uint256",
            "internalType": "uint256"
          },
          {
            "name": "epoch",
            "type": "uint256",
            "internalType": "uint256"
          }
        ],
        "internalType": "struct Offer"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "give",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "read_until",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "write_until",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "offer",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "read_price",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "write_price",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "buy",
    "inputs": [
      {
        "name": "lease",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "write",
        "type": "bool",
        "internalType": "bool"
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
    "type": "constructor",
    "inputs": [
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
        "name": "recovery_",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  }
] as const;
