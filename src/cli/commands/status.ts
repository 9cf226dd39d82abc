/** What the end of a trace tells a script. */
export const TRACE_STATUS = `
Exit status:
  0  everything requested was delivered, or its reader closed the pipe (as head does)
  1  an error occurred, or events are missing: the last lines say what
  2  wrong usage
A second Ctrl-C (or SIGTERM) ends the command at once, with the status of that signal
(130 or 143 in a shell); it still says how much was not delivered.`;

/** What the end of a command that reads tells it. */
export const READING_STATUS = `
Exit status:
  0  everything requested was delivered, or its reader closed the pipe (as head does)
  1  an error occurred, or something was left out that could not be read: the last lines say what
  2  wrong usage
Ctrl-C (or SIGTERM) ends the reading: what was read so far is delivered whole, and the status is that
of the signal (130 or 143 in a shell). A second one ends the command at once.`;
