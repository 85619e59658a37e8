// SPDX-License-Identifier: MIT
// What viem infers of our contracts, checked by the compiler: `tsc -p clients/typescript` passes or it does not.
import type {
  Abi,
  AbiParametersToPrimitiveTypes,
  ExtractAbiEvent,
  ExtractAbiFunction,
  ExtractAbiFunctionNames,
} from "abitype";
import { WorldDiskAbi } from "../../interfaces/contattract/WorldDisk.js";
import { TimelockControllerAbi } from "../../interfaces/published/TimelockController.js";
import { XZMineAbi } from "../../interfaces/xz/XZMine.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Function<A extends Abi, Name extends ExtractAbiFunctionNames<A>> = ExtractAbiFunction<A, Name>;
type Inputs<A extends Abi, Name extends ExtractAbiFunctionNames<A>> = AbiParametersToPrimitiveTypes<
  Function<A, Name>["inputs"],
  "inputs"
>;
type Outputs<A extends Abi, Name extends ExtractAbiFunctionNames<A>> = AbiParametersToPrimitiveTypes<
  Function<A, Name>["outputs"],
  "outputs"
>;

// a struct is an object with its fields by name
export const accrual: Equal<
  Outputs<typeof XZMineAbi, "pending">[0],
  { units: bigint; output: bigint; burned: bigint; melted: bigint; stopped: boolean; used_up: boolean }
> = true;
export const position: Equal<
  Outputs<typeof XZMineAbi, "position_of">,
  readonly [bigint, bigint, bigint, bigint, boolean]
> = true;
export const world: Equal<Outputs<typeof WorldDiskAbi, "world">[0]["pool"], bigint> = true;
export const delay: Equal<Inputs<typeof TimelockControllerAbi, "updateDelay">, readonly [bigint]> = true;
export const settled: Equal<ExtractAbiEvent<typeof XZMineAbi, "Settled">["inputs"][0]["name"], "tokenId"> = true;
