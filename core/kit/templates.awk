# SPDX-License-Identifier: Apache-2.0
# Makes core/kit/templates.h: the files that `lakegen plugin new` stamps, as they lie in the source tree. Those of a plugin's folder are
# for its kind, the others for every kind. Lines that tell of tests and templates are the template's own.
BEGIN { print "/* made by core/kit/templates.awk */" }
FNR == 1 {
    if (NR > 1)
        print "    },"
    parts = split(FILENAME, part, "/")
    is_plugin = FILENAME ~ /plugins\/(schemas|sinks)\//
    printf "    {\"%s\", \"%s\", \"%s\",\n", is_plugin ? part[parts - 2] : "", is_plugin ? part[parts - 1] : "", part[parts]
}
!(FILENAME ~ /local\.mk$/ && /golden|TEMPLATES/) {
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    gsub(/\?/, "\\?")
    printf "     \"%s\\n\"\n", $0
}
END { print "    }," }
