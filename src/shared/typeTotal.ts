/** What was exchanged of a message type. */
export interface TypeTotal {
  /** undefined for all types together that are too many to be told apart. */
  messageType: string | undefined;
  messages: number;
  bytes: number;
  /** Of all messages, 0 to 1. */
  share: number;
  /**
   * From requests of this type to their answers, microseconds: median, 95th and 99th percentile; empty where
   * none was answered.
   */
  latencyUs: number[];
  /** Requests that were not answered while it was waited for. */
  unanswered: number;
}
