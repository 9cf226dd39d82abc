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

/* In place of libelf's elf_error.c. */
static thread_local int lastError;

extern "C" void __libelf_seterrno(int value);
void __libelf_seterrno(int value)
{
	lastError = value;
}

int elf_errno()
{
	const int error = lastError;

	lastError = 0;
	return error;
}

/* @param error 0 or -1: the latest; null where there is none. */
const char *elf_errmsg(int error)
{
	static thread_local char text[32];
	const int shown = error == 0 || error == -1 ? lastError : error;

	std::snprintf(text, sizeof(text), "libelf error %d", shown);
	return error == 0 && shown == 0 ? nullptr : text;
}

/*
 * In place of libeu.a, which Debian 13's libelf.a (elfutils 0.192) wants and nobody packages: the tree
 * of an Elf's raw chunks. Only elf_getdata_rawchunk puts any in, and libbpf never calls it.
 */
extern "C" __attribute__((weak)) void eu_search_tree_init(void **root)
{
	*root = nullptr;
}

extern "C" __attribute__((weak)) void eu_search_tree_fini(void **, void (*)(void *)) {}
