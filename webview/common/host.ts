/** The typed link to the extension host; `State` is what survives a reload of the window. */
export interface Host<ToHost, FromHost, State> {
  post(message: ToHost): void;
  onMessage(listener: (message: FromHost) => void): void;
  readonly state: State | undefined;
  saveState(state: State): void;
}

/** May be called once per page: VS Code hands out its API a single time. */
export function connectHost<ToHost, FromHost, State>(): Host<ToHost, FromHost, State> {
  const api = acquireVsCodeApi<State>();
  return {
    post: (message) => api.postMessage(message),
    onMessage: (listener) =>
      window.addEventListener('message', (event: MessageEvent<FromHost>) => listener(event.data)),
    get state() {
      return api.getState();
    },
    saveState: (state) => void api.setState(state),
  };
}
