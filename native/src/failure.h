// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

/* Why there is no trace: `code` is one of FAILURE_CODES in src/shared/failure.ts. */
struct Failure : std::runtime_error {
	Failure(const char *code, const std::string &detail) : std::runtime_error(detail), code(code) {}
	const char *code;
};
