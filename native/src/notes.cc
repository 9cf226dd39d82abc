// SPDX-License-Identifier: MIT
#include "notes.h"

#include <algorithm>
#include <bpf/libbpf.h>
#include <cstring>
#include <elf.h>
#include <fstream>
#include <sstream>

/* Of section headers, of their names, of a section of notes: a node has some three thousand of each. */
static constexpr std::uint64_t MAX_BYTES = 256 << 10, MAX_SEGMENTS = 256;
/* In a note, before the name of the provider: addresses of the probe, of a base, of a semaphore. */
static constexpr std::size_t ADDRESSES = 3 * sizeof(std::uint64_t), MAX_SHOWN = 64;
static constexpr bool READS_INDEXED = LIBBPF_MAJOR_VERSION > 1 || LIBBPF_MINOR_VERSION >= 7;
/* What sys/sdt.h puts at a site begins with NOP. */
#ifdef __x86_64__
static constexpr int MACHINE = EM_X86_64, NOP = 0x90;
#else
static constexpr int MACHINE = EM_AARCH64, NOP = 0x1f;
#endif

static void require(bool holds, const char *why)
{
	if (!holds)
		throw Failure("no-target", why);
}

static std::string read(std::ifstream &file, std::uint64_t at, std::uint64_t size)
{
	std::string bytes(std::min(size, MAX_BYTES), 0);
	file.seekg(static_cast<std::streamoff>(at)).read(&bytes[0], static_cast<std::streamsize>(bytes.size()));
	require(file.good() && size <= MAX_BYTES, "it is not an ELF program, or not one like a node’s");
	return bytes;
}

Notes::Notes(const std::string &path)
{
	std::ifstream file(path, std::ios::binary);
	const std::string start = read(file, 0, sizeof(Elf64_Ehdr));
	const auto *header = reinterpret_cast<const Elf64_Ehdr *>(start.data());
	require(start.compare(0, EI_VERSION, ELFMAG "\2\1") == 0 &&
		(header->e_type == ET_EXEC || header->e_type == ET_DYN), "it is not an ELF program of 64 bits");
	require(header->e_machine == MACHINE, "it is an ELF program for another kind of machine");
	entry_ = header->e_entry;

	const std::string table = read(file, header->e_shoff, header->e_shnum * sizeof(Elf64_Shdr));
	const auto *section = reinterpret_cast<const Elf64_Shdr *>(table.data()), *end = section + header->e_shnum;
	const Elf64_Shdr *names = section + header->e_shstrndx;
	/* What is compressed libelf would unpack, to any size. */
	require(names < end && names->sh_size <= MAX_BYTES && !(names->sh_flags & SHF_COMPRESSED) &&
		header->e_phnum <= MAX_SEGMENTS, "its ELF headers are not like a node’s");
	/* libbpf reads the one with the probes. */
	for (; section < end && notes_.size() <= MAX_BYTES; section++)
		if (section->sh_type == SHT_NOTE)
			notes_ += read(file, section->sh_offset, section->sh_size);
}

/* libbpf reads on beyond the end where a parenthesis is missing. */
static std::string unreadable(const std::string &operands)
{
	const auto number = [&](char of) { return std::count(operands.begin(), operands.end(), of); };
	const std::size_t index = READS_INDEXED ? std::string::npos : operands.find(",%");
	const std::size_t start = index == std::string::npos ? 0 : operands.rfind(' ', index) + 1;
	const bool readable = index == std::string::npos && number('(') == number(')') && number('[') == number(']');

	return readable ? "" : operands.substr(start, std::min(operands.find(' ', start) - start, MAX_SHOWN));
}

/* @return "8 -4" of "8@%rbx -4@%eax"; an operand may have spaces. */
static std::string sizes(const std::string &operands)
{
	std::istringstream words(operands);
	std::string all, word;

	while (all.size() < MAX_SHOWN && words >> word)
		if (const auto at = word.find('@'); at != std::string::npos)
			all += (all.empty() ? "" : " ") + word.substr(0, std::min(at, MAX_SHOWN));
	return all;
}

Sites Notes::find(const std::string &provider, const std::string &probe, const std::string &known) const
{
	const std::string OR = " or ", strings = provider + '\0' + probe + '\0';
	Sites sites = {};

	for (std::size_t at = ADDRESSES; (at = notes_.find(strings, at)) != std::string::npos; at++) {
		if (sites.count++ == 0)
			std::memcpy(&sites.address, &notes_[at - ADDRESSES], sizeof(sites.address));
		const std::string operands = &notes_[at + strings.size()], found = sizes(operands);
		if (sites.unreadable.empty())
			sites.unreadable = unreadable(operands);
		if ((OR + known + OR).find(OR + found + OR) == std::string::npos)
			sites.unknown = found.empty() ? "none" : found;
	}
	return sites;
}

bool Notes::isUntouched(std::uint32_t pid, const Sites &sites) const
{
	const std::string process = "/proc/" + std::to_string(pid);
	std::ifstream auxiliary(process + "/auxv"), memory(process + "/mem");
	Elf64_auxv_t value = {};

	while (value.a_type != AT_ENTRY && auxiliary.read(reinterpret_cast<char *>(&value), sizeof(value)))
		continue;
	return memory.seekg(static_cast<std::streamoff>(value.a_un.a_val - entry_ + sites.address)).get() == NOP;
}
