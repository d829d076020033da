# SPDX-License-Identifier: Apache-2.0
# Configuration files of lakebench, as its users have them: nested and flat. The sink is a stand-in that says what it was given.
. "$srcdir/tests/lib.sh"
. "$srcdir/tests/cli/plugins.sh"
plugins s3

plan() { # what estimate says, without the time that it measured
    lakegen estimate --output-format json "$@" 2>/dev/null >.plan || echo "no plan of $*"
    grep -v '"seconds"' .plan
}
same() { # same DESCRIPTION FILE OPTION...: the file plans what the options say
    description=$1 file=$2
    shift 2
    is "$description" "$(plan $file)" "$(plan "$@")"
}
to_bronze='customer360 --bucket lakebench-bronze'

# ---- flat ----
cat >lakebench.yaml <<'END'
endpoint: http://store.example:80
access_key: SOMEBODY
secret_key: something
scale: 0.5
END
ok "[CF-31] four lines are enough" lakegen validate lakebench.yaml
same "… for this" lakebench.yaml $to_bronze --scale 0.5
is "… also as ./lakebench.yaml" "$(plan)" "$(plan lakebench.yaml)"
fails 6 "bucket lakebench-bronze, place .*, endpoint http://store.example:80, region us-east-1, keys of 8 and 9 bytes, verify_ssl 1" \
    "endpoint and keys reach the sink" lakegen generate --tell true
targets() {
    lakegen generate --sink null --scale 0.001 2>&1 | grep -q '^lakegen: customer360, 2,400 rows, about .* of parquet in 1 file -> null'
}
ok "size and target are printed first" targets
cat >flat.yaml <<'END'
name: flat
recipe: polaris-iceberg-spark-trino
endpoint: ${STORE:-http://store.example:9000}
access_key: ${KEY:-key}
secret_key: ${KEY:-key}
secret_ref: ""
namespace: bench
mode: batch
cycles: 1
spark_image: apache/spark:4.0.2-python3
END
same "[CF-31] every flat key; scale 10 when none is given" flat.yaml $to_bronze --scale 10
noted() {
    lakegen validate flat.yaml |
        grep -q "^note: flat.yaml: not used by a run on this machine: platform.kubernetes.namespace$"
}
ok "what is for Kubernetes is noted" noted

# ---- nested ----
cat >nested.yaml <<'END'
name: my-lakehouse
description: "everything that a generator has to do with, and more"
version: 1
recipe: hive-iceberg-spark-trino
images:
  datagen: docker.io/someone/datagen:latest
  spark: apache/spark:4.0.2-python3
  pull_policy: IfNotPresent
  pull_secrets: [registry]
platform:
  kubernetes: {context: "", namespace: "", create_namespace: true}
  storage:
    s3:
      endpoint: https://store.example:443
      region: eu-central-1
      path_style: true
      access_key: SOMEBODY
      secret_key: something
      secret_ref: ""
      ca_cert: ./store.pem
      verify_ssl: no
      buckets: {bronze: my-bronze, silver: my-silver, gold: my-gold}
      create_buckets: true
    scratch: {enabled: false, storage_class: fast, size: 100Gi}
  compute:
    spark: {driver: {cores: 4, memory: 8g}, executor: {instances: 8}, pull_policy: Always}
    postgres: {storage: 10Gi}
architecture:
  catalog: {type: hive}
  table_format: {type: iceberg}
  query_engine: {type: trino, trino: {worker: {replicas: 2}}}
  pipeline:
    mode: batch
    pattern: medallion
    cycles: 1
    medallion:
      bronze: {format: parquet, path_template: raw/customers}
      silver: {format: iceberg, partition_by: [date]}
    sustained: {run_duration: 1800, bronze_trigger_interval: "30 seconds", max_files_per_trigger: 50}
  workload:
    schema: customer360
    datagen:
      scale: 0.1
      mode: batch
      parallelism: 4
      file_size: 64mb
      dirty_data_ratio: 0.2
      cpu: "2"
      memory: 4Gi
      generators: 1
      uploaders: 3
      timestamp_start: "2024-01-01"
      timestamp_end: "2024-07-01"
      checkpoint: {enabled: true, path: .lakebench_checkpoint.json}
    customer360:
      unique_customers: 5000
      date_range_days: null
      channels: [web, mobile, store, call_center, social_media]
      event_types: [purchase, browse]
      quality_distribution: {clean: 0.80, duplicate_suspected: 0.10, incomplete: 0.05, format_inconsistent: 0.05}
  benchmark: {mode: power, streams: 4}
  tables: {bronze: default.bronze_raw}
observability: {enabled: false, reports: {format: html}}
spark:
  conf:
    spark.hadoop.fs.s3a.connection.maximum: "500"
END
same "[CF-31] a nested file" nested.yaml customer360 --bucket my-bronze --prefix raw/customers --scale 0.1 --mode batch --file-size 64mb \
    --dirty-ratio 0.2 --workers 1 --time-start 2024-01-01 --time-end 2024-07-01 --customers 5000 \
    --type-weights support=0,login=0,abandoned_cart=0 \
    --quality-weights clean=0.8,duplicate_suspected=0.1,incomplete_data=0.05,format_inconsistent=0.05
fails 6 "bucket my-bronze, place raw/customers, endpoint https://store.example:443, region eu-central-1, .*, verify_ssl 0, 3 uploads" \
    "… and its store" lakegen generate nested.yaml --tell true
lakegen validate nested.yaml >nested.out
is "sections that are not a generator's are named once" "$(grep -c "not a generator's, ignored: " nested.out)" 1
for section in platform.storage.scratch platform.compute architecture.catalog architecture.query_engine \
    architecture.pipeline.medallion.silver \
    architecture.pipeline.sustained.bronze_trigger_interval observability spark; do
    named() { grep "not a generator's" nested.out | grep -Eq "[ ,]$section(,|$)"; }
    ok "… $section" named
done
fails 3 "has 2 errors" "… an error with --strict" lakegen validate nested.yaml --strict
for key in architecture.workload.datagen.checkpoint.path platform.storage.s3.create_buckets; do
    unused() { grep "^note: .*not used by a run on this machine: " nested.out | grep -Eq "[ ,]$key(,|$)"; }
    ok "what does not act is noted: $key" unused
done
same "options are stronger" "nested.yaml --scale 0.2 --bucket other --dirty-ratio 0" customer360 --bucket other --prefix raw/customers \
    --scale 0.2 \
    --mode batch --file-size 64mb --dirty-ratio 0 --workers 1 --time-start 2024-01-01 --time-end 2024-07-01 --customers 5000 \
    --type-weights support=0,login=0,abandoned_cart=0 \
    --quality-weights clean=0.8,duplicate_suspected=0.1,incomplete_data=0.05,format_inconsistent=0.05
same "--output is another place" "lakebench.yaml --output ./here" customer360 --scale 0.5 --output ./here

# ---- old words ----
old() { # old DESCRIPTION WARNING TEXT OPTION...
    description=$1 warning=$2
    printf "endpoint: http://x\n$3" >old.yaml
    shift 3
    warned() { lakegen validate old.yaml | grep -Eq "^warning: old.yaml:[0-9]+:[0-9]+: $warning$"; }
    ok "[CF-10] $description" warned
    is "… and it acts" "$(plan old.yaml)" "$(plan $to_bronze "$@")"
}
old "target_size" "'target_size' is an old key, write 'scale: 20'" \
    'architecture: {workload: {datagen: {target_size: 200gb}}}\n' --scale 20
old "… beside the scale that it comes to" "'target_size' is an old key, write 'scale: 20'" \
    'architecture: {workload: {datagen: {scale: 20.0, target_size: 200gb}}}\n' --scale 20
same "--scale is stronger than target_size" "old.yaml --scale 0.01" $to_bronze --scale 0.01
old "… a small one" "'target_size' is an old key, write 'scale: 1'" 'architecture: {workload: {datagen: {target_size: 5GB}}}\n' --scale 1
old "processing" "'processing' is an old key, write 'pipeline'" \
    'architecture: {processing: {medallion: {bronze: {path_template: a/b}}}}\n' --prefix a/b --scale 10
old "mode: continuous" "the mode 'continuous' is an old word, write 'sustained'" 'mode: continuous\n' --scale 10
old "pipeline.continuous" "'continuous' is an old key, write 'sustained'" \
    'architecture: {pipeline: {continuous: {run_duration: 60}}}\n' --scale 10

# ---- flat beats nested ----
cat >both.yaml <<'END'
endpoint: http://flat
scale: 2
architecture: {workload: {datagen: {scale: 3}}}
platform: {storage: {s3: {endpoint: http://nested}}}
END
lakegen validate both.yaml >both.out
is "[CF-09] flat wins, with a warning for each" \
    "$(grep -c '^warning: .* also stands at the top as .* with another value; that one counts$' both.out)" 2
same "… as it says" both.yaml $to_bronze --scale 2
fails 6 "endpoint http://flat," "… to the sink" lakegen generate both.yaml --tell true
fails 3 "has 2 errors" "[CF-09] an error with --strict" lakegen validate both.yaml --strict
printf 'endpoint: http://x\nscale: 2\narchitecture:\n  workload: {datagen: {scale: 2}}\n' >both.yaml
ok "[CF-09] equal values do not matter" lakegen validate both.yaml --strict

for empty in '' '${NOPE:-}' '""' '~'; do
    printf 'endpoint: %s\nscale: %s\narchitecture: {workload: {datagen: {scale: 3}}}\nplatform: {storage: {s3: {endpoint: http://nested}}}\n' \
        "$empty" "$empty" >both.yaml
    same "[CF-09] a flat key that says nothing ($empty) beats none" both.yaml $to_bronze --scale 3
    fails 6 "endpoint http://nested," "… to the sink" lakegen generate both.yaml --tell true
    ok "… without a warning" lakegen validate both.yaml --strict
done
printf 'endpoint: http://x\nplatform: {storage: {s3: {buckets: {bronze: ""}}}}\n' >bronze.yaml
same "an empty bucket is lakebench's" bronze.yaml $to_bronze --scale 10

# ---- mistakes ----
wrong() { # wrong DESCRIPTION SENTENCE TEXT
    printf "endpoint: http://x\n$3" >wrong.yaml
    lakegen validate wrong.yaml >.out 2>.err
    [ $? -eq 3 ] && grep -Eq "^error: wrong.yaml:$2" .out
    report $? "$1"
}
wrong "a misspelt section" "2:1: unknown key 'architcture', did you mean 'architecture'\?" 'architcture: {}\n'
wrong "a misspelt key of datagen" "4:16: unknown key 'file_sze' in architecture.workload.datagen, did you mean 'file_size'\?" \
    'architecture:\n  workload:\n    datagen: { file_sze: 5mb}\n' # column of the key
wrong "an unknown key of datagen" "2:38: unknown key 'colour' in architecture.workload.datagen" \
    'architecture: {workload: {datagen: { colour: red}}}\n'
wrong "a misspelt flat key" "2:1: unknown key 'sclae', did you mean 'scale'\?" 'sclae: 5\n'
wrong "a value of another type" "2:8: scale: 'many' is not a decimal" 'scale: many\n'
wrong "a ratio out of range" "2:.*: option 'dirty_ratio': '1.5' is outside 0..1" \
    'architecture: {workload: {datagen: {dirty_data_ratio: 1.5}}}\n'
wrong "[CF-15] shares that do not sum to 1" "2:.*: the shares sum to 0.900, they must sum to 1" \
    'architecture: {workload: {customer360: {quality_distribution: {clean: 0.82}}}}\n'
wrong "a share that is not there" "2:.*: unknown key 'claen', did you mean 'clean'\?" \
    'architecture: {workload: {customer360: {quality_distribution: {claen: 0.82}}}}\n'
wrong "an event type that is not there" "2:.*: 'browsing' is none of the event_types, did you mean 'browse'\?" \
    'architecture: {workload: {customer360: {event_types: [browsing]}}}\n'
for key in 'schema: hello' 'rows: 5' 'output: {format: csv}' 'plugins: {}' 'seed: 1'; do
    wrong "lakegen's own key in a file of lakebench: $key" \
        "2:1: '${key%%:*}' is a key of lakegen's own files, and 'endpoint' \(line 1\) makes this a file of lakebench; keep to one form" \
        "$key\n"
done
wrong "two ends of time" "2:.* and wrong.yaml:2:.* give option 'timestamp_end' different values" \
    'architecture: {workload: {customer360: {date_range_days: 5}, datagen: {timestamp_end: "2024-05-01"}}}\n'
wrong "days that are none" "2:.*: date_range_days: '0' is outside 1..1000000" 'architecture: {workload: {customer360: {date_range_days: 0}}}\n'
for order in 'scale: 2, target_size: 100gb' 'target_size: 100gb, scale: 2'; do
    wrong "{$order}" "2:.*: target_size comes to scale 10, and scale \(line 2\) is another; leave out target_size" \
        "architecture: {workload: {datagen: {$order}}}\n"
done
printf 'endpoint: http://x\narchitecture: {workload: {customer360: {date_range_days: 60}, datagen: {timestamp_start: "2024-02-01"}}}\n' \
    >days.yaml
same "date_range_days counts from the start" days.yaml $to_bronze --scale 10 --time-start 2024-02-01 --time-end 2024-04-01
same "… that is in force" "days.yaml --time-start 2025-06-01" $to_bronze --scale 10 --time-start 2025-06-01 --time-end 2025-07-31
same "… and yields to a stronger end" "days.yaml --time-end 2024-03-01" $to_bronze --scale 10 --time-start 2024-02-01 --time-end 2024-03-01
printf 'endpoint: http://x\narchitecture: {workload: {schema: hello, customer360: {date_range_days: 365}}}\n' >days.yaml
same "… and is none of another schema's business" days.yaml hello --bucket lakebench-bronze --scale 10
ok "… which validate says too" lakegen validate days.yaml

# ---- variables in every key ----
cat >plain.yaml <<'END'
endpoint: http://x
mode: continuous
cycles: 2
architecture:
  pipeline: {sustained: {run_duration: 60}}
  workload:
    datagen: {generators: 0, uploaders: 0, target_size: 100gb}
    customer360: {channels: [web], event_types: [browse], unique_customers: 50, date_range_days: 60}
END
sed -E 's/continuous/${V:-&}/; s/: ([0-9]+(gb)?)/: "${V:-\1}"/g; s/\[([a-z]*)\]/["${V:-\1}"]/g' plain.yaml >variables.yaml
is "… are replaced" "$(plan variables.yaml)" "$(plan plain.yaml)"
is "… before anything is said of them" "$(lakegen validate variables.yaml | cut -d: -f1,5-)" "$(lakegen validate plain.yaml | cut -d: -f1,5-)"
wrong "a bucket that is a URL" "2:.*: --bucket 's3://mine' is no NAME alone" 'platform: {storage: {s3: {buckets: {bronze: "s3://mine"}}}}\n'
printf 'endpoint: http://x\narchitecture: {workload: {customer360: {channels: [web, store]}}}\n' >channels.yaml
channels() { lakegen validate channels.yaml | grep -q "^warning: channels.yaml:2:.*: all five channels are generated"; }
ok "channels cannot be chosen, and that is said" channels
printf 'endpoint: http://x\nsomething_new: {a: 1}\narchitecture: {workload: {another_schema: {x: 1}}}\n' >new.yaml
newer() { lakegen validate new.yaml | grep -q "ignored: something_new, architecture.workload.another_schema$"; }
ok "sections of a lakebench to come are ignored, too" newer
is "nothing was written" "$(ls -d out here 2>/dev/null)" ""
done_testing
