import type { FilterProblem } from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';

/** Says below the filter what makes no sense in it, or can find nothing. It is seen while the filter has the focus. */
export class FilterProblems {
  readonly element = make('div', 'problem');
  private shown = '';

  /** @param onReplace Puts what was probably meant in its place. */
  constructor(private readonly onReplace: (problem: FilterProblem) => void) {
    const { element } = this;
    element.id = 'filter-problem';
    element.setAttribute('role', 'status');
    element.addEventListener('mousedown', (event) => event.preventDefault());
    element.hidden = true;
  }

  /** @param written The filter that they are of. */
  show(written: string, problems: readonly FilterProblem[]): void {
    // Where it says the same it stays: somebody may be about to click on it.
    const shown = JSON.stringify([written, problems]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.element.hidden = problems.length === 0;
    this.element.replaceChildren(
      ...problems.map((problem) => this.reason(problem)),
      whereOf(written, problems),
    );
  }

  private reason(problem: FilterProblem): HTMLElement {
    const { text, instead } = problem;
    const why = make('span', 'mark warning', text);
    if (instead !== undefined) {
      const button = document.createElement('button');
      button.className = 'instead';
      button.append(make('span', '', instead));
      button.addEventListener('click', () => this.onReplace(problem));
      why.append(make('span', '', '. Did you mean '), button, make('span', '', '?'));
    }
    return why;
  }
}

/** The filter, with what is wrong marked. */
function whereOf(written: string, problems: readonly FilterProblem[]): HTMLElement {
  const where = make('span', 'where');
  let at = 0;
  for (const { from, to } of problems) {
    const wrong = make('mark', 'wrong', written.slice(from, to) || ' ');
    where.append(make('span', '', written.slice(at, from)), wrong);
    at = to;
  }
  where.append(make('span', '', written.slice(at)));
  return where;
}
