// The signed code out of a picture (JPEG, PNG) or a PDF of a card, read by ZXing, which shares nothing with what wrote
// it. The file is hostile: it is decoded and searched in the sandboxed child (law 10); what comes back is text of which
// nothing is believed before its signature is.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/sandbox.h"

namespace tipstaff::card {

inline constexpr std::uint32_t kLargestCardFile = 64U << 20;
inline constexpr std::size_t kMostCodes = 16;

// The child's side, for run_if_sandboxed_child() in main.
SandboxRole code_role();

// The texts of the QR codes in it, in no order; none when there is none to be seen. Of a PDF the first four pages
// count. Errors: kInvalid "the picture cannot be read: …"; kUnavailable when no child can be started.
Result<std::vector<std::string>> read_codes(ByteView file, const std::filesystem::path& program = "/proc/self/exe");

// The child's work without the child: for tests and fuzzing only.
Result<std::vector<std::string>> find_codes(ByteView file);

}  // namespace tipstaff::card
