// SPDX-License-Identifier: MIT
export const KeyRecoveryAbi = [
  {
    "name": "Proposed",
    "inputs": [
      {
        "name": "lost",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "replacement",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "ready",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Objected",
    "inputs": [
      {
        "name": "lost",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Cancelled",
    "inputs": [
      {
        "name": "lost",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false,
    "type": "event"
  },
  {
    "name": "Replaced",
    "inputs": [
      {
        "name": "lost",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "replacement",
        "type": "address",
        "indexed": true,
        "internalType": "address"
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
    "name": "propose",
    "inputs": [
      {
        "name": "lost",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "replacement",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "object",
    "inputs": [],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "cancel",
    "inputs": [],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "execute",
    "inputs": [],
    "outputs": []
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "safe",
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
    "name": "delay",
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
    "name": "window",
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
    "name": "lost",
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
    "name": "replacement",
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
    "name": "ready",
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
    "name": "objected",
    "inputs": [
      {
        "name": "arg0",
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
    "stateMutability": "nonpayable",
    "type": "constructor",
    "inputs": [
      {
        "name": "owner",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "safe_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "delay_",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "window_",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  }
] as const;
