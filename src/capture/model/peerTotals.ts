import { MESSAGE_TYPES } from '../../bitcoin/messageTypes';
import type { EventIndex } from '../index/eventIndex';
import { OTHER_TYPE } from '../index/messageTypeTable';
import { Traffic, TypeTraffic } from './traffic';

/** Message types that are told apart in addition to Core's own, which have the first ids. */
const MOST_INVENTED = 32;

type Names = Pick<EventIndex, 'messageType'>;

/** What a peer exchanged, or several together, by message type. */
export class PeerTotals {
  readonly traffic = new Traffic();
  /** By EventIndex.messageTypeId; what is beyond those that are told apart, under OTHER_TYPE. */
  readonly types = new Map<number, TypeTraffic>();
  /** Messages of which part is lost, and messages cut by the user's snap length. */
  incomplete = 0;
  truncated = 0;
  /** PeersModel.revision when something here last changed. */
  revision = 0;
  private invented = 0;

  /** @param index Knows the name of the row's type. */
  addMessage(index: Names, row: number, typeId: number, inbound: boolean, bytes: number): void {
    this.traffic.add(inbound, bytes);
    const type = this.find(typeId) ?? this.addType(typeId, index.messageType(row));
    type.add(inbound, bytes);
  }

  /** Takes over all that another one counted. */
  absorb(other: PeerTotals): void {
    this.traffic.absorb(other.traffic);
    for (const [typeId, type] of other.types)
      (this.find(typeId) ?? this.addType(typeId, type.messageType)).absorb(type);
    this.incomplete += other.incomplete;
    this.truncated += other.truncated;
  }

  /** @returns undefined for a type that is to be added. */
  private find(typeId: number): TypeTraffic | undefined {
    const known = this.types.get(typeId);
    if (known || !isInvented(typeId)) return known;
    if (typeId !== OTHER_TYPE && this.invented < MOST_INVENTED) return undefined;
    return this.types.get(OTHER_TYPE) ?? this.addType(OTHER_TYPE, undefined);
  }

  private addType(typeId: number, messageType: string | undefined): TypeTraffic {
    if (isInvented(typeId)) this.invented++;
    const type = new TypeTraffic(messageType);
    this.types.set(typeId, type);
    return type;
  }
}

function isInvented(typeId: number): boolean {
  return typeId > MESSAGE_TYPES.length;
}
