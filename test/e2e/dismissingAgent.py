"""
A polkit agent whose user closes the dialog: dismissingAgent.py PID READY
It registers for the process PID, then makes the file READY, and ends when it has been asked.
"""

import sys
from pathlib import Path

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

POLKIT = 'org.freedesktop.PolicyKit1'
PATH = '/agent'
loop = GLib.MainLoop()


class Cancelled(dbus.DBusException):
    _dbus_error_name = f'{POLKIT}.Error.Cancelled'


class Agent(dbus.service.Object):
    @dbus.service.method(f'{POLKIT}.AuthenticationAgent', in_signature='sssa{ss}sa(sa{sv})')
    def BeginAuthentication(self, action, message, icon, details, cookie, identities):
        GLib.timeout_add(100, loop.quit)
        raise Cancelled('closed')

    @dbus.service.method(f'{POLKIT}.AuthenticationAgent', in_signature='s')
    def CancelAuthentication(self, cookie):
        pass


pid, ready = int(sys.argv[1]), Path(sys.argv[2])
# Field 22 of proc(5); the name before it may hold spaces.
start = int(Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[19])
bus = dbus.SystemBus(mainloop=DBusGMainLoop())
agent = Agent(bus, PATH)
authority = dbus.Interface(
    bus.get_object(POLKIT, '/org/freedesktop/PolicyKit1/Authority'), f'{POLKIT}.Authority'
)
subject = ('unix-process', {'pid': dbus.UInt32(pid), 'start-time': dbus.UInt64(start)})
authority.RegisterAuthenticationAgent(subject, 'C', PATH)
ready.touch()
loop.run()
