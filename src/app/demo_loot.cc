#include "app/demo_loot.h"

#include <fmt/format.h>
#include <poppler-document.h>
#include <poppler-page.h>

#include <set>
#include <unordered_map>
#include <unordered_set>

namespace tipstaff::app {
namespace {

namespace fs = std::filesystem;

std::string text_of(const Bytes& pdf) {
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(reinterpret_cast<const char*>(pdf.data()), static_cast<int>(pdf.size())));
  std::string out;
  for (int i = 0; document && i < document->pages(); ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    const poppler::byte_array text = page->text().to_utf8();
    out.append(text.begin(), text.end());
    out += '\n';
  }
  return out;
}

template <class Visit>
void each_word(std::string_view text, const Visit& visit) {
  const auto in_word = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  };
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && !in_word(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && in_word(text[end])) ++end;
    if (end > at) visit(std::string(text.substr(at, end - at)));
    at = end;
  }
}

class Examiner {
 public:
  explicit Examiner(const std::vector<card::InventedPerson>& people) : people_(people) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      by_warrant_[people[i].warrant_number] = i;
      pay_.insert(people[i].pay_number);
      vetting_.insert(people[i].vetting_level);
    }
  }

  Result<void> examine(const fs::path& file) {
    SystemFiles files;
    TRY_ASSIGN(const Bytes pdf, files.read(file));
    const std::string text = text_of(pdf);
    const std::string_view raw = as_text(pdf);
    std::optional<std::size_t> person;
    each_word(text, [&](const std::string& word) {
      if (const auto found = by_warrant_.find(word); found != by_warrant_.end()) person = found->second;
      loot_.pay_values += pay_.contains(word) ? 1 : 0;
    });
    if (!person)
      return fail(Code::kInvalid, fmt::format("no warrant number was found in ‘{}’", file.filename().string()));
    each_word(raw, [&](const std::string& word) { loot_.pay_values += pay_.contains(word) ? 1 : 0; });
    for (const std::string& level : vetting_)
      if (text.find(level) != std::string::npos || raw.find(level) != std::string_view::npos) ++loot_.vetting_values;
    for (const std::string_view mark : {std::string_view("Exif\0\0", 6), std::string_view("http://ns.adobe.com/xap"),
                                        std::string_view("GPSLatitude")})
      if (raw.find(mark) != std::string_view::npos) ++loot_.metadata;

    FieldSet fields{Field::kWarrantNumber, Field::kSurname, Field::kForenames};
    const card::InventedPerson& who = people_[*person];
    if (text.find(who.rank) != std::string::npos) fields.add(Field::kRank);
    if (raw.find("\xff\xd8\xff") != std::string_view::npos) fields.add(Field::kPhoto);
    FieldSet& known = loot_.people[who.warrant_number];
    known = known | fields;
    return {};
  }

  Loot take() { return std::move(loot_); }

 private:
  const std::vector<card::InventedPerson>& people_;
  std::unordered_map<std::string, std::size_t> by_warrant_;
  std::unordered_set<std::string> pay_;
  std::set<std::string> vetting_;
  Loot loot_;
};

}  // namespace

Result<Loot> examine_loot(const fs::path& pulled, const fs::path& found_on_disk,
                          const std::vector<card::InventedPerson>& people) {
  Examiner examiner(people);
  for (const fs::path& folder : {pulled, found_on_disk})
    for (const auto& file : fs::directory_iterator(folder))
      if (file.path().extension() == ".pdf") TRY(examiner.examine(file.path()));
  return examiner.take();
}

Result<std::uint64_t> outside_of(const boost::json::object& exposure, const Loot& loot, office::Office& office) {
  std::unordered_map<std::uint64_t, FieldSet> answered;
  for (const boost::json::value& person : exposure.at("people").as_array()) {
    FieldSet& fields = answered[person.at("person").to_number<std::uint64_t>()];
    for (const boost::json::value& name : person.at("fields").as_array())
      fields.add(*field_from_name(std::string_view(name.as_string())));
  }
  std::uint64_t outside = 0;
  TRY(office.clerk().read([&](db::Database& db) -> Result<void> {
    for (const auto& [warrant, fields] : loot.people) {
      TRY_ASSIGN(const auto person, office.vault().find(db, Field::kWarrantNumber, warrant));
      const FieldSet known = person ? answered[person->value] : FieldSet();
      outside += static_cast<std::uint64_t>(fields.minus(known).count());
    }
    return {};
  }));
  return outside;
}

}  // namespace tipstaff::app
