# Runs a program in a pseudo-terminal: ROWS COLUMNS COMMAND... Its output is copied to standard output.
# Lines of standard input are commands: "keys HEX", or "size ROWS COLUMNS".
import fcntl, os, pty, select, signal, struct, sys, termios

pid, master = pty.fork()
if pid == 0:
    # The size is there before the program asks for it.
    size = struct.pack("HHHH", int(sys.argv[1]), int(sys.argv[2]), 0, 0)
    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
    os.execvp(sys.argv[3], sys.argv[3:])

commands = b""
while True:
    ready, _, _ = select.select([master, 0], [], [])
    if master in ready:
        try:
            data = os.read(master, 65536)
        except OSError:
            data = b""
        if not data:
            break
        os.write(1, data)
    if 0 in ready:
        data = os.read(0, 65536)
        if not data:
            os.kill(pid, signal.SIGKILL)
            break
        commands += data
        *lines, commands = commands.split(b"\n")
        for line in lines:
            name, *words = line.split()
            if name == b"keys":
                os.write(master, bytes.fromhex(words[0].decode()))
            else:
                fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", int(words[0]), int(words[1]), 0, 0))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
