// SPDX-License-Identifier: MIT
/*
 * Debian compiles libelf.a and libbpf.a for programs, not for shared objects. Two variables stand in
 * the way; here they are again, for an addon. Linked with --wrap=stderr.
 */
#include <cstdio>
#include <libelf.h>

/* libbpf prints there only until it is told where else. */
extern "C" FILE *__real_stderr;
extern "C" FILE *__wrap_stderr;
FILE *__wrap_stderr = __real_stderr;

/* In place of libelf's elf_error.c. What libbpf warns of says enough without its number. */
extern "C" void __libelf_seterrno(int);
void __libelf_seterrno(int) {}

int elf_errno() { return 0; }
const char *elf_errmsg(int) { return "libelf failed"; }

/*
 * In place of libeu.a, which Debian 13's libelf.a (elfutils 0.192) wants and nobody packages: the tree
 * of an Elf's raw chunks. Only elf_getdata_rawchunk puts any in, and libbpf never calls it.
 */
extern "C" __attribute__((weak)) void eu_search_tree_init(void **root) { *root = nullptr; }
extern "C" __attribute__((weak)) void eu_search_tree_fini(void **, void (*)(void *)) {}
