// SPDX-License-Identifier: MIT
export const MineNoticesAbi = [
  {
    "stateMutability": "view",
    "type": "function",
    "name": "fee_news",
    "inputs": [
      {
        "name": "token_id",
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
    "name": "exit_news",
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
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "poke_fee",
    "inputs": [
      {
        "name": "token_id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "nonpayable",
    "type": "function",
    "name": "poke_exit",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": []
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "FEE_LOW",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "UNLOCKED",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "notices",
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
    "name": "mine",
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
    "name": "fee_low",
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
    "name": "told_low",
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
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "stateMutability": "view",
    "type": "function",
    "name": "told_unlocked",
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
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "stateMutability": "nonpayable",
    "type": "constructor",
    "inputs": [
      {
        "name": "notices_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "mine_",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "fee_low_",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": []
  }
] as const;
