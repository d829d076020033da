# SPDX-License-Identifier: Apache-2.0
"""Readers of standard output, slow ones and stuck ones: every byte arrives, an interrupt ends the run whatever the reader does, and
whoever shares standard output finds it as it was."""

import fcntl
import hashlib
import os
import pty
import select
import signal
import socket
import subprocess
import time
import tty

from taptest import done, equal, ok

ENDLESS = ["lakegen", "-q", "--schema", "hello", "--rows", "1000000000", "--sink", "stdout"]
SHORT = ["lakegen", "-q", "--schema", "hello", "--rows", "30000", "--sink", "stdout"]
reference = hashlib.sha256(subprocess.run(SHORT, capture_output=True, check=True).stdout).hexdigest()


def pipe():
    return os.pipe()


def unix_socket():
    ours, theirs = socket.socketpair()
    return ours.detach(), theirs.detach()


def terminal():
    ours, theirs = pty.openpty()
    tty.setraw(theirs)  # bytes as they are
    return ours, theirs


def is_shared_unchanged(fd):
    return not fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_NONBLOCK


def stalled(make, description):
    ours, theirs = make()
    process = subprocess.Popen(ENDLESS, stdout=theirs, stderr=subprocess.DEVNULL)
    got = 0
    while got < 8192:
        got += len(os.read(ours, 8192 - got))
    time.sleep(0.3)  # it fills what is between us, and waits
    ok(process.poll() is None, f"{description}: a reader that stalls is waited for")
    ok(is_shared_unchanged(theirs), f"{description}: … without a flag that others would see")
    process.send_signal(signal.SIGINT)
    try:
        equal(process.wait(10), 130, f"{description}: … and an interrupt ends that")
    except subprocess.TimeoutExpired:
        ok(False, f"{description}: … and an interrupt ends that")
        process.kill()
        process.wait()
    os.close(theirs)
    os.close(ours)


def slow(make, description):
    ours, theirs = make()
    process = subprocess.Popen(SHORT, stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    digest, reads = hashlib.sha256(), 0
    while True:
        try:
            some = os.read(ours, 5000)
        except OSError:  # a terminal's way to say that nobody is left
            break
        if not some:
            break
        digest.update(some)
        reads += 1
        if reads % 50 == 0:
            select.select([], [], [], 0.005)
    equal((process.wait(), digest.hexdigest()), (0, reference), f"{description}: a slow reader gets every byte")
    os.close(ours)


for make, description in ((pipe, "pipe"), (unix_socket, "socket"), (terminal, "terminal")):
    stalled(make, description)
    slow(make, description)

with open("/dev/null", "wb") as sink:
    equal(subprocess.run(SHORT, stdout=sink, stderr=subprocess.DEVNULL).returncode, 0, "the null device")
done()
