# SPDX-License-Identifier: Apache-2.0
"""Credentials: every source, every way it can be broken, refreshing, and that no secret is ever shown. Cases CR-01 to CR-28."""

import glob
import json
import os
import socket
import time

from fakes3 import FakeS3, FakeServices, FakeServer, Reply, error, instead, raw, silence
from s3test import LARGE, SMALL, Run, folder, no_secret_was_shown, same_bytes, secrets
from taptest import done, equal, need, ok

need("awscrt")
NOBODY = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
HINT = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"


def write(name, text, mode=0o600):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    os.chmod(path, mode)
    return path


def aws_files(store, config="", credentials=""):
    """The environment of a store that is reached with these shared files."""
    return {**store.environment, **NOBODY, "AWS_CONFIG_FILE": write("config", config),
            "AWS_SHARED_CREDENTIALS_FILE": write("credentials", credentials)}


def commands_with(text):
    """The command lines of processes that name it."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                found += [line for line in [file.read().replace("\0", " ")] if text in line]
        except OSError:
            pass  # it is gone
    return found


def store_for(key, secret, token=None):
    secrets.update(text for text in (secret, token) if text)
    return FakeS3(key=key, secret=secret, token=token)


def works(store, case, *sentences, **options):
    run = Run(store, *SMALL, **options)
    run.ends(0, case, *sentences)
    return run


# ---- keys that are given ----

secrets.update(("lonely-secret", "fake/secret+="))
store = FakeS3()
Run(store, *SMALL, env={"AWS_SECRET_ACCESS_KEY": None}).ends(3, "CR-01: an access key without a secret, in the environment",
                                                              "has an access key but no secret key")
Run(store, *SMALL, env={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": "lonely-secret"}).ends(
    3, "CR-01: a secret without an access key", "has a secret key but no access key")
Run(store, *SMALL, "--access-key", "x").ends(3, "CR-01: the same as an option", "--access-key has an access key but no secret key")
Run(store, *SMALL, env=aws_files(store, credentials="[default]\naws_access_key_id = x\n")).ends(
    3, "CR-01: the same in a profile", "profile 'default'", "no secret key")

good = "[default]\naws_access_key_id = fake-key\naws_secret_access_key = fake/secret+=\n"
works(store, "CR-02: empty variables are none", "credentials of the shared files",
      env={**aws_files(store, credentials=good), "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": "", "AWS_REGION": ""})

run = Run(store, *SMALL, env={**aws_files(store, credentials=good), "AWS_PROFILE": "nobody"})
run.ends(3, "CR-03: a profile that is not there", "there is no profile 'nobody'", os.path.join(folder, "config"),
         os.path.join(folder, "credentials"))

store = store_for("k4", "s3cr3t/of+profile#four")
works(store, "CR-04: files as people write them", "credentials of the shared files",
      env={**aws_files(store, "\ufeff[profile four]\r\nregion = us-east-1 ; here\r\ns3 =\r\n  addressing_style = virtual\r\n",
                       "# mine\r\n[other]\r\naws_access_key_id=wrong\r\n[four]\r\naws_access_key_id =  k4 \r\n"
                       "aws_secret_access_key=s3cr3t/of+profile#four\r\n"), "AWS_PROFILE": "four", "AWS_REGION": None})

os.mkdir(os.path.join(folder, "directory"))
os.mkfifo(os.path.join(folder, "fifo"))
huge = os.path.join(folder, "huge")
with open(huge, "wb") as file:
    file.truncate(1 << 30)
store = FakeS3()
for name, sentence in (("directory", "is not a regular file"), ("fifo", "is not a regular file"), ("huge", "is larger than")):
    for variable in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        run = Run(store, *SMALL, env={variable: os.path.join(folder, name)})
        run.ends(3, f"CR-05: {variable} is a {name}", os.path.join(folder, name), sentence)
        ok(run.seconds < 5 and store.connections == 0, "CR-05: at once, before anybody is asked")
if os.geteuid() != 0:
    Run(store, *SMALL, env={"AWS_CONFIG_FILE": write("unreadable", "x", 0)}).ends(3, "CR-05: a file that may not be read",
                                                                                  "Permission denied")

store = FakeS3()
environment = aws_files(store, credentials=good)
os.chmod(environment["AWS_SHARED_CREDENTIALS_FILE"], 0o644)
works(store, "CR-06: a credentials file that others can read", "warning: ", "holds a secret and others can read it", env=environment)
Run(store, *SMALL, "--strict-security", "true", env=environment).ends(3, "CR-06: refused with --strict-security", "chmod 600")

# ---- profiles that lead elsewhere ----

role = "role_arn = arn:aws:iam::1:role/r\n"
loop = f"[profile a]\n{role}source_profile = b\n[profile b]\n{role}source_profile = a\n"
Run(store, *SMALL, env={**aws_files(store, loop), "AWS_PROFILE": "a"}).ends(3, "CR-07: a loop of two",
                                                                            "leads back to itself by source_profile")
Run(store, *SMALL, env={**aws_files(store, f"[profile a]\n{role}source_profile = a\n"), "AWS_PROFILE": "a"}).ends(
    3, "CR-07: a profile that is its own source, without keys", "which has none")
Run(store, *SMALL, env={**aws_files(store, f"[profile a]\n{role}source_profile = gone\n"), "AWS_PROFILE": "a"}).ends(
    3, "CR-07: a source that is not there", "source_profile 'gone' is not in the shared files")
Run(store, *SMALL, env={**aws_files(store, f"[profile a]\n{role}"), "AWS_PROFILE": "a"}).ends(3, "CR-07: a role without a source",
                                                                                              "neither source_profile")
long = "".join(f"[profile p{i}]\n{role}source_profile = p{i + 1}\n" for i in range(12))
Run(store, *SMALL, env={**aws_files(store, long), "AWS_PROFILE": "p0"}).ends(3, "CR-07: a chain without end", "more than 8")


def services_for(token="role-token", lasts=3600):
    services = FakeServices(token=token, lasts=lasts, caller=("base-key", "base/secret+key"))
    secrets.update((services.secret_key, token, "base/secret+key", services.session))
    return services, store_for(services.access_key, services.secret_key, token)


base = "[base]\naws_access_key_id = base-key\naws_secret_access_key = base/secret+key\n"
services, store = services_for()
config = f"[profile a]\n{role}source_profile = base\nexternal_id = x/1\nduration_seconds = 900\nrole_session_name = me\n"
environment = {**aws_files(store, config, base), "AWS_PROFILE": "a", "AWS_ENDPOINT_URL_STS": services.endpoint}
works(store, "a role is assumed with the keys of another profile", "credentials of an assumed role", env=environment)
equal({name: services.journal[0].form.get(name) for name in ("Action", "RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds")},
      {"Action": "AssumeRole", "RoleArn": "arn:aws:iam::1:role/r", "RoleSessionName": "me", "ExternalId": "x/1", "DurationSeconds": "900"},
      "… with what the profile says of it")
services, store = services_for()
works(store, "CR-07: a profile that is its own source, with keys", env={
    **aws_files(store, f"[profile a]\n{role}source_profile = a\n", base.replace("[base]", "[a]")), "AWS_PROFILE": "a",
    "AWS_ENDPOINT_URL_STS": services.endpoint})
services, store = services_for()
Run(store, *SMALL, "--profile", "a", env={
    **aws_files(store, f"[profile a]\n{role}credential_source = Environment\n"), "AWS_ACCESS_KEY_ID": "base-key",
    "AWS_SECRET_ACCESS_KEY": "base/secret+key", "AWS_ENDPOINT_URL_STS": services.endpoint}).ends(0,
                                                                                                 "a role with the keys of the environment")
Run(store, *SMALL, env={**aws_files(store, f"[profile a]\n{role}source_profile = base\nmfa_serial = arn:x\n", base),
                        "AWS_PROFILE": "a"}).ends(
    3, "a role that wants a code", "MFA")
services, store = services_for()
services.caller = ("base-key", "others")
Run(store, *SMALL, env={**aws_files(store, f"[profile a]\n{role}source_profile = base\n", base), "AWS_PROFILE": "a",
                        "AWS_ENDPOINT_URL_STS": services.endpoint}).ends(
    5, "a role that is refused", "assuming role 'arn:aws:iam::1:role/r'", "refused: SignatureDoesNotMatch (403)")

# ---- programs ----


def process(script, name="process"):
    path = write(name, "#!/bin/sh\n" + script, 0o700)
    return f"[profile p]\ncredential_process = {path} 'two words' \"x\\\"y\"\n"


store = store_for("process-key", "process-secret", "process-token")
answer = json.dumps({"Version": 1, "AccessKeyId": "process-key", "SecretAccessKey": "process-secret", "SessionToken": "process-token"})
config = process(f'[ "$1" = "two words" ] && [ "$2" = \'x"y\' ] && echo \'{answer}\'\n')
works(store, "CR-08: credential_process, its words quoted", "credentials of the credential_process",
      env={**aws_files(store, config), "AWS_PROFILE": "p"})
for case, script, sentence in (("exits with 1", "exit 1", "ended with status 1"), ("is killed", "kill -9 $$", "ended by signal 9"),
                               ("hangs", "sleep 100", "gave nothing for 1 s"),
                               ("gives 10 MiB", "head -c 10485760 /dev/zero", "more than 65536 bytes"),
                               ("gives no JSON", "echo process-secret", "gave no JSON"),
                               ("gives Version 2", f"printf %s '{answer.replace('1', '2', 1)}'", '"Version": 1'),
                               ("gives half of it", 'echo \'{"Version":1,"AccessKeyId":"a"}\'', "without AccessKeyId or SecretAccessKey"),
                               ("gives a broken line", f"printf %s '{answer.replace('process-token', chr(92) + 'n')}'", "line break")):
    run = Run(store, *SMALL, "--credential-timeout", "1", env={**aws_files(store, process(script)), "AWS_PROFILE": "p"})
    run.ends(3 if "broken" in case else 5, f"CR-08: a credential_process that {case}", sentence)
    ok(run.seconds < 10, "CR-08: in time", run.seconds)
equal(commands_with(os.path.join(folder, "process")), [], "CR-08: none of them is left")
Run(store, *SMALL, env={**aws_files(store, "[profile p]\ncredential_process = /nowhere/at/all\n"), "AWS_PROFILE": "p"}).ends(
    5, "CR-08: a program that is not there", "/nowhere/at/all", "No such file")
environment = {**aws_files(store, config), "AWS_PROFILE": "p"}
os.chmod(environment["AWS_CONFIG_FILE"], 0o666)
Run(store, *SMALL, env=environment).ends(3, "CR-08: a configuration that everybody may write is not obeyed", "everybody may write it")

# ---- web identity ----


def web(services, store, token_text, name="token"):
    return {**store.environment, **NOBODY, "AWS_WEB_IDENTITY_TOKEN_FILE": write(name, token_text),
            "AWS_ROLE_ARN": "arn:aws:iam::1:role/web",
            "AWS_ENDPOINT_URL_STS": services.endpoint}


services, store = services_for()
secrets.add("web-identity-token")
works(store, "CR-09: a web identity token, with a line end behind it", "credentials of a web identity token",
      env=web(services, store, "web-identity-token\r\n"))
equal((services.journal[0].form["WebIdentityToken"], services.journal[0].headers.get("authorization")), ("web-identity-token", None),
      "CR-09: trimmed, and not signed")
for case, text, sentence in (("empty", "", "is empty"), ("of two lines", "web-identity\r\ntoken: x", "line break")):
    Run(store, *SMALL, env=web(services, store, text)).ends(3, f"CR-09: a token file that is {case}", sentence)
Run(store, *SMALL, env={**web(services, store, "x"),
                        "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere/token"}).ends(3, "CR-09: no token file", "/nowhere/token")
Run(store, *SMALL, env={**web(services, store, "x"), "AWS_ROLE_ARN": None}).ends(3, "CR-09: no role", "AWS_ROLE_ARN is not")


def refusal(code, status=400):
    return instead(status, f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>".encode())


for word in ("ExpiredTokenException", "InvalidIdentityToken"):
    services, store = services_for()
    path = web(services, store, "old-web-identity-token")

    def rotate(server, connection, request):
        write("token", "new-web-identity-token")
        return refusal(word)(server, connection, request)
    secrets.update(("old-web-identity-token", "new-web-identity-token"))
    services.rule(rotate)
    works(store, f"CR-10: {word}, and the token was rotated meanwhile", env=path)
    equal(services.journal[-1].form["WebIdentityToken"], "new-web-identity-token", "CR-10: the file is read again")
    services, store = services_for()
    services.rule(refusal(word), times=None)
    Run(store, *SMALL, env=web(services, store, "old-web-identity-token")).ends(5, f"CR-10: {word}, and it was not", word)
    equal(len(services.journal), 1, "CR-10: asked once")
services, store = services_for()
services.rule(refusal("IDPCommunicationError"), times=2)
works(store, "CR-10: IDPCommunicationError is tried again", env=web(services, store, "web-identity-token"))
for case, act in (("CR-11: 500", refusal("InternalFailure", 500)), ("CR-11: 503", refusal("ServiceUnavailable", 503)),
                  ("CR-11: Throttling", refusal("Throttling")),
                  ("CR-11: no answer", raw(b""))):
    services, store = services_for()
    services.rule(act, times=2)
    works(store, f"{case} of the token service", env=web(services, store, "web-identity-token"))
services, store = services_for(lasts=-60)
Run(store, *SMALL, env=web(services, store, "web-identity-token")).ends(5, "CR-12: credentials that have expired already",
                                                                        "have expired already")

# ---- containers ----


def container(store, services, **more):
    return {**store.environment, **NOBODY, "AWS_CONTAINER_CREDENTIALS_FULL_URI": services.endpoint + "/container", **more}


services, store = services_for()
Run(store, *SMALL, env=container(store, services, AWS_CONTAINER_CREDENTIALS_FULL_URI="http://10.0.0.5/x")).ends(
    3, "CR-13: a container's URI at somebody else's", "neither this machine nor a container service")
works(store, "CR-14: at this machine's own", "credentials of the container's endpoint", env=container(store, services))
secrets.add("container-authorization")
for variable, value in (("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-authorization"),
                        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", write("container-token", "container-authorization\n"))):
    services, store = services_for()
    works(store, f"{variable}", env=container(store, services, **{variable: value}))
    equal(services.journal[0].headers.get("authorization"), "container-authorization", "… is sent")
Run(store, *SMALL, env=container(store, services,
                                 AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=write("bad", "container-authorization\r\nx-evil: 1"))).ends(
    3, "CR-15: an authorization token with a line break in it", "has a line break in it")
services, store = services_for()
services.rule(error(500, body=b"oops"), times=2, key="")
works(store, "CR-16: the container's endpoint answers 500 twice", env=container(store, services))
for case, act, sentence in (("500 for ever", error(500, body=b"x"), "answered 500"), ("404", error(404, body=b"x"), "answered 404"),
                            ("no JSON", instead(200, b"{"), "gave no JSON"),
                            ("a field too few", instead(200, b'{"AccessKeyId":"a"}'), "without AccessKeyId")):
    services, store = services_for()
    services.rule(act, times=None)
    Run(store, *SMALL, env=container(store, services)).ends(5, f"CR-16: {case}", sentence)

# ---- instances ----


def instance(store, services, **more):
    return {**store.environment, **NOBODY, "AWS_EC2_METADATA_DISABLED": None, "AWS_EC2_METADATA_SERVICE_ENDPOINT": services.endpoint,
            **more}


services, store = services_for()
proxy = FakeServer()
works(store, "the instance's metadata", "credentials of the instance's metadata", env=instance(store, services))
ok(services.journal[0].headers.get("x-aws-ec2-metadata-token-ttl-seconds"), "… with a session token")
services, store = services_for()
Run(store, *SMALL, "--max-attempts", "1", env=instance(store, services, http_proxy=proxy.endpoint)).wait()
ok(len(services.journal) >= 3 and not any("latest" in request.target for request in proxy.journal),
   "S3-70: metadata is never asked for through a proxy",
   proxy.journal)
for status in (403, 404, 405):
    services, store = services_for()
    services.version_1 = True
    services.rule(error(status, body=b""), times=None, method="PUT")
    Run(store, *SMALL, env=instance(store, services)).ends(5, f"CR-17: an older metadata service ({status}) is not used",
                                                           "no credentials for the store", HINT)
    equal(services.given, 0, "CR-17: nothing is taken from it")
    Run(store, *SMALL, "--imds-v1", "true", env=instance(store, services)).ends(0, "CR-17: but with --imds-v1 it is")
services, store = services_for()
services.version_1 = True
services.rule(error(400, body=b""), times=None, method="PUT")
Run(store, *SMALL, "--imds-v1", "true", env=instance(store, services)).ends(5, "CR-18: a session that is refused with 400", HINT)
equal(services.given, 0, "CR-18: and nothing is tried instead")
services, store = services_for()
services.rule(silence, times=None)
run = Run(store, *SMALL, env=instance(store, services))
run.ends(5, "CR-19: a metadata service that never answers", HINT)
ok(run.seconds < 3.5, "CR-19: is waited for two seconds at most", run.seconds)
hole = socket.create_server(("127.0.0.1", 0), backlog=0)  # a queue of nobody: packets to it are dropped
fillers = [socket.socket() for _ in range(4)]
for filler in fillers:
    filler.setblocking(False)
    filler.connect_ex(hole.getsockname())
run = Run(store, *SMALL, env=instance(store, services, AWS_EC2_METADATA_SERVICE_ENDPOINT=f"http://127.0.0.1:{hole.getsockname()[1]}"))
run.ends(5, "CR-19: a hole where the metadata service would be", HINT)
ok(0.9 < run.seconds < 2, "CR-19: a second is given to it", run.seconds)
services, store = services_for()
services.rule(instead(200, b'{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role"}'), times=None,
              key="my-role$|/my-role")
Run(store, *SMALL, env=instance(store, services)).ends(5, "CR-20: an answer that tells why there are no credentials", "without AccessKeyId")
services, store = services_for()
Run(store, *SMALL, env=instance(store, services, AWS_EC2_METADATA_DISABLED="true")).ends(5, "CR-21: AWS_EC2_METADATA_DISABLED", HINT)
equal(services.connections, 0, "CR-21: nobody is asked")

# ---- refreshing ----

services, store = services_for(lasts=14 * 60)
store.rule(lambda s, c, r: time.sleep(0.3) or s.perform(r), method="PUT", query="partNumber=2")
Run(store, *LARGE, env=instance(store, services)).ends(0, "CR-22: credentials that last 14 minutes")
same_bytes(store, LARGE, "CR-22: are used")
ok(services.given >= 2, "CR-22: while others are asked for", services.given)
services, store = services_for()
services.first = 9 * 60
services.rule(lambda s, c, r: time.sleep(0.5) or s.perform(r), skip=1, times=None, key="my-role")
run = Run(store, *SMALL, env=instance(store, services))
run.ends(0, "CR-22: credentials that last 9 minutes")
ok(run.seconds > 0.5 and services.given >= 2, "CR-22: others are waited for", run.seconds)

services, store = services_for(lasts=12 * 60)
services.rule(error(500, body=b""), skip=1, times=None, key="my-role")
run = Run(store, *LARGE, env=instance(store, services))
run.ends(0, "CR-23: refreshing fails while the old credentials are valid", "warning: refreshing credentials failed")
equal(run.err.count("refreshing credentials failed"), 1, "CR-23: told once, and tried again later")
same_bytes(store, LARGE, "CR-23: the run goes on")

services, store = services_for()
services.first = 9 * 60
many = ["--schema", "hello", "--rows", "640000", "--file-size", "100kb", "--row-group-size", "100kb", "--threads", "32"]
run = Run(store, *many, "--http-threads", "4", env=instance(store, services), timeout=120)
run.ends(0, "CR-24: 32 threads need other credentials at once")
equal(len([request for request in services.journal if request.path.endswith("my-role")]), 2, "CR-24: one request for them")

store = store_for("first-key", "first-secret-of-two", "first-token")
store.keys["second-key"] = ("second-secret-of-two", "second-token")
secrets.update(("second-secret-of-two", "second-token"))
counter = os.path.join(folder, "counter")
answers = [json.dumps({"Version": 1, "AccessKeyId": f"{word}-key", "SecretAccessKey": f"{word}-secret-of-two",
                       "SessionToken": f"{word}-token"})
           for word in ("first", "second")]
config = process(f"if [ -e {counter} ]; then echo '{answers[1]}'; else touch {counter}; echo '{answers[0]}'; fi\n", "rotating")


def expire(server, connection, request):
    """From now on the first keys are too old."""
    server.keys.pop("first-key", None)
    server.rule(error(400, "ExpiredToken", "too old"), times=None, header="x-amz-date").matches = \
        lambda request: "first-key" in request.headers.get("authorization", "")
    return error(400, "ExpiredToken", "too old")(server, connection, request)


store.rule(expire, method="PUT", query="partNumber=3")
Run(store, *LARGE, env={**aws_files(store, config), "AWS_PROFILE": "p"}).ends(0, "S3-10: keys expire in the middle of a file")
same_bytes(store, LARGE, "S3-10: others are got, once, and it goes on")
ok(any("second-key" in request.headers.get("authorization", "") for request in store.journal), "S3-10: indeed others")

# ---- precedence ----

store = store_for("option-key", "option-secret")
named = "[named]\naws_access_key_id = option-key\naws_secret_access_key = option-secret\n"
everything = {**aws_files(store, credentials=base.replace("[base]", "[default]") + named), "AWS_ACCESS_KEY_ID": "env-key",
              "AWS_SECRET_ACCESS_KEY": "env-secret-key"}
Run(store, *SMALL, "--access-key", "option-key", "--secret-key", "option-secret",
    env=everything).ends(0, "CR-25: options win over the environment", "credentials of --access-key")
store.objects.clear()
Run(store, *SMALL, "--profile", "named", env=everything).ends(0, "CR-25: so does a profile that is asked for",
                                                              "credentials of the shared files")
store = store_for("env-key", "env-secret-key")
works(store, "CR-25: the environment wins over AWS_PROFILE", "credentials of the environment",
      env={**everything, **{k: v for k, v in store.environment.items() if k == "AWS_ENDPOINT_URL"}, "AWS_PROFILE": "named"})

# ---- secret files ----


def mount(name, access, secret, token=None):
    path = os.path.join(folder, name)
    os.makedirs(path, exist_ok=True)
    for file, text in (("access_key", access), ("secret_key", secret), ("session_token", token)):
        if text is not None:
            with open(os.path.join(path, file), "wb") as out:
                out.write(text)
    return path


for case, access, secret in (("line ends", b"mounted-key\n", b"mounted-secret\n"), ("CRLF", b"mounted-key\r\n", b"mounted-secret\r\n"),
                             ("none", b"mounted-key", b"mounted-secret")):
    store = store_for("mounted-key", "mounted-secret")
    Run(store, *SMALL, "--secret-ref", mount("mount", access, secret)).ends(0, f"CR-26: a mounted secret with {case} at its ends",
                                                                            "credentials of --secret-ref")
Run(store, *SMALL, "--secret-ref", mount("half", b"mounted-key", b"")).ends(3, "CR-26: an empty file", "--secret-ref", "no secret key")
Run(store, *SMALL, "--secret-ref", mount("none", b"", b"")).ends(3, "CR-26: two empty files", "no file access_key")
Run(store, *SMALL, "--secret-ref", os.path.join(folder, "nowhere")).ends(3, "CR-26: no such folder", "--secret-ref", "No such file")
store = store_for("file-key", "secret-in-a-file")
Run(store, *SMALL, "--secret-ref", write("keys.ini",
                                         "[default]\naws_access_key_id = file-key\naws_secret_access_key = secret-in-a-file\n")).ends(
    0, "CR-26: a credentials file")

store = store_for("old-key", "old-mounted-secret")
store.keys["new-key"] = ("new-mounted-secret", None)
secrets.add("new-mounted-secret")
link = os.path.join(folder, "secret-link")
os.symlink(mount("v1", b"old-key", b"old-mounted-secret"), link)
mount("v2", b"new-key", b"new-mounted-secret")


def swap(server, connection, request):
    """As Kubernetes does it: a new folder, and a link that is renamed over the old one."""
    os.symlink(os.path.join(folder, "v2"), link + ".tmp")
    os.rename(link + ".tmp", link)
    server.keys.pop("old-key")
    return server.perform(request)


store.rule(swap, method="PUT", query="partNumber=2")
Run(store, *LARGE, "--secret-ref", link).ends(0, "CR-26: a mounted secret is replaced in the middle of a file")
same_bytes(store, LARGE, "CR-26: it is read again")

odd = "/+=\"\\$ 'é漢"
store = store_for("odd-key", odd)
Run(store, *LARGE, env={"AWS_SECRET_ACCESS_KEY": odd}).ends(0, "CR-27: a secret of odd characters signs right")
same_bytes(store, LARGE, "CR-27: every request of it")

# ---- nobody ----

store = FakeS3()
run = Run(store, *SMALL, env=NOBODY)
run.ends(5, "CR-28: no credentials at all",
         "tried --secret-ref and --access-key, the environment, the shared files, a web identity token, the container's endpoint, "
         "the instance's metadata", HINT)
equal(store.connections, 0, "CR-28: the store is not asked")
store.keys = None
Run(store, *SMALL, "--anonymous", "true", env=NOBODY).ends(0, "CR-28: --anonymous at a public bucket", "credentials of nobody")
ok(not any("authorization" in request.headers for request in store.journal), "CR-28: nothing is signed")
no_secret_was_shown()
done()
