import type { Disposable } from '../disposable';
import { UserError } from '../errors/userError';

/** What one end of a channel offers to the other. */
export interface Side {
  /** Name to parameters and result; each is answered, or fails. */
  requests: Record<string, [params: object, result: unknown]>;
  /** Name to parameters; nothing comes back. */
  notices: Record<string, object>;
}

type Params<S extends Side, N extends keyof S['requests']> = S['requests'][N][0];
type Result<S extends Side, N extends keyof S['requests']> = S['requests'][N][1];

/** What answers: one function for each name. */
export interface Handlers<S extends Side> {
  requests: {
    [N in keyof S['requests']]: (params: Params<S, N>) => Result<S, N> | Promise<Result<S, N>>;
  };
  notices: { [N in keyof S['notices']]: (params: S['notices'][N]) => void | Promise<void> };
}

export type Request<S extends Side> = <N extends keyof S['requests'] & string>(
  name: N,
  params: Params<S, N>,
) => Promise<Result<S, N>>;

export type Notify<S extends Side> = <N extends keyof S['notices'] & string>(
  name: N,
  params: S['notices'][N],
) => void;

/** What travels. */
export type Packet =
  | { kind: 'request'; id: number; name: string; params: object }
  | { kind: 'answer'; id: number; result?: unknown }
  /** Comes instead of an answer: what went wrong, for a person. */
  | { kind: 'failure'; id: number; text: string }
  | { kind: 'notice'; name: string; params: object }
  /** Asks for a sign of life: a {@link Packet} of the kind `pong`. */
  | { kind: 'ping' }
  | { kind: 'pong' };

/** Why a request has no answer. */
export class RequestFailed extends Error {
  constructor(
    text: string,
    /** The channel ended before the other end answered, so that nobody needs to be told. */
    readonly closed: boolean,
  ) {
    super(text);
  }
}

interface Pending {
  resolve: (result: never) => void;
  reject: (error: RequestFailed) => void;
}

type Handler = (params: object) => unknown;

/**
 * One end of a link between a webview and the extension host.
 * @typeParam Mine What this end answers. @typeParam Theirs What the other end does.
 */
export class Channel<Mine extends Side, Theirs extends Side> implements Disposable {
  private handlers: Partial<Record<keyof Side, Record<string, Handler>>> = {};
  private readonly pending = new Map<number, Pending>();
  /** A page that is loaded again must not take an answer to the page before it as its own. */
  private nextId = Math.floor(Math.random() * 2 ** 32) * 2 ** 20;
  private closed = false;

  /** @param onFault Told of errors of the handlers here that the other end is not the one to show. */
  constructor(
    private readonly post: (packet: Packet) => void,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Requests without a handler fail; notices without one are dropped. */
  serve(handlers: { [K in keyof Handlers<Mine>]?: Partial<Handlers<Mine>[K]> }): void {
    this.handlers = handlers as typeof this.handlers;
  }

  /** Rejects with {@link RequestFailed}. */
  readonly request: Request<Theirs> = (name, params) => {
    if (this.closed) return Promise.reject(closedFailure());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.post({ kind: 'request', id, name, params });
    });
  };

  readonly notify: Notify<Theirs> = (name, params) => {
    if (!this.closed) this.post({ kind: 'notice', name, params });
  };

  receive(packet: Packet): void {
    if (this.closed) return;
    switch (packet.kind) {
      case 'request':
        void this.answer(packet.id, packet.name, packet.params);
        return;
      case 'answer':
        this.settle(packet.id)?.resolve(packet.result as never);
        return;
      case 'failure':
        this.settle(packet.id)?.reject(new RequestFailed(packet.text, false));
        return;
      case 'notice':
        void this.take(packet.name, packet.params);
        return;
      case 'ping':
        this.post({ kind: 'pong' });
        return;
      case 'pong':
        return;
    }
  }

  /** The other end is gone for now: what it was asked fails. */
  abandon(): void {
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of pending) reject(closedFailure());
  }

  dispose(): void {
    this.closed = true;
    this.abandon();
  }

  /** @returns undefined for an answer that nobody waits for any more. */
  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }

  private async answer(id: number, name: string, params: object): Promise<void> {
    const answer = await this.answerTo(id, name, params);
    if (!this.closed) this.post(answer);
  }

  private async answerTo(id: number, name: string, params: object): Promise<Packet> {
    const handler = handlerOf(this.handlers.requests, name);
    if (!handler) return { kind: 'failure', id, text: 'Nothing is shown that could answer this.' };
    try {
      return { kind: 'answer', id, result: await handler(params) };
    } catch (error) {
      // The other end shows what is meant for a person; any other error is a fault of this end.
      if (!(error instanceof UserError)) this.onFault(error);
      return { kind: 'failure', id, text: textOf(error) };
    }
  }

  private async take(name: string, params: object): Promise<void> {
    try {
      await handlerOf(this.handlers.notices, name)?.(params);
    } catch (error) {
      this.onFault(error);
    }
  }
}

/** @returns undefined for a name of Object.prototype too. */
function handlerOf(
  handlers: Record<string, Handler> | undefined,
  name: string,
): Handler | undefined {
  return handlers && Object.hasOwn(handlers, name) ? handlers[name] : undefined;
}

function closedFailure(): RequestFailed {
  return new RequestFailed('The view was closed or hidden before it answered.', true);
}

function textOf(error: unknown): string {
  if (error instanceof UserError) return error.toString();
  return error instanceof Error ? error.message : String(error);
}
