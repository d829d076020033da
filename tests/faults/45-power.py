# SPDX-License-Identifier: Apache-2.0
"""Power loss at every moment of a run: all that a journalling file system may have kept is laid out in a folder, judged, and resumed.

The model. Bytes of a file that were not synced may be there or not, or be torn at 512 bytes. Changes of a folder (new files, renames,
removals) that were not synced may be there or not, each for itself, but a name's changes come in order. A rename is there as a whole or
not at all. What was synced, file or folder, stays. Folders that are not there take with them what is in them."""

import itertools
import os
import random
import shutil

from faultbench import EVERYTHING, Reference, build, fast_folder
from taptest import done, ok

top = fast_folder()
shim = build("shim.c", top, "-shared", "-fPIC")
SECTOR = 512
MOST_STATES = None if EVERYTHING else 250  # that are resumed; all are judged


class File:
    """An inode: what is on disk for certain, and what may be."""

    def __init__(self):
        self.durable = b""
        self.pending = []  # (offset, bytes), or (size,) for a cut

    def content(self, pending=None):
        data = bytearray(self.durable)
        for change in self.pending if pending is None else pending:
            if len(change) == 1:
                data = data[:change[0]] + bytes(max(0, change[0] - len(data)))
            else:
                offset, piece = change
                data += bytes(max(0, offset - len(data)))
                data[offset:offset + len(piece)] = piece
        return bytes(data)

    def sync(self):
        self.durable = self.content()
        self.pending = []

    def torn(self, dice):
        """Some of what is not synced, cut into sectors."""
        kept = []
        for change in self.pending:
            if len(change) == 1 or dice.random() < 0.3:
                continue
            offset, piece = change
            kept += [(offset + at, piece[at:at + SECTOR]) for at in range(0, len(piece), SECTOR) if dice.random() < 0.7]
        return self.content(kept)


class Folder:
    def __init__(self):
        self.durable = {}   # name -> File or Folder
        self.pending = []   # each a dict of names and what they are then; None: nothing

    def now(self):
        names = dict(self.durable)
        for change in self.pending:
            names.update(change)
        return {name: node for name, node in names.items() if node is not None}

    def sync(self):
        self.durable = self.now()
        self.pending = []

    def choices(self):
        """All that may be kept: a change needs those before it that touched the same names."""
        kept = []
        for mask in itertools.product((False, True), repeat=len(self.pending)):
            lost = set()
            names = dict(self.durable)
            for keep, change in zip(mask, self.pending):
                if keep and not lost & set(change):
                    names.update(change)
                elif keep:
                    break
                else:
                    lost |= set(change)
            else:
                kept.append({name: node for name, node in names.items() if node is not None})
        return kept


class Disk:
    """Follows a log of shim.c."""

    def __init__(self, root):
        self.root = root
        self.top = Folder()
        self.open = {}

    def parts(self, path):
        path = os.path.normpath(path)
        if not path.startswith(self.root):
            return None
        inside = os.path.relpath(path, self.root)
        return [] if inside == "." else inside.split("/")

    def find(self, path):
        node, parts = self.top, self.parts(path)
        for part in parts or []:
            node = node.now().get(part) if isinstance(node, Folder) else None
        return node if parts is not None else None

    def parent(self, path):
        return self.find(os.path.dirname(path)), os.path.basename(path)

    def apply(self, call, numbers, paths, data):
        if paths and self.parts(paths[0]) is None:
            if call == "open":
                self.open.pop(numbers[0], None)
            return False
        if call == "open":
            node = self.find(paths[0])
            if node is None and numbers[1]:
                node = File()
                folder, name = self.parent(paths[0])
                folder.pending.append({name: node})
            self.open[numbers[0]] = node
            return bool(numbers[1])
        if call in ("rename", "link"):
            (source, name), (target, other) = self.parent(paths[0]), self.parent(paths[1])
            assert source is target, "a rename between folders is two changes, which the model does not have"
            change = {other: source.now()[name]}
            if call == "rename":
                change[name] = None
            source.pending.append(change)
        elif call == "unlink":
            folder, name = self.parent(paths[0])
            folder.pending.append({name: None})
        elif call == "mkdir":
            folder, name = self.parent(paths[0])
            folder.pending.append({name: Folder()})
        elif call == "close":
            self.open.pop(numbers[0], None)
            return False
        else:
            node = self.open.get(numbers[0])
            if node is None:
                return False
            if call == "write":
                node.pending.append((numbers[1], data))
            elif call == "truncate":
                node.pending.append((numbers[1],))
            elif call == "sync":
                node.sync()
        return True

    def folders(self):
        """All that exist in some state, by path."""
        found, todo = [], [("", self.top)]
        while todo:
            path, folder = todo.pop()
            found.append((path, folder))
            nodes = dict(folder.now())
            nodes.update({n: x for n, x in folder.durable.items() if isinstance(x, Folder)})
            for name, node in nodes.items():
                if isinstance(node, Folder):
                    todo.append((os.path.join(path, name), node))
        return found

    def states(self, dice):
        """Every combination of what folders may have kept, as {path: bytes}; files that may be torn, in several ways."""
        folders = self.folders()
        for combination in itertools.product(*(folder.choices() for _, folder in folders)):
            chosen = {id(folder): names for (_, folder), names in zip(folders, combination)}
            for variant in ("lost", "kept", "torn"):
                files, unsynced = {}, []
                self.collect("", self.top, chosen, variant, dice, files, unsynced)
                yield files, unsynced
                if not unsynced:
                    break

    def collect(self, path, folder, chosen, variant, dice, files, unsynced):
        for name, node in chosen.get(id(folder), folder.durable).items():
            place = os.path.join(path, name)
            if isinstance(node, Folder):
                files[place + "/"] = None
                self.collect(place, node, chosen, variant, dice, files, unsynced)
                continue
            if node.pending:
                unsynced.append(place)
            files[place] = node.durable if variant == "lost" else node.content() if variant == "kept" else node.torn(dice)


def read_log(path):
    with open(path, "rb") as log:
        while line := log.readline():
            head, *paths = line.decode().rstrip("\n").split("\t")
            call, *numbers = head.split()
            numbers = [int(number) for number in numbers]
            yield call, numbers, paths, log.read(numbers[2]) if call == "write" else b""


def lay_out(files, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for path, content in sorted(files.items()):
        place = os.path.join(folder, path)
        if content is None:
            os.makedirs(place, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as file:
                file.write(content)


def is_temporary(path):
    return os.path.basename(path).startswith(".")


def receipts(files):
    """Names of objects that a receipt, a node's record or the manifest says are there."""
    named = set()
    for path, content in files.items():
        base = os.path.basename(path)
        if content and not is_temporary(path) and base.startswith(("receipts-", "node-", "manifest")) and not base.endswith(".lock"):
            named |= {part.split(b'"')[0].decode() for part in content.split(b'"name":"')[1:]}
    return {name for name in named if "/part-" in name}


class Judge:
    def __init__(self, reference):
        self.reference = reference
        self.folder = os.path.join(top, "p")
        self.seen, self.wrong, self.enumerated = {}, [], 0

    def look(self, files, unsynced, when):
        """What must hold in every state, before anything is resumed."""
        self.enumerated += 1
        loose = [path for path in unsynced if not is_temporary(path) and not path.endswith(".lock")]
        if loose:
            self.wrong.append(f"{when}: bytes that were not synced under a final name: {loose}")
        whole = {os.path.join("d", os.path.basename(path)) for path in files
                 if os.path.basename(path).startswith("part-")}
        lost = {os.path.join("d", os.path.basename(name)) for name in receipts(files)} - whole
        if lost:
            self.wrong.append(f"{when}: receipts of objects that are lost: {lost}")
        key = hash(tuple(sorted((path, content) for path, content in files.items() if not is_temporary(path))))
        self.seen.setdefault(key, (files, when))

    def resume(self, files, when):
        lay_out(files, self.folder)
        torn = self.reference.torn(self.folder)
        if torn:
            self.wrong.append(f"{when}: torn {torn}")
        problem = self.reference.recover(self.folder)
        if problem:
            self.wrong.append(f"{when}: {problem}")


def enumerate_states(reference, description, prepare=None, *options, expect_loss=False):
    folder, log = os.path.join(top, "p"), os.path.join(top, "log")
    shutil.rmtree(folder, ignore_errors=True)
    if os.path.exists(log):
        os.remove(log)
    os.makedirs(folder)
    disk = Disk(folder)
    if prepare:
        prepare(folder, disk)
    run = reference.run(folder, *options, environment={"LD_PRELOAD": shim, "FAULT_LOG": log})
    judge, dice = Judge(reference), random.Random(1)
    calls = 0
    for call, numbers, paths, content in read_log(log):
        if disk.apply(call, numbers, paths, content):
            calls += 1
            for files, unsynced in disk.states(dice):
                if len(judge.wrong) > 5:
                    break
                judge.look(files, unsynced, f"after change {calls} ({call} {' '.join(paths)})")
    states = list(judge.seen.values())
    if MOST_STATES and len(states) > MOST_STATES:
        states = random.Random(2).sample(states, MOST_STATES)
    for files, when in states:
        if len(judge.wrong) > 5:
            break
        judge.resume(files, when)
    ok(run.returncode == 0 and calls > 50 and bool(judge.wrong) == expect_loss,
       f"CP-02: {description}: {calls} changes, {judge.enumerated} states, {len(judge.seen)} different, {len(states)} resumed",
       *judge.wrong, run.stderr)


def load(folder, disk):
    """A folder as it is, all of it durable."""
    for place, folders, names in os.walk(folder):
        node = disk.find(place)
        node.durable = {name: Folder() for name in folders}
        for name in names:
            node.durable[name] = File()
            with open(os.path.join(place, name), "rb") as file:
                node.durable[name].durable = file.read()


def half_done(folder, disk):
    shutil.copytree(middle, folder, dirs_exist_ok=True)
    load(folder, disk)


ROWS = 600000 if EVERYTHING else 6000
parquet = Reference(top, "parquet", rows=ROWS)
enumerate_states(parquet, "Parquet")
csv = Reference(top, "csv", "--format", "csv", rows=ROWS)
enumerate_states(csv, "CSV")
middle = os.path.join(top, "middle")
csv.run(middle, "--threads", "1", environment={"LD_PRELOAD": shim, "FAULT_CALL": "pwrite", "FAULT_AT": "3"})
enumerate_states(csv, "a resumed run, CSV", half_done, "--resume")
loose = Reference(top, "loose", "--sync", "false", rows=6000)
enumerate_states(loose, "without syncs the bench sees what is lost", expect_loss=True)
done()
