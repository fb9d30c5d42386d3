// The press protocol's bodies in CBOR (docs/formats/press-protocol.md), read from bytes that may be hostile. Readers
// fail with kInvalid and take a message whole or not at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "press/wire.h"

namespace tipstaff::http {

inline constexpr std::string_view kCborType = "application/cbor";
inline constexpr std::string_view kBytesType = "application/octet-stream";
inline constexpr std::size_t kMostListed = 1000;
inline constexpr std::size_t kLongestAlarm = 2000;

Bytes write_enrolment(const press::Enrolment& enrolment);
Result<press::Enrolment> read_enrolment(ByteView body);

struct EnrolledQuestion {
  std::string code_id;
  Bytes mac;
};
Bytes write_enrolled_question(const EnrolledQuestion& question);
Result<EnrolledQuestion> read_enrolled_question(ByteView body);

Bytes write_enrolled(const press::Enrolled& enrolled);
Result<press::Enrolled> read_enrolled(ByteView body);

Bytes write_items(const std::vector<press::ListedItem>& items);
Result<std::vector<press::ListedItem>> read_items(ByteView body);

// {1: text}: an alarm's words, and the incident's name in answer.
Bytes write_words(std::string_view words);
Result<std::string> read_words(ByteView body, std::size_t longest);

Bytes write_error(const Error& error);
// The error in an answer's body. Errors of its own: kInvalid (not such a body).
Result<Error> read_error(ByteView body);

}  // namespace tipstaff::http
