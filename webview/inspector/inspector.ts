import '../common/common.css';
import './inspector.css';
import type {
  HostToInspector,
  InspectorState,
  InspectorToHost,
} from '../../src/shared/webview/inspectorProtocol';
import { connectHost } from '../common/host';
import { registerToolkit } from '../common/toolkit';
import { InspectorView } from './inspectorView';

registerToolkit();
const host = connectHost<InspectorToHost, HostToInspector, InspectorState>();
const view = new InspectorView(host);
host.onMessage((message) => view.receive(message));
host.post({ type: 'ready' });
