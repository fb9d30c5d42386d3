#include "document/pictures/colour_profile.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "document/letters.h"
#include "document/pictures/picture_metadata.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kReserved = 100, kTags = 128, kTag = 12;  // §7.2, §7.3
constexpr std::size_t kShortestRun = 6, kMostTexts = 4096;
// Of words that makers of profiles do not write: so many say something else, or two beside so many digits (theirs are
// years and versions).
constexpr std::ptrdiff_t kOwnWords = 4, kOwnDigits = 5;

// Of which names of devices, descriptions of colours and notices of rights are made.
bool is_of_profiles(std::string_view word) {
  static const std::set<std::string_view> known = {"adobe",     "all",           "and",          "apple",
                                                   "artifex",   "built",         "by",           "calibrated",
                                                   "camera",    "cmyk",          "coated",       "color",
                                                   "colour",    "company",       "computer",     "condition",
                                                   "copyright", "corporation",   "default",      "device",
                                                   "display",   "domain",        "free",         "freely",
                                                   "gamma",     "generic",       "google",       "gray",
                                                   "grey",      "hewlett",       "icc",          "iec",
                                                   "in",        "inc",           "incorporated", "is",
                                                   "kodak",     "lab",           "linear",       "monitor",
                                                   "no",        "observer",      "of",           "or",
                                                   "packard",   "paper",         "perceptual",   "printer",
                                                   "profile",   "public",        "reference",    "reserved",
                                                   "rgb",       "rights",        "scanner",      "software",
                                                   "source",    "space",         "srgb",         "standard",
                                                   "swop",      "systems",       "the",          "this",
                                                   "to",        "uncoated",      "use",          "version",
                                                   "viewing",   "white",         "wide",         "with",
                                                   "without",   "working",       "may",          "be",
                                                   "used",      "for",           "from",         "microsoft",
                                                   "license",   "international", "consortium",   "www.color.org",
                                                   "http"};
  return known.contains(word);
}

bool is_somebodys(std::string_view text) {
  std::ptrdiff_t own = 0;
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  const bool address = text.find('@') != std::string_view::npos;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,;:()/-_\"'"), text.size());
    std::string word = lower(text.substr(0, end));
    while (word.ends_with('.')) word.pop_back();
    own += is_word(word) && !is_of_profiles(word) ? 1 : 0;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return own >= kOwnWords || (own >= 2 && (digits >= kOwnDigits || address));
}

// A profile's texts, one by one: of a tag in several languages each, of whatever else the runs of letters.
class Texts {
 public:
  explicit Texts(ByteView profile) : left_(profile.begin(), profile.end()) {
    clear(0, kReserved);
    const std::size_t count = profile.size() >= kTags + 4 ? get_u32(&profile[kTags]) : 0,
                      room = profile.size() < kTags + 4 ? 0 : (profile.size() - kTags - 4) / kTag;
    if (count <= room) {
      for (std::size_t i = 0; i < count; ++i) tag(get_u32(&profile[kTags + 4 + kTag * i + 4]));
      clear(kTags, 4 + kTag * count);
    }
    for (std::string& run : readable_runs(left_, kShortestRun)) told_.insert(std::move(run));
  }
  const std::set<std::string>& told() const { return told_; }

 private:
  std::uint32_t number(std::size_t at) const { return at + 4 <= left_.size() ? get_u32(&left_[at]) : 0; }
  void clear(std::size_t at, std::size_t size) {
    at = std::min(at, left_.size());
    std::fill_n(left_.begin() + static_cast<std::ptrdiff_t>(at), std::min(size, left_.size() - at), std::uint8_t{0});
  }
  // §10: a type, four bytes, and what the type says; of “desc” (of version 2) a length first.
  void tag(std::size_t at) {
    const std::string type(as_text(part_of(left_, at, 4)));
    if (type == "mluc") languages(at);
    clear(at, type == "desc" ? 12 : 8);
  }
  // §10.15: so many records of so many bytes, each a language, and where its text stands, in UTF-16, the high byte
  // first.
  void languages(std::size_t at) {
    const std::size_t count = number(at + 8), size = number(at + 12);
    for (std::size_t i = 0; i < count && size >= 12 && told_.size() < kMostTexts; ++i) {
      const std::size_t record = at + 16 + i * size, length = number(record + 4), from = at + number(record + 8);
      if (record + 12 > left_.size()) return;
      const ByteView text = part_of(left_, from, length);
      Bytes turned(text.begin(), text.end());
      for (std::size_t k = 0; k + 1 < turned.size(); k += 2) std::swap(turned[k], turned[k + 1]);
      told_.insert(from_utf16(turned));
      places_.emplace_back(from, text.size());
    }
    for (const auto& [from, length] : std::exchange(places_, {})) clear(from, length);
    clear(at, 16 + std::min(count * size, left_.size()));
  }

  Bytes left_;
  std::set<std::string> told_;
  std::vector<std::pair<std::size_t, std::size_t>> places_;  // languages may share one
};

}  // namespace

bool is_colour_profile(ByteView bytes) { return bytes.size() >= kTags && as_text(bytes).substr(36, 4) == "acsp"; }

void read_colour_profile(ByteView profile, const std::string& part, Emitter& emitter) {
  PictureWords words(part, emitter);
  const Texts texts(profile);
  for (const std::string& text : texts.told())
    if (is_somebodys(text)) words.text(text);
  words.close("words in its colour profile");
}

}  // namespace tipstaff::document
