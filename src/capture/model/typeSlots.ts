import { MESSAGE_TYPES } from '../../bitcoin/messageTypes';
import type { EventIndex } from '../index/eventIndex';
import { OTHER_TYPE } from '../index/messageTypeTable';

type Names = Pick<EventIndex, 'messageType'>;

/** Message types that are told apart in addition to Core's own, as those of a peer are. */
const MOST_INVENTED = 32;

/** Small numbers for message types, of which only so many are told apart: 0 is all others. */
export class TypeSlots {
  /** undefined for all that are too many to be told apart. Chosen by peers: show them through `visible`. */
  readonly names: (string | undefined)[] = [undefined];
  /** By EventIndex.messageTypeId. */
  private readonly slots: number[] = [];
  private invented = 0;

  /** @param index Knows the name of the row's type. */
  slotOf(index: Names, id: number, row: number): number {
    return this.slots[id] ?? this.add(index, id, row);
  }

  private add(index: Names, id: number, row: number): number {
    if (id === OTHER_TYPE) return 0;
    const isInvented = id > MESSAGE_TYPES.length;
    if (isInvented && this.invented >= MOST_INVENTED) return 0;
    if (isInvented) this.invented++;
    this.slots[id] = this.names.length;
    this.names.push(index.messageType(row));
    return this.slots[id];
  }
}
