"""Answers for the real fail2ban-client, one forked child per question.

Usage: python3 driver.py PACKAGES

PACKAGES is the folder that has the `fail2ban` package. It is imported once, which takes
most of a second; a child then costs little more than the work itself. The program is used
as its own start script uses it: through `exec_command_line`.

A question is one line on standard input, a JSON object: `folder` (working directory) and
`arguments` of the program. The answer is one line on standard output, a JSON object:
`status` (exit status; negative: ended by that signal), `stdout` and `stderr` (bytes, written
as Latin-1 text).
"""

import json
import os
import resource
import signal
import sys
import traceback

# A child that waits for ever (a FIFO in place of a file) is ended after this many seconds.
PATIENCE = 5

# Tags that grow without end would else take all the memory there is.
MEMORY = 1 << 30


def run(main, question, stdout, stderr):
    """In the child: runs the program and never returns."""
    status = 255
    try:
        os.chdir(question["folder"])
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.alarm(PATIENCE)
        try:
            status = main(["fail2ban-client"] + question["arguments"])
        except SystemExit as end:
            status = end.code
        # As the interpreter maps the argument of sys.exit().
        if status is None:
            status = 0
        elif not isinstance(status, int):
            print(status, file=sys.stderr)
            status = 1
    except BaseException:
        traceback.print_exc()
        status = 1
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status & 255)


def ask(main, question):
    """Runs the program in a child and gives its answer."""
    stdout = os.memfd_create("stdout")
    stderr = os.memfd_create("stderr")
    try:
        child = os.fork()
        if child == 0:
            run(main, question, stdout, stderr)
        _, ended = os.waitpid(child, 0)
        return {
            "status": os.waitstatus_to_exitcode(ended),
            "stdout": text(stdout),
            "stderr": text(stderr),
        }
    finally:
        os.close(stdout)
        os.close(stderr)


def text(file):
    """The whole content of a memory file."""
    size = os.fstat(file).st_size
    return os.pread(file, size, 0).decode("latin-1") if size else ""


def serve(packages):
    """Answers until standard input ends."""
    sys.path.insert(0, packages)
    from fail2ban.client.fail2banclient import exec_command_line

    # Questions and answers get their own descriptors, so that nothing a child reads or
    # prints can end up among them.
    questions = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    for line in questions:
        print(json.dumps(ask(exec_command_line, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
