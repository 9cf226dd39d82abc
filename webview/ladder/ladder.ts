import '../common/common.css';
import './ladder.css';
import { connectHost } from '../common/host';
import { registerToolkit } from '../common/toolkit';
import {
  EVERYTHING,
  type HostToLadder,
  type LadderToHost,
} from '../../src/shared/webview/ladderProtocol';
import { LadderView } from './ladderView';
import type { LadderState } from './ladderState';

registerToolkit();
const host = connectHost<LadderToHost, HostToLadder, LadderState>();
const view = new LadderView(host);
host.onMessage((message) => view.receive(message));
// An earlier version kept no query.
host.post({ type: 'ready', query: { ...EVERYTHING, ...host.state?.query } });
