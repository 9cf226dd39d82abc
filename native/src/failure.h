// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

/* Why there is no trace: `code` is one of FAILURE_CODES in src/shared/frames/failure.ts. */
struct Failure : std::runtime_error {
	Failure(const char *failureCode, const std::string &detail)
		: std::runtime_error(detail), code(failureCode) {}
	const char *code;
};
