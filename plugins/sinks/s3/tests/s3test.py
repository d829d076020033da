# SPDX-License-Identifier: Apache-2.0
"""What the tests of the sink s3 share: runs of lakegen against a store, and the bytes that must come of them."""

import hashlib
import os
import subprocess
import time

from taptest import equal, ok, workdir

folder = workdir()
# Impatient, and with pieces small enough that an object of a few megabytes has several.
QUICK = ["--retry-base-ms", "2", "--part-size", "1mb"]
SMALL = ["--schema", "hello", "--rows", "20000"]      # one request
LARGE = ["--schema", "hello", "--rows", "400000"]     # seven pieces
_local = {}
secrets = set()  # that no output may show
_shown, _runs = [], 0


class Run:
    def __init__(self, store, *arguments, env=None, timeout=60, where=None, quick=True, before=None, idle=2,
                 minimum="1mb", program="lakegen"):
        self.store = store
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "S3_")) and
                       not name.lower().endswith("_proxy")}
        environment.update(HOME=folder, **(store.environment if store else {}))
        environment.update(env or {})
        self.arguments = [program, *map(str, arguments)] + (["--sink", where or "s3://bucket/data"] if where != "" else [])
        if quick:
            self.arguments += [*QUICK, "--idle-timeout", str(idle), "--min-part-size", minimum]
        start = time.monotonic()
        self.process = subprocess.Popen([*(before or []), *self.arguments], env={k: v for k, v in environment.items() if v is not None},
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.timeout, self.start = timeout, start
        self._done = False

    def wait(self):
        if not self._done:
            try:
                out, err = self.process.communicate(timeout=self.timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                out, err = self.process.communicate()
                err += b"\n(killed by the test: it hung)"
            self.out, self.err = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
            self.status, self.seconds, self._done = self.process.returncode, time.monotonic() - self.start, True
            self.look_for_secrets()
        return self

    def look_for_secrets(self):
        global _runs
        _runs += 1
        known = secrets | ({secret for pair in (self.store.keys or {}).values() for secret in pair if secret} if hasattr(self.store, "keys")
                           else set())
        objects = getattr(self.store, "objects", None)
        kept = "".join(item["body"].decode("latin-1") for key,
                       item in objects.items() if "_lakegen" in key) if isinstance(objects, dict) else ""
        _shown.extend(f"{secret} by {' '.join(self.arguments)}" for secret in known if len(secret) > 5 and
                      (secret in self.out or secret in self.err or secret in kept))

    def ends(self, status, description, *sentences):
        """Ends with a status and says sentences (without regard to lines)."""
        self.wait()
        if os.environ.get("TEST_TIMES"):
            print(f"# {self.seconds:.2f} s")
        missing = [sentence for sentence in sentences if sentence not in self.err]
        return ok(self.status == status and not missing, description, f"status {self.status}, not {status}: {' '.join(self.arguments)}",
                  *(f"does not say: {sentence}" for sentence in missing), self.err)


def local(arguments, path="data"):
    """SHA-256 of the objects that the same plan gives on a disk, by name relative to the destination."""
    key = (tuple(arguments), path)
    if key not in _local:
        out = os.path.join(folder, f"local-{len(_local)}")
        subprocess.run(["lakegen", *arguments, "--quiet", "--sink", "file", "--output", out], check=True)
        _local[key] = {}
        for place, _, files in os.walk(out):
            if "_lakegen" in place:
                continue
            for name in files:
                with open(os.path.join(place, name), "rb") as file:
                    whole = os.path.relpath(os.path.join(place, name), out)
                    if name != "_SUCCESS":
                        _local[key][f"{path}/{whole}"] = hashlib.sha256(file.read()).hexdigest()
    return _local[key]


def digests(objects):
    """The same of a fake store's objects."""
    return {key: hashlib.sha256(item["body"]).hexdigest() for key, item in objects.items() if "/_lakegen/" not in key and
            not key.endswith("_SUCCESS")}


def same_bytes(store, arguments, description):
    """The promised objects, these and no others, a manifest, and nothing left."""
    expected = local(arguments)
    found = digests(store.objects)
    manifests = [key for key in store.objects if key.endswith("manifest.json")]
    return ok(found == expected and len(manifests) == 1 and "data/_SUCCESS" in store.objects and not store.uploads, description,
              f"objects {sorted(found)}", f"expected {sorted(expected)}", f"manifests {manifests}, uploads {store.uploads}")


def nothing(store, description):
    """No data object under a final name, no manifest, no unfinished upload."""
    return ok(not digests(store.objects) and not any(key.endswith(("manifest.json", "_SUCCESS")) for key in store.objects) and
              not store.uploads, description, sorted(store.objects), store.uploads)


def no_secret_was_shown():
    """For the end of a test."""
    return ok(not _shown and _runs > 0, f"no secret in the output or the records of {_runs} runs", *_shown)


def fine(store, arguments, case, *sentences, plan=None, **options):
    """Runs, succeeds, and the bytes are right. plan: the arguments without those of the sink."""
    run = Run(store, *arguments, **options)
    run.ends(0, case, *sentences)
    same_bytes(store, plan or arguments, f"{case}: same bytes, and nothing is left")
    return run
