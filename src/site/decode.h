// What a request told its receiver, in plain English: one decoder a service (decode_*.cc), and one for everything else
// that finds addresses of pages, mail addresses and hashes by their form. Hostile bytes: called in the sandboxed child
// (site_child.h). Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "site/exchange.h"

namespace tipstaff::site {

// What kind of thing was told. Names are those of policies (docs/formats/site-policy.md); a published one never changes
// its meaning.
enum class Category : std::uint8_t {
  kPageAddress,
  kPageTitle,
  kReferrer,  // of the page before
  kEvent,
  kButtonText,
  kFormField,    // names, placeholders or values of fields
  kPageContent,  // OpenGraph, JSON-LD, microdata, key words
  kEmail,
  kPhone,
  kName,
  kPersonal,  // sex, birth, town, postcode
  kUserId,    // the site's own number for somebody
  kCookieId,
  kClickId,
  kRecording,  // of what the visitor sees, does and types
  kDevice,
  kOther,
  kLast = kOther
};
std::string_view category_name(Category category);
bool category_named(std::string_view name, Category& out);

// By its length in hexadecimal digits; whether it is a hash of something that was typed is for leaks.h.
enum class Hashed : std::uint8_t { kNo, kMd5, kSha1, kSha256, kSha512, kLast = kSha512 };
std::string_view hash_name(Hashed hashed);  // "SHA-256"; empty for kNo
Hashed looks_hashed(std::string_view value);

struct Datum {
  Category category = Category::kOther;
  std::string name;       // "button text", "e-mail address"
  std::string parameter;  // as the service calls it: "cd[buttonText]"
  std::string value;      // at most kLongestValue bytes of printable UTF-8
  Hashed hashed = Hashed::kNo;
};

struct Decoded {
  std::string service;              // "Meta Pixel"; empty: no decoder knows it
  std::string company, kind;        // as in lists.h: "Meta", "advertising"; empty: not known
  std::vector<Datum> data;          // at most kMostData
  std::vector<std::string> unread;  // what was sent and cannot be told, half a sentence each
};

inline constexpr std::size_t kLongestValue = 400, kMostData = 400;

// `page`: on which it was asked.
Decoded decode(const Exchange& exchange, const Page& page);

}  // namespace tipstaff::site
