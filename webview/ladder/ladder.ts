import '../common/common.css';
import '../common/controls.css';
import '../common/families.css';
import '../common/keysHelp.css';
import '../common/toolkit.css';
import './ladder.css';
import './grid.css';
import './filterBox.css';
import './ladderControls.css';
import './spanBar.css';
import { connectHost } from '../common/host';
import { loadToolkit } from '../common/toolkit';
import {
  EVERYTHING,
  type LadderHost,
  type LadderPage,
} from '../../src/shared/webview/ladderProtocol';
import { LadderView } from './ladderView';
import type { LadderState } from './ladderState';

const host = connectHost<LadderPage, LadderHost, LadderState>();
new LadderView(host);
// An earlier version kept no query.
host.notify('ready', { query: { ...EVERYTHING, ...host.state?.query } });
// Its buttons are not there at first, and it is as large as the rest of the page.
requestIdleCallback(loadToolkit, { timeout: 1000 });
