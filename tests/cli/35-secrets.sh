# SPDX-License-Identifier: Apache-2.0
# Secrets: given in every way there is, and printed in none. Each is a canary, and none may appear in any output or file.
. "$srcdir/tests/lib.sh"
. "$srcdir/tests/cli/plugins.sh"
plugins s3

mkdir runs outputs
count=0
canary() { # canary NAME: a new one, in that variable
    count=$((count + 1))
    new=$(printf 'CANARY%02dxk3/+=%s' $count $$)
    echo "$new" >>canaries
    eval "$1=\$new"
}
keep() { # keep COMMAND...: runs it, and keeps everything it says; in runs/, so that its files are looked at too
    here=$(ls outputs | wc -l)
    (cd runs && "$@") >outputs/$here.out 2>outputs/$here.err </dev/null
    echo "status $?" >>outputs/$here.err
}
every() { # every command that reads a configuration, on a file
    for command in validate "validate --output-format json" "config show" "config show --output-format json" estimate preview describe \
        "generate --sink s3 --rows 5" "generate --sink s3 --rows 5 --tell true" "generate --rows 5 --overwrite --output out" \
        "generate --strict"; do
        show=$(echo "$command" | sed -n 's/^[a-z]* *\(show\).*/\1/p')
        keep lakegen ${command%% *} $show "$@" $(echo "$command" | sed 's/^[a-z]* *\(show\)\{0,1\}//')
    done
}
plain() { # plain FORMAT: a configuration with two canaries in the places of %s
    canary a
    canary b
    printf "$1" "$a" "$b" >runs/secret.yaml
    every secret.yaml
}
plain 'schema: hello\ns3: {endpoint: http://x, access_key: %s, secret_key: %s}\n'
plain 'schema: hello\nplugins: {options: {s3: {access_key: "%s", secret_key: "%s"}}}\n'
plain 'endpoint: http://x\naccess_key: %s\nsecret_key: %s\nscale: 0.0001\n'
plain 'platform: {storage: {s3: {endpoint: http://x, access_key: %s, secret_key: %s}}}\n'
plain 'access_key: %s\nsecret_key: %s\nplatform: {storage: {s3: {access_key: other, secret_key: another}}}\n'
# mistakes next to them, and of them
plain 'schema: hello\ns3: {acces_key: %s, sceret_key: %s}\n'
plain 'endpoint: http://x\nacces_key: %s\nsecret_kee: %s\n'
plain 'schema: hello\ns3: {access_key: [%s], secret_key: {a: %s}}\n'
plain 'schema: hello\ns3: {access_key: %s, secret_key: %s, secret_key: x}\n'
plain 'schema: hello\ns3: {access_key: %s, secret_key: "%s}\n'
plain 'schema: hello\nstore: {access_key: %s, secret_key: %s}\n'
plain 'schema: hello\ns3: {access_key: ${ABSENT}%s, secret_key: "%s", part_size: 1}\n'
# a plugin that is not installed: nobody knows what is secret
plain 'schema: hello\npinot: {user: %s, password: %s}\n'
# one that is: its user is no secret
canary a
printf 'schema: hello\nclickhouse: {user: somebody, password: %s}\n' "$a" >runs/secret.yaml
every secret.yaml

# what YAML and variables take for something else
for mark in '!' '*' '&' '!!' '${cd$' 'ab${' '${X:' '${1'; do
    canary a
    for secret in "$mark$a" "\"$mark$a\"" "${mark}Passw$(echo "$a" | tr -d '/+=')"; do
        printf 'schema: hello\ns3: {secret_key: %s}\n' "$secret" >runs/secret.yaml
        keep lakegen validate secret.yaml
    done
    echo "Passw$(echo "$a" | tr -d '/+=')" >>canaries
done

# from the environment
canary SECRET
export SECRET
printf 'schema: hello\ns3: {access_key: ${SECRET}, secret_key: "${SECRET:-none}"}\n' >runs/secret.yaml
every secret.yaml

# in URLs, with slashes in passwords, as nobody may write them but everybody does
user() { # user NAME: a canary without them
    canary "$1"
    new=$(echo "$new" | tr -d '/+=')
    echo "$new" >>canaries
    eval "$1=\$new"
}
for parameters in 'user=%s&password=%s' 'X-Amz-Credential=%s&X-Amz-Signature=%s' 'access_key=%s;sessiontoken=%s'; do
    user a
    canary b
    printf "schema: hello\noutput: {url: \"clickhouse://h/db?$parameters\"}\nclickhouse: {url: \"http://h/?$parameters\"}\n" \
        "$a" "$b" "$a" "$b" >runs/secret.yaml
    keep lakegen validate secret.yaml
    keep lakegen config show secret.yaml
    keep lakegen estimate hello --sink "clickhouse://h/db?$(printf "$parameters" "$a" "$b")"
done
for format in 'schema: hello\noutput: {url: "s3://%s:123/4%s@bucket"}\n' 'schema: hello\noutput: {url: "s3://%s:%s@host/b"}\n' 'endpoint: "http://%s:%s@host"\nscale: 0.0001\n' \
    'schema: hello\ns3: {endpoint: "https://%s:%s@host/"}\n'; do
    user a
    canary b
    printf "$format" "$a" "$b" >runs/secret.yaml
    every secret.yaml
done
for command in generate preview describe estimate validate "config show" inspect verify status info count clean list help completion "" \
    "generate hello --output" "generate hello --sink" "generate hello --bucket" "generate hello --endpoint" \
    "generate hello --set s3.endpoint" \
    "clean bronze" "validate hello --output" "config show hello --output" "verify --output"; do
    keep lakegen $command "s3://$a:$b@host/b"
    keep lakegen $command "https://$a@host"
done
for command in "generate hello" "config show hello" verify; do
    keep lakegen $command "--output=s3://$a:$b@host/b"
    keep env LAKEGEN_OUTPUT="s3://$a:$b@host/b" lakegen $command
done

# on the command line
canary a
canary b
canary c
canary d
for command in "validate hello" "config show hello" "generate hello --rows 5 --overwrite --output out --sink file" \
    "generate hello --rows 5 --sink s3" \
    "generate hello --rows 5 --sink s3 --tell true"; do
    keep lakegen $command --access-key "$a" --secret-key="$b"
    keep lakegen $command --set "access_key=$c" --set "s3.secret_key=$d"
    keep lakegen $command --secret-key "$a" --set "secret_key=$b"
    keep lakegen $command --secret-key "$a" --seed 1 --seed 2
done
grep -l 'a secret on the command line can be seen by others' outputs/*.err >warned
ok "[CF-29] a secret on the command line is warned of" test -s warned

# while a run goes on: it waits for a reader of its output
mkfifo pipe
lakegen generate --schema hello --sink stdout --format csv --set "s3.secret_key=$a" --set s3.access_key="$b" >pipe 2>outputs/running.err &
running=$!
exec 3<pipe
read line <&3
tr '\0' '\n' <"/proc/$running/cmdline" >outputs/cmdline.out
is "[CF-29] the words of the command line are covered" "$(grep -c '^s3\.[a-z]*_key\*\**$' outputs/cmdline.out)" 2
exec 3<&-
wait $running
lakegen generate --schema hello --sink s3 --secret-key "$a" --rows 5 >outputs/core.out 2>outputs/core.err
ok "a sink with a secret runs" grep -q 'wrote 5 rows' outputs/core.err

# the warning, its first words, comes when core files have been forbidden
mkfifo words
(ulimit -c unlimited 2>ignored; exec lakegen generate --schema hello --sink s3 --secret-key "$a" --rows 100000 --rate 1/s) 2>words &
running=$!
exec 3<words
read line <&3
is "[CF-30] it leaves no core file" "$(sed -n 's/^Max core file size *\([^ ]*\) .*/\1/p' "/proc/$running/limits")" 0
kill $running
cat <&3 >outputs/stopped.err
exec 3<&-
wait $running
is "… and stops when it is told to" $? 143

is "so many canaries" "$(sort -u canaries | wc -l)" 69
is "… in so many outputs" "$(($(ls outputs | wc -l) > 300))" 1
seen() { grep -rlaFf canaries outputs runs | grep -v '^runs/secret.yaml$'; }
is "[CF-30] none is seen" "$(seen)" ""
ok "… though they were used" grep -rq 'keys of [0-9]* and [0-9]* bytes' outputs
shown() { grep -rq '# secret_key: \*\*\*' outputs && grep -rq '"value": "\*\*\*"' outputs; }
ok "config show says that they are there" shown
done_testing
