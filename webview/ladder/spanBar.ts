import { make } from '../common/dom';
import { toolButton } from '../common/toolButton';

/** Below the last row of a stretch that was chosen elsewhere: that it ends here, and the way back to all rows. */
export class SpanBar {
  readonly element = make('div', 'span-bar');

  constructor(onAll: () => void) {
    const { element } = this;
    element.hidden = true;
    element.append(
      make('span', '', 'Only the stretch of time that was chosen is shown: it ends here.'),
      toolButton({
        label: 'Show All Rows',
        title: 'Show what was before and after, too',
        onClick: onAll,
      }),
    );
  }

  show(isStretch: boolean): void {
    this.element.hidden = !isStretch;
  }
}
