# SPDX-License-Identifier: Apache-2.0
"""lg_arrow_stream_open() by ctypes, as any program would call it: a stream in memory of ours, whose address others import."""

import ctypes
import os

OK = 0


class Stream(ctypes.Structure):
    """struct ArrowArrayStream"""
    _fields_ = [(name, ctypes.c_void_p) for name in ("get_schema", "get_next", "get_last_error", "release", "private_data")]

    @property
    def address(self):
        return ctypes.addressof(self)


class Error(ctypes.Structure):
    """struct lg_error"""
    _fields_ = [("code", ctypes.c_int32), ("sys_errno", ctypes.c_int32), ("message", ctypes.c_char * 504)]


class Refused(Exception):
    def __init__(self, error):
        super().__init__(error.message.decode())
        self.code = error.code


library = ctypes.CDLL(os.path.join(os.environ["builddir"], ".libs", "liblakegen.so.0"))
library.lg_arrow_stream_open.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(Stream), ctypes.POINTER(Error)]
library.lg_arrow_stream_open.restype = ctypes.c_int


def open_stream(schema, **options):
    """A stream that its importer must release."""
    words = [f"{key}={value}".encode() for key, value in options.items()]
    stream, error = Stream(), Error()
    array = (ctypes.c_char_p * (len(words) + 1))(*words, None)
    code = library.lg_arrow_stream_open(schema.encode(), array, ctypes.byref(stream), ctypes.byref(error))
    assert code == error.code
    if code != OK:
        assert stream.release is None
        raise Refused(error)
    return stream
