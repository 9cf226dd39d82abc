import { say } from './output';

/** Says that the chain which was written is not known. */
export function sayAssumed(): void {
  say('Nothing tells the chain of the node, so main is assumed; --chain names another.');
}
