// run_inspect.c - what can be said about a program before it runs.
// SPDX-License-Identifier: MIT
#include "run_inspect.h"

#include "run_find.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { SCRIPTS = 4 }; // interpreters that are scripts themselves; the kernel follows as many

// ---- rights -------------------------------------------------------------------------------------

// The loader ignores LD_PRELOAD where a program gets rights that its caller does not have.
static const char *gained_rights(const char *path, const struct stat *st)
{
    if ((st->st_mode & S_ISUID) && st->st_uid != getuid())
        return "setuid";
    if ((st->st_mode & S_ISGID) && (st->st_mode & S_IXGRP) && st->st_gid != getgid())
        return "setgid";
    if (getuid() != 0 && getxattr(path, "security.capability", NULL, 0) > 0)
        return "given capabilities";
    return NULL;
}

// ---- ELF ----------------------------------------------------------------------------------------

struct program {
    bool elf, other_machine, go;
    char loader[256]; // "": a static program
};

static void read_loader(Elf *elf, struct program *p)
{
    size_t count = 0;
    elf_getphdrnum(elf, &count);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr header;
        if (!gelf_getphdr(elf, (int)i, &header) || header.p_type != PT_INTERP)
            continue;
        Elf_Data *data =
            elf_getdata_rawchunk(elf, (int64_t)header.p_offset, header.p_filesz, ELF_T_BYTE);
        if (data && data->d_buf)
            snprintf(p->loader, sizeof p->loader, "%.*s", (int)data->d_size,
                     (const char *)data->d_buf);
    }
}

static bool has_go_section(Elf *elf)
{
    size_t names;
    if (elf_getshdrstrndx(elf, &names) != 0)
        return false;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section)) != NULL;) {
        GElf_Shdr header;
        const char *name =
            gelf_getshdr(section, &header) ? elf_strptr(elf, names, header.sh_name) : NULL;
        if (name && (strcmp(name, ".go.buildinfo") == 0 || strcmp(name, ".note.go.buildid") == 0))
            return true;
    }
    return false;
}

// The first bytes of an ELF file say its class and machine: those of pawl's own file are what its
// preload library is made for.
static bool has_our_machine(Elf *elf)
{
    GElf_Ehdr header;
    GElf_Ehdr own;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    Elf *self = fd >= 0 ? elf_begin(fd, ELF_C_READ, NULL) : NULL;
    bool same =
        !self || !gelf_getehdr(self, &own) || !gelf_getehdr(elf, &header) ||
        (header.e_machine == own.e_machine && header.e_ident[EI_CLASS] == own.e_ident[EI_CLASS]);
    elf_end(self);
    if (fd >= 0)
        close(fd);
    return same;
}

static struct program read_program(int fd)
{
    struct program p = {0};
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    if (elf && elf_kind(elf) == ELF_K_ELF) {
        p.elf = true;
        p.other_machine = !has_our_machine(elf);
        p.go = has_go_section(elf);
        read_loader(elf, &p);
    }
    elf_end(elf);
    return p;
}

static bool is_glibc(const char *loader)
{
    const char *slash = strrchr(loader, '/');
    const char *name = slash ? slash + 1 : loader;
    return strncmp(name, "ld-linux", 8) == 0 || strncmp(name, "ld64.so", 7) == 0 ||
           strncmp(name, "ld.so", 5) == 0;
}

static const char *why_not(const struct program *p)
{
    if (p->other_machine)
        return "is made for another kind of machine than pawl: it runs on its own locks, unseen";
    if (p->go)
        return "is a Go program: Go's own locks are not seen, only those of C code in it";
    if (p->loader[0] == '\0')
        return "is statically linked: pawl cannot get into it, and sees none of its locks";
    if (!is_glibc(p->loader))
        return "uses another C library than glibc: it may fail, and its locks may not be seen";
    return NULL;
}

// ---- scripts ------------------------------------------------------------------------------------

// Puts the interpreter that a script's first line names into out; of env, what env would start.
static bool read_script(int fd, char *out, size_t size)
{
    char line[256] = "";
    if (pread(fd, line, sizeof line - 1, 0) < 3 || strncmp(line, "#!", 2) != 0)
        return false;
    line[strcspn(line, "\n")] = '\0';
    char *rest;
    const char *word = strtok_r(line + 2, " \t", &rest);
    const char *argument = word ? strtok_r(NULL, " \t", &rest) : NULL;
    if (!word)
        return false;
    const char *slash = strrchr(word, '/');
    if (slash && strcmp(slash, "/env") == 0 && argument && argument[0] != '-')
        word = argument;
    char *found = run_find(word);
    snprintf(out, size, "%s", found ? found : "");
    free(found);
    return out[0] != '\0';
}

// ---- all of it ----------------------------------------------------------------------------------

static bool inspect(const char *path, int scripts, char *sentence, size_t size)
{
    struct stat st;
    char interpreter[4096];
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0)
            close(fd);
        return true; // it may be run all the same
    }
    struct program p = read_program(fd);
    bool script = !p.elf && read_script(fd, interpreter, sizeof interpreter);
    close(fd);
    if (script && scripts > 0)
        return inspect(interpreter, scripts - 1, sentence, size);
    const char *rights = p.elf ? gained_rights(path, &st) : NULL;
    const char *wrong = p.elf ? why_not(&p) : NULL;
    if (rights)
        snprintf(sentence, size,
                 "%s is %s: the system does not let pawl into it, and none of its locks are seen.",
                 path, rights);
    else if (wrong)
        snprintf(sentence, size, "%s %s.", path, wrong);
    return !rights && !wrong;
}

bool run_inspect(const char *path, char *sentence, size_t size)
{
    return inspect(path, SCRIPTS, sentence, size);
}
