/* SPDX-License-Identifier: Apache-2.0 */
/* A sink of files that breaks one promise, the one that -DODD says: 51-plugin-check.sh compiles it into a folder for each. */
#include <lakegen/sink.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define IS(what) (strcmp(ODD, what) == 0)
#define LONGEST 4096

struct writer {
    char name[LONGEST], hidden[LONGEST];
    FILE *file;
    struct lg_buffer *held[64];
    char *hoard;
    size_t blocks;
};

static const char *const formats[] = {"jsonl", NULL};

static int odd_open(const struct lg_options *options, const struct lg_run *run, void **state, struct lg_error *err)
{
    static int opens;

    (void)options, (void)run, (void)err;
    *state = NULL;
    return IS("once") && opens++ ? LG_E_DESTINATION : LG_OK;
}

static void odd_close(void *state)
{
    (void)state;
}

/* The folder of an object; the one above is there. */
static void make_folder(const char *name)
{
    char folder[LONGEST];

    snprintf(folder, sizeof(folder), "%s", name);
    *strrchr(folder, '/') = '\0';
    mkdir(folder, 0777);
}

static int odd_begin(void *state, const struct lg_object *object, void **out, struct lg_error *err)
{
    struct writer *writer = calloc(1, sizeof(*writer));
    const char *base = strrchr(object->name, '/');

    (void)state;
    make_folder(object->name);
    snprintf(writer->name, sizeof(writer->name), "%s", object->name);
    snprintf(writer->hidden, sizeof(writer->hidden), "%.*s/.%s", (int)(base - object->name), object->name, base + 1);
    writer->file = fopen(IS("early") ? writer->name : writer->hidden, "w");
    *out = writer;
    return writer->file ? LG_OK : lg_error_sys(err, LG_E_DESTINATION, errno, "opening '%s'", writer->hidden);
}

static int odd_write(void *argument, struct lg_buffer *buffer, struct lg_error *err)
{
    struct writer *writer = argument;

    (void)err;
    if (IS("keeps"))
        lg_buffer_ref(buffer);
    if (IS("holds"))
        lg_buffer_ref(writer->held[writer->blocks++] = buffer);
    if (IS("hoards")) {
        writer->hoard = realloc(writer->hoard, ++writer->blocks * LG_BUFFER_BYTES);
        memcpy(writer->hoard + (writer->blocks - 1) * LG_BUFFER_BYTES, lg_buffer_data(buffer), lg_buffer_size(buffer));
    }
    fwrite(lg_buffer_data(buffer), 1, lg_buffer_size(buffer) - (IS("short") ? 32 : 0), writer->file);
    return LG_OK;
}

static void let_go(struct writer *writer)
{
    for (size_t i = 0; i < writer->blocks && IS("holds"); i++)
        lg_buffer_unref(writer->held[i]);
    free(writer->hoard);
    free(writer);
}

static int odd_commit(void *argument, struct lg_receipt *receipt, struct lg_error *err)
{
    struct writer *writer = argument;

    (void)err;
    fclose(writer->file);
    if (!IS("early") && !(IS("empty") && receipt->bytes == 0))
        rename(writer->hidden, writer->name);
    let_go(writer);
    return IS("mute") ? LG_E_TRANSIENT : LG_OK;
}

static void odd_abort(void *argument)
{
    struct writer *writer = argument;

    fclose(writer->file);
    if (IS("leaves"))
        rename(writer->hidden, writer->name);
    else
        unlink(IS("early") ? writer->name : writer->hidden);
    let_go(writer);
}

static int odd_stat(void *state, const char *name, int64_t *bytes, struct lg_error *err)
{
    struct stat status;

    (void)state;
    if (stat(name, &status) != 0)
        return lg_error_set(err, LG_E_NOT_FOUND, "'%s' is not there", name);
    *bytes = status.st_size + (IS("size") ? 1 : 0);
    return LG_OK;
}

static int odd_list(void *state, const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err)
{
    char folder[LONGEST];
    struct dirent *found;
    DIR *entries;
    int stop = 0;

    (void)state, (void)err;
    snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(prefix, '/') - prefix), prefix);
    entries = opendir(folder);
    while (entries && (!stop || IS("goes_on")) && (found = readdir(entries))) {
        char name[2 * LONGEST];
        struct stat status;

        snprintf(name, sizeof(name), "%s/%s", folder, found->d_name);
        if ((found->d_name[0] != '.' || (IS("shows_hidden") && found->d_name[1] != '.' && found->d_name[1])) &&
            strncmp(name, prefix, strlen(prefix)) == 0 && stat(name, &status) == 0)
            stop = emit(context, &(struct lg_entry){name, status.st_size, -1});
    }
    if (entries)
        closedir(entries);
    return LG_OK;
}

static int odd_read(void *state, const char *name, int64_t offset, int64_t size, lg_emit_fn *emit, void *context, struct lg_error *err)
{
    FILE *file = fopen(name, "r");
    int byte, stop = 0;

    (void)state;
    if (!file)
        return IS("silent") ? LG_OK : lg_error_set(err, LG_E_NOT_FOUND, "'%s' is not there", name);
    fseek(file, IS("offset") ? 0 : (long)offset, SEEK_SET);
    while (size-- != 0 && !stop && (byte = fgetc(file)) != EOF) {
        char one = (char)byte;

        stop = emit(context, &one, 1);
    }
    fclose(file);
    return LG_OK;
}

static int odd_publish(void *state, const char *name, const void *bytes, size_t size, int if_absent, struct lg_error *err)
{
    FILE *file;

    (void)state;
    if (if_absent && access(name, F_OK) == 0 && !IS("overwrites"))
        return lg_error_set(err, LG_E_EXISTS, "'%s' is there", name);
    make_folder(name);
    file = fopen(name, "w");
    fwrite(bytes, 1, size, file);
    fclose(file);
    return LG_OK;
}

static int odd_remove(void *state, const char *name, struct lg_error *err)
{
    (void)state;
    if (unlink(name) != 0 && IS("absent"))
        return lg_error_set(err, LG_E_NOT_FOUND, "'%s' is not there", name);
    return LG_OK;
}

static int odd_sweep(void *state, const char *run, const char *prefix, lg_leftover_fn *choose, void *context, struct lg_error *err)
{
    char command[2 * LONGEST];

    (void)state, (void)run, (void)choose, (void)context, (void)err;
    snprintf(command, sizeof(command), "rm -f '%s'*", prefix);
    return IS("sweeps") && system(command) != 0 ? LG_E_INTERNAL : LG_OK;
}

LG_SINK_PLUGIN(odd, "1", "a sink with an oddity", .formats = formats, .flags = FLAGS, .open = odd_open, .close = odd_close, .begin = odd_begin,
               .write = odd_write, .commit = odd_commit, .abort = odd_abort, .stat = odd_stat, .list = odd_list, .read = odd_read,
               .publish = odd_publish, .remove = odd_remove, .sweep = odd_sweep);
