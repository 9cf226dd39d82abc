import type { Redacted } from '../../shared/frames/hello';

/** What is to be known of a redacted capture, in a sentence: `Redacted: addresses and names are stand-ins.` */
export function redactedText({ times, transactions }: Redacted): string {
  const more = [
    ...(transactions ? ['so are transactions and hashes of blocks'] : []),
    ...(times ? ['all times are shifted'] : []),
  ];
  return `${['Redacted: addresses and names are stand-ins', ...more].join(', ')}.`;
}
