/** Where Core's source handles messages, below a workspace folder. */
export const HANDLER_FILE = 'src/net_processing.cpp';

/**
 * The line of net_processing.cpp, from 0, where ProcessMessage compares the message type with this one.
 * @returns undefined where it does not.
 */
export function handlerLine(source: string, messageType: string): number | undefined {
  if (!/^[a-z0-9]{1,12}$/.test(messageType)) return undefined;
  const compared = new RegExp(`msg_type == NetMsgType::${messageType.toUpperCase()}\\b`);
  const at = source.search(compared);
  return at < 0 ? undefined : source.slice(0, at).split('\n').length - 1;
}
