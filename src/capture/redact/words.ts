/**
 * Words of Core's reasons why a peer misbehaved or a transaction was refused, and of those that a `reject` gives:
 * anything else in such a text may be a name.
 */
const REASONS =
  'a already amount anchor attempt attack bad belowout best bip125 bip30 bip68 blk blksig block blocktxn bloom ' +
  'cb checkpoint child cluster coinbase code commitment compact conflict conflicting connect consensus contains ' +
  'continuous cached data datacarrier db diffbits disallowed duplicate duplicates dust enough ephemeral error ' +
  'exceeds failed fee fees field filter filteradd final for found full getblocktxn getdata hash header headers ' +
  'height high in inconclusive input inputs inputvalues insufficient inv invalid is known large length limit ' +
  'locktime low magic match matching mempool merkle message min missing missingorspent multiple mutated ' +
  'negative new no non nonce nonfinal nonstandard nonwitness not null obsolete of old oos orphan out outofrange ' +
  'output outputs oversize package parents parent policy pow prefilled premature prev prevblk prevout previous ' +
  'priority proof rate reached reason reconstruction relay replacement root same scriptpubkey scriptsig ' +
  'sendcmpct sequence script sig signet sigops size small sorted spend spends standard stack superfluous ' +
  'tapscript script-verify-flag-failed the time timewarp to too toolarge toosmall transaction transactions tx ' +
  'txid txn txnmrklroot txns txouttotal unconfirmed unexpected unknown unspent unsolicited valid value verify ' +
  'version vin vout weight with witness work wtxid accumulated many min-relay addr addrv2 announce indices ' +
  'bounds bytes chain chainwork little bad-witness-merkle-match mandatory flag optional bare multisig ' +
  'txlength per sender last compactblock notfound feature empty fork pushonly multi op return met max long prior exceeded';

/** The same of why a script is not valid (Core's script/script_error.cpp), and why a transaction left the mempool. */
const SCRIPTS =
  'after allowed altstack an argument attempted available be big but canonical check ' +
  'checkmultisig compressed construction control count current der disabled dummy element ' +
  'encoded encountered evaluated exactly execution expiry false feerate finished greater has ' +
  'incorrect key keys larger minimal minimally mismatch much must necessary neither nopx notif ' +
  'number one only op_checkmultisig op_checkmultisigverify op_checksigverify op_codeseparator ' +
  'op_equalverify op_if op_numequalverify op_return op_successx op_verify opcode operation ' +
  'operators or overflowed passed program provided pubkey public push redeemscript relative ' +
  'reorg replaced requirement requires reserved s satisfied schnorr scriptcode segwit ' +
  'signature signatures sizelimit soft taproot than top truc type uncompressed understood ' +
  'unnecessarily upgrades use using validation violation was without zero';

/** What programs call themselves that many people run. */
const AGENTS =
  'Satoshi Knots Bitcoin btcd btcwire bcoin bitcoinj Gocoin libbitcoin BitcoinUnlimited Classic XT ' +
  'python-p2p-tester NBitcoin NBXplorer rust-bitcoin Floresta utreexod neutrino breadwallet Electrum';

const NUMBER = /^(?:\d{1,8}|0x[0-9a-f]{8})$/;
/** Numbers that a byte has room for, as words. */
const BYTES = /(?<![^\s,;=()/])\d{1,3}(?=[:.!]?(?:[\s,;=()/]|$))/g;
const WORDS = /[^\s,;=()/]+/g;
const REASON_WORDS = new Set(`${REASONS} ${SCRIPTS}`.split(/[ -]/));
const AGENT_NAMES = new Set(AGENTS.split(' '));

/** `30.0.0`, `0.19.0rc1`, `20240801`: never what may be an IPv4 address. */
const VERSION = /^(?:\d{1,8}(?:\.\d{1,5}){0,2}|0(?:\.\d{1,5}){3})(?:rc\d{1,2}|-?beta\d?)?$/;

/**
 * A user agent (BIP14), of which stays what says which program it is, of which version. Comments, which users
 * write, names that few have and whatever else is there are as many `x`.
 * @param agent Each character is one byte, as in the result.
 */
export function redactedAgent(agent: string): string {
  let depth = 0;
  return agent
    .split(/([/()])/)
    .map((part) => {
      if (part === '(') depth++;
      if (part === ')') depth--;
      const [name = '', version = '', ...more] = part.split(':');
      const isKnown = depth === 0 && more.length === 0 && isAgent(name, version);
      return isKnown ? part : crossedOut(part, /[^/():;]/g);
    })
    .join('');
}

function isAgent(name: string, version: string): boolean {
  return AGENT_NAMES.has(name) && VERSION.test(version);
}

/**
 * A text for people in which stay the words that Core has in such texts, and numbers.
 * @param standIn What stands for any other word; without it as many `x`.
 */
export function redactedReason(
  text: string,
  standIn: (word: string) => string = crossedOut,
): string {
  // Four may be an address: 192 0 2 7.
  const isAddress = (text.match(BYTES) ?? []).length >= 4;
  return text.replace(WORDS, (word) => {
    if (isAddress && word.match(BYTES)) return crossedOut(word, /\d/g);
    return isReason(word) ? word : standIn(word);
  });
}

function isReason(word: string): boolean {
  const parts = word
    .replace(/[:.!]$/, '')
    .toLowerCase()
    .split('-');
  const others = parts.filter((part) => !REASON_WORDS.has(part));
  // Several may be an address: 192-0-2-7.
  return others.length === 0 || (others.length === 1 && NUMBER.test(others[0]!));
}

/** As many `x` as there are characters. */
export function crossedOut(text: string, what = /[^]/g): string {
  return text.replace(what, 'x');
}
