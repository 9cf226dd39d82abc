import { FAMILIES, type Family } from '../../src/shared/families';
import type { PopupGroup } from '../common/popupItem';

const NAMES: Record<Family, string> = {
  handshake: 'Handshake',
  keepalive: 'Ping and pong',
  address: 'Addresses',
  inventory: 'Inventory',
  transaction: 'Transactions',
  block: 'Blocks and headers',
  compact: 'Compact blocks',
  filter: 'Bloom and compact filters',
  other: 'Unknown types',
};

/** Which families of messages are shown. */
export function typesMenu(
  hidden: readonly Family[],
  { onFamilies }: { onFamilies: (hidden: readonly Family[]) => void },
): PopupGroup[] {
  const toggle = (family: Family): void =>
    onFamilies(
      hidden.includes(family) ? hidden.filter((each) => each !== family) : [...hidden, family],
    );
  return [
    {
      items: FAMILIES.map((family) => ({
        text: NAMES[family],
        picture: `shape-holder family-${family}`,
        check: { kind: 'any', checked: !hidden.includes(family) },
        stays: true,
        run: () => toggle(family),
      })),
    },
    {
      items: [
        { text: 'Show All', stays: true, run: () => onFamilies([]) },
        { text: 'Hide All', stays: true, run: () => onFamilies(FAMILIES) },
      ],
    },
  ];
}
