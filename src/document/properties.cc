#include "document/properties.h"

#include <fmt/format.h>

#include <map>

#include "document/letters.h"
#include "document/record_words.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

// Programs write these into every file, and nobody's words into them; a remark there is somebody's.
constexpr std::string_view kOrdinary[] = {"ContentTypeId",
                                          "AppVersion",
                                          "DocSecurity",
                                          "HyperlinksChanged",
                                          "LinksUpToDate",
                                          "ScaleCrop",
                                          "ShareDoc",
                                          "KSOProductBuildVer",
                                          "ICV",
                                          "_NewReviewCycle",
                                          "Generator",
                                          "WorkbookGuid",
                                          "PresentationFormat",
                                          "Slides",
                                          "Notes",
                                          "HiddenSlides",
                                          "MMClips",
                                          "Words",
                                          "Characters",
                                          "_PID_HLINKS",
                                          "_PID_GUID",
                                          "_PID_LINKBASE"};

constexpr std::size_t kMostProperties = 4096, kMostVector = 4096;
constexpr std::size_t kMostKeywords = 400, kLongTerm = 40;  // bytes
constexpr std::ptrdiff_t kMostWordsOfTerm = 4;
constexpr const char* kDigits = "0123456789";
enum Type : std::uint16_t {
  kI2 = 2,
  kI4 = 3,
  kBool = 11,
  kLpstr = 30,
  kLpwstr = 31,
  kFileTime = 64,
  kBlob = 65,
  kClip = 71
};
constexpr std::uint16_t kVector = 0x1000;
constexpr std::size_t kLongTitle = 60;  // of a sheet or slide

// The first bytes of the format ids of the sets that are known.
constexpr std::uint32_t kSummary = 0xf29f85e0, kDocumentSummary = 0xd5cdd502;

class PropertySet {
 public:
  PropertySet(ByteView stream, std::size_t at, std::uint32_t format, FileProperties& said, const std::string& part,
              Emitter& emitter)
      : bytes_(part_of(stream, at, std::max<std::size_t>(little32(stream, at), 8))),
        format_(format),
        said_(said),
        part_(part),
        emitter_(emitter) {}

  // Texts that were told, or are the program's and the sheets' names.
  const std::string& told() const { return told_; }
  ByteView thumbnail() const { return thumbnail_; }
  void read() {
    const std::size_t count = little32(bytes_, 4);
    if (bytes_.size() < 8 || count > kMostProperties || 8 + 8 * count > bytes_.size())
      return emitter_.unread(part_, "its properties are damaged");
    std::vector<std::pair<std::uint32_t, std::size_t>> properties;
    for (std::size_t i = 0; i < count; ++i)
      properties.emplace_back(little32(bytes_, 8 + 8 * i), little32(bytes_, 12 + 8 * i));
    for (const auto& [id, at] : properties)
      if (id == 1) page_ = little16(bytes_, at + 4);
    for (const auto& [id, at] : properties)
      if (id == 0) read_names(at);
    for (const auto& [id, at] : properties)
      if (id > 1 && id < 0x80000000) say(id, at);
    for (const auto& [id, at] : properties) tell(id, at);
  }

 private:
  void read_names(std::size_t at) {
    const std::uint32_t count = little32(bytes_, at);
    at += 4;
    for (std::uint32_t i = 0; i < count && i < kMostProperties && at + 8 <= bytes_.size(); ++i) {
      const std::uint32_t id = little32(bytes_, at), length = little32(bytes_, at + 4);
      const std::size_t size = page_ == 1200 ? std::size_t{length} * 2 : length;
      names_[id] = text(at + 8, size);
      at += 8 + (page_ == 1200 ? (size + 3) / 4 * 4 : size);
    }
  }
  std::string text(std::size_t at, std::size_t size) const {
    std::string out = from_code_page(part_of(bytes_, at, size), page_);
    out.resize(std::min(out.size(), out.find('\0')));
    return out;
  }
  // The words of a value, of several a line each; nothing for what holds none.
  std::string words(std::size_t at) const {
    const std::uint16_t type = little16(bytes_, at);
    if (type == kLpstr) return text(at + 8, little32(bytes_, at + 4));
    if (type == kLpwstr) {
      std::string out = from_utf16(part_of(bytes_, at + 8, std::size_t{little32(bytes_, at + 4)} * 2));
      out.resize(std::min(out.size(), out.find('\0')));
      return out;
    }
    if (type == kI4) return fmt::format("{}", static_cast<std::int32_t>(little32(bytes_, at + 4)));
    if (type == kBool) return little16(bytes_, at + 4) != 0 ? "true" : "false";
    if (type == kBlob || (type & kVector) != 0) {
      std::string out;
      for (const std::string& run :
           readable_runs(part_of(bytes_, at + 4, std::max<std::size_t>(little32(bytes_, at + 4), kMostVector)), 4))
        out += (out.empty() ? "" : "\n") + run;
      return out;
    }
    return type == kFileTime ? "a time" : "";
  }
  bool is_text(std::size_t at) const {
    const std::uint16_t type = little16(bytes_, at);
    return type == kLpstr || type == kLpwstr;
  }

  // §2.3.3.2 of [MS-OSHARED]: the program (18), headings and names of sheets (12, 13) are nobody’s words while they are
  // short.
  void tell(std::uint32_t id, std::size_t at) {
    if (format_ == kSummary && id == 17) {
      thumbnail_ = part_of(bytes_, at, 8 + std::size_t{little32(bytes_, at + 4)});
      return;
    }
    const bool plain = (format_ == kSummary && (id == 9 || id == 18)) ||
                       (format_ == kDocumentSummary && (id == 3 || id == 12 || id == 13));
    const bool known = format_ == kSummary
                           ? id >= 2 && id <= 8
                           : format_ != kDocumentSummary || id == 2 || id == 14 || id == 15 || id == 26 || id == 27;
    if (id == 0)
      for (const auto& [number, name] : names_) told_ += name + "\n";
    else if (plain)
      tell_runs(at);
    else if (known)
      told_ += words(at) + "\n";
  }
  void tell_runs(std::size_t at) {
    const std::size_t size =
        (little16(bytes_, at) & kVector) != 0 ? kMostVector * 16 : 8 + std::size_t{little32(bytes_, at + 4)};
    for (const std::string& run : readable_runs(part_of(bytes_, at + 4, size), 4))
      if (run.size() <= kLongTitle || !is_remark(run)) told_ += run + "\n";
  }

  void say(std::uint32_t id, std::size_t at) {
    if (format_ == kSummary) {
      if (id == 5) said_.keywords(words(at));
      if (id == 6) said_.description(words(at));
      if (id == 2 || id == 3 || id == 4 || id == 7 || id == 8) said_.author(words(at));
      if (id == 17 && little16(bytes_, at) == kClip)
        emitter_.observe({.trait = Trait::kThumbnail, .part = part_, .place = "a small picture of the first page"});
    } else if (format_ == kDocumentSummary) {
      if (id == 2 && is_text(at)) said_.keywords(words(at));
      if ((id == 14 || id == 15 || id == 26 || id == 27) && is_text(at)) said_.author(words(at));
    } else {
      const auto name = names_.find(id);
      said_.custom(name == names_.end() ? "" : std::string_view(name->second), words(at));
    }
  }

  ByteView bytes_;
  std::uint32_t format_;
  FileProperties& said_;
  const std::string& part_;
  Emitter& emitter_;
  unsigned page_ = 1252;
  std::map<std::uint32_t, std::string> names_;
  std::string told_;
  ByteView thumbnail_;
};

}  // namespace

static bool any_line(std::string_view text, bool (*test)(std::string_view)) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (test(line)) return true;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return false;
}

bool are_keywords(std::string_view words) {
  if (words.size() > kMostKeywords || words.find('@') != std::string_view::npos) return false;
  while (!words.empty()) {
    const std::string_view term = words.substr(0, words.find_first_of(",;\n"));
    if (term.size() > kLongTerm || std::ranges::count(term, ' ') > kMostWordsOfTerm) return false;
    for (std::size_t at = term.find_first_of(kDigits); at != std::string_view::npos;
         at = term.find_first_of(kDigits, at)) {
      const std::string_view digits = term.substr(at, term.find_first_not_of(kDigits, at) - at);
      if (digits.size() > 4 || (digits.size() == 4 && !digits.starts_with("19") && !digits.starts_with("20")))
        return false;
      at += digits.size();
    }
    words.remove_prefix(std::min(term.size() + 1, words.size()));
  }
  return true;
}

void FileProperties::custom(std::string_view name, std::string_view words) {
  if (name == "Version" && words.size() == 1) return;
  if (std::ranges::find(kOrdinary, name) != std::end(kOrdinary) && !any_line(words, is_remark)) return;
  // LibreOffice writes these two here when it saves what came from a package.
  const bool ordinary = name == "Company" || name == "Manager";
  (ordinary ? author_ : name.starts_with("MSIP_Label") ? label_ : custom_).cell(words);
}

void FileProperties::close(std::string_view part) {
  author_.close(Trait::kAuthor, part, "author, organisation, title, template or date of printing");
  description_.close(Trait::kDescription, part, "comments, keywords or category in the file's properties");
  custom_.close(Trait::kCustomProperty, part, "properties that a program or a person added");
  label_.close(Trait::kLabel, part, "a sensitivity label");
}

void read_property_set(ByteView stream, const std::string& part, Emitter& emitter) {
  const std::uint32_t sets = little32(stream, 24);
  if (stream.size() < 48 || little16(stream, 0) != 0xfffe || sets == 0 || sets > 2)
    return emitter.unread(part, "its properties are damaged");
  FileProperties said(emitter);
  std::string told;
  ByteView thumbnail;
  for (std::uint32_t i = 0; i < sets; ++i) {
    PropertySet set(stream, little32(stream, 28 + 20 * i + 16), little32(stream, 28 + 20 * i), said, part, emitter);
    set.read();
    told += set.told();
    if (!set.thumbnail().empty()) thumbnail = set.thumbnail();
  }
  said.close(part);
  // What no property that is known says: other properties, and what lies between and behind them.
  RecordWords others(emitter);
  const std::size_t begin =
      thumbnail.empty() ? stream.size() : static_cast<std::size_t>(thumbnail.data() - stream.data());
  others.add_beside(part_of(stream, 0, begin), told);
  others.add_beside(part_of(stream, begin + thumbnail.size()), told);
  others.close(part, "words that are none of the properties that programs show", Trait::kCustomProperty);
}

}  // namespace tipstaff::document
