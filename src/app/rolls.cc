#include "app/rolls.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "match/index_file.h"
#include "office/disclosure_register.h"
#include "office/matching.h"

namespace tipstaff::app {
namespace {

using Known = std::unordered_map<std::string, std::string>;

// What went through the disclosure register, for those who may see it; to others nothing is known.
void add_register(office::Office& office, const access::Actor& actor, Known& known) {
  const auto rows = office::all_disclosures(office, actor);
  if (!rows) return;
  for (const auto& [id, row] : *rows) {
    std::string words = fmt::format("disclosure {} of the register ({})", id, row.reference);
    if (row.published == kEver) words += fmt::format(", {}, never published", office::disclosure_state_name(row.state));
    else words += fmt::format(", published {}", to_rfc3339(row.published));
    if (row.taken_down != kEver) words += fmt::format(", taken down {}", to_rfc3339(row.taken_down));
    known.emplace(hex(row.sha256), std::move(words));
  }
}

Result<match::Index> index_of_store(Context& context, const std::filesystem::path& dir, const std::string& purpose, Known& known) {
  Context store = context;
  store.dir = dir;
  TRY_ASSIGN(const auto office, store.open());
  TRY_ASSIGN(const access::Actor actor, store.actor(*office));
  add_register(*office, actor, known);
  return office::roll_for_matching(*office, actor, purpose, context.progress());
}

Result<match::Index> index_of_file(const std::filesystem::path& file, const std::filesystem::path& key_file) {
  SystemFiles files;
  if (key_file.empty()) return fail(Code::kUsage, fmt::format("‘{}’ is a roll index; name the file with its key with --roll-key", file.string()));
  TRY_ASSIGN(const Plaintext line, read_secret_file(key_file));
  TRY_ASSIGN(const Plaintext key, match::parse_index_key(line.reveal_text()));
  TRY_ASSIGN(const Bytes content, files.read(file));
  return match::IndexFile::read(content, key);
}

}  // namespace

Result<OpenRolls> open_rolls(Context& context, const std::vector<std::filesystem::path>& rolls, const std::filesystem::path& key_file, const std::string& purpose) {
  OpenRolls out;
  for (const std::filesystem::path& roll : rolls) {
    std::error_code error;
    if (!std::filesystem::exists(roll, error)) return fail(Code::kNotFound, fmt::format("there is no roll ‘{}’: neither a store nor an index", roll.string()));
    auto index = std::filesystem::is_directory(roll, error) ? index_of_store(context, roll, purpose, out.known) : index_of_file(roll, key_file);
    if (!index) return fail(std::move(index).error());
    out.indexes.push_back(std::make_unique<match::Index>(std::move(*index)));
    out.named.push_back({rolls.size() == 1 ? "your roll" : fmt::format("the roll ‘{}’", roll.filename().string()), out.indexes.back().get()});
  }
  return out;
}

}  // namespace tipstaff::app
