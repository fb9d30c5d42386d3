#include "app/known.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "base/files.h"
#include "match/index_file.h"
#include "office/backup_file.h"

namespace tipstaff::app {
namespace {

namespace json = boost::json;

// As much of a file's beginning as the header of a backup may have; of another file only enough to tell that it is
// none.
std::string beginning_of(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  std::string out(64, '\0');
  std::size_t filled = 0;
  while (file.valid() && filled < out.size()) {
    const ssize_t got = ::read(file.get(), out.data() + filled, out.size() - filled);
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled == 64 && out.starts_with(office::kBackupBeginning)) out.resize(office::kLongestBackupBeginning);
  }
  out.resize(filled);
  return out;
}

void join(std::string& words, const std::string& more) { words += (words.empty() ? "" : "; ") + more; }

void take(const office::KnownCopy& copy, Known::Answer& out) {
  // One that should be gone is said first.
  out.words = copy.gone && !out.words.empty() ? copy.words + "; " + out.words
              : out.words.empty()             ? copy.words
                                              : out.words + "; " + copy.words;
  out.recorded = true;
  out.gone = out.gone || copy.gone;
  out.sealed = out.sealed || copy.sealed;
}

void know_backup(const std::string& beginning, const std::vector<office::KnownCopies>& all, Known::Answer& out) {
  const std::string_view bytes = beginning;
  out.sealed = true;
  for (const office::KnownCopies& known : all)
    for (const auto& [salt, copy] : known.backups)
      if (const auto raw = from_hex(salt); raw && bytes.find(as_text(*raw)) != std::string_view::npos)
        return take(copy, out);
  out.recorded = std::ranges::any_of(all, [&](const office::KnownCopies& known) {
    return !known.force_id.empty() && bytes.find(known.force_id) != std::string_view::npos;
  });
  out.words = out.recorded
                  ? "a backup of this store, of a number that the record does not tell; ‘backup list’ shows them"
                  : "a backup";
}

}  // namespace

bool Known::register_told() const { return std::ranges::any_of(all_, &office::KnownCopies::register_told); }
bool Known::custody_told() const { return std::ranges::any_of(all_, &office::KnownCopies::custody_told); }

Known::Answer Known::of(const std::filesystem::path& file, const Hash& sha256) const {
  return of(sha256 == Hash{} ? "" : hex(sha256), beginning_of(file));
}

std::vector<Known::Answer> Known::of(const std::vector<document::InnerFile>& files) const {
  std::vector<Answer> out;
  for (const document::InnerFile& file : files) {
    Answer known = of(hex(file.sha256), file.beginning);
    if (known.words.empty()) continue;
    known.part = file.part;
    out.push_back(std::move(known));
  }
  return out;
}

Known::Answer Known::of(const std::string& hash, const std::string& beginning) const {
  Answer out;
  for (const office::KnownCopies& known : all_) {
    if (const auto found = known.files.find(hash); found != known.files.end()) take(found->second, out);
    if (const auto found = known.disclosures.find(hash); found != known.disclosures.end())
      join(out.words, found->second);
  }
  if (out.recorded) return out;
  if (beginning.starts_with(office::kBackupBeginning)) know_backup(beginning, all_, out);
  if (match::IndexFile::is_one(as_bytes(beginning))) {
    out.sealed = true;
    out.words = "a roll index";
  }
  return out;
}

json::object known_as_json(const office::KnownCopies& known) {
  json::object disclosures;
  for (const auto& [hash, words] : known.disclosures) disclosures.emplace(hash, words);
  const auto copies = [](const auto& map) {
    json::object out;
    for (const auto& [hash, copy] : map)
      out.emplace(hash, json::object{{"words", copy.words}, {"gone", copy.gone}, {"sealed", copy.sealed}});
    return out;
  };
  return {{"register", known.register_told},       {"custody", known.custody_told}, {"force", known.force_id},
          {"disclosures", std::move(disclosures)}, {"files", copies(known.files)},  {"backups", copies(known.backups)}};
}

Result<office::KnownCopies> known_from_json(const json::value& value) {
  office::KnownCopies out;
  bool fits = true;
  const auto member = [&](const json::value& of, std::string_view name) -> const json::value& {
    static const json::value kNone;
    const json::object* object = of.if_object();
    const json::value* found = object == nullptr ? nullptr : object->if_contains(name);
    return found == nullptr ? kNone : *found;
  };
  const auto text = [&](const json::value& of) {
    const json::string* found = of.if_string();
    fits = fits && found != nullptr;
    return found == nullptr ? std::string() : std::string(*found);
  };
  const auto yes = [&](const json::value& of) {
    const bool* found = of.if_bool();
    fits = fits && found != nullptr;
    return found != nullptr && *found;
  };
  const auto each = [&](std::string_view name, const auto& take) {
    const json::object* all = member(value, name).if_object();
    fits = fits && all != nullptr;
    if (all == nullptr) return;
    for (const auto& one : *all) take(std::string(one.key()), one.value());
  };
  out.register_told = yes(member(value, "register"));
  out.custody_told = yes(member(value, "custody"));
  out.force_id = text(member(value, "force"));
  each("disclosures",
       [&](std::string hash, const json::value& words) { out.disclosures.emplace(std::move(hash), text(words)); });
  for (const auto& [name, map] : {std::pair{"files", &out.files}, std::pair{"backups", &out.backups}})
    each(name, [&, to = map](std::string hash, const json::value& copy) {
      to->emplace(std::move(hash), office::KnownCopy{text(member(copy, "words")), yes(member(copy, "gone")),
                                                     yes(member(copy, "sealed"))});
    });
  if (!fits)
    return fail(Code::kInvalid,
                "the server tells of known copies what this program does not understand; is it of another version?");
  return out;
}

}  // namespace tipstaff::app
