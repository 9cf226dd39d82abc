import {
  Channel,
  RequestFailed,
  type Handlers,
  type Notify,
  type Packet,
  type Request,
  type Side,
} from '../../src/shared/webview/channel';
import { goneBanner } from './goneBanner';
import { HostWatch } from './hostWatch';

/** The typed link to the extension host; `State` is what survives a reload of the window. */
export interface Host<Page extends Side, HostSide extends Side, State> {
  /** @returns undefined when it failed, of which `onFailure` was told. */
  ask<N extends keyof HostSide['requests'] & string>(
    name: N,
    params: HostSide['requests'][N][0],
  ): Promise<HostSide['requests'][N][1] | undefined>;
  /** Rejects when it fails. */
  request: Request<HostSide>;
  notify: Notify<HostSide>;
  /** @param onFailure Shows the user why something that was asked for did not come. */
  serve(handlers: Handlers<Page>, onFailure: (text: string) => void): void;
  readonly state: State | undefined;
  saveState(state: State): void;
}

/** May be called once per page: VS Code hands out its API a single time. */
export function connectHost<Page extends Side, HostSide extends Side, State>(): Host<
  Page,
  HostSide,
  State
> {
  const api = acquireVsCodeApi<State>();
  const watch = new HostWatch(() => api.postMessage({ kind: 'ping' }), goneBanner());
  const channel = new Channel<Page, HostSide>(
    (packet) => {
      api.postMessage(packet);
      watch.sent();
    },
    (error) => console.error(error),
  );
  watch.start();
  let fail: (text: string) => void = console.error;
  window.addEventListener('message', ({ data }: MessageEvent<Packet>) => {
    watch.heard();
    channel.receive(data);
  });
  return {
    request: channel.request,
    notify: channel.notify,
    ask: async (name, params) => {
      try {
        return await channel.request(name, params);
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        if (!error.closed) fail(error.message);
        return undefined;
      }
    },
    serve: (handlers, onFailure) => {
      fail = onFailure;
      channel.serve(handlers);
    },
    get state() {
      return api.getState();
    },
    saveState: (state) => void api.setState(state),
  };
}
