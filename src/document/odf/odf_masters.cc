#include "document/odf/odf_masters.h"

#include <utility>

#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostMasters = 10'000, kMostKept = 10'000, kLongestLine = 1U << 16;
// Where a text or table names no page (LibreOffice's names for it).
constexpr std::string_view kUnnamed[] = {"Standard", "Default", "Default_20_Page_20_Style"};

bool is_paragraph(std::string_view name) { return name == "p" || name == "h"; }

}  // namespace

void OdfMasters::start(std::string_view name, const XmlAttributes& attributes) {
  if (name != "master-page") {
    if (const auto page = attributes.find("master-page-name"); page && asked_for_.size() < kMostMasters)
      asked_for_.emplace(*page);
    if (is_paragraph(name)) line_.clear();
    return;
  }
  const std::string key(attributes.get("name"));
  if (masters_.empty()) asked_for_.insert(key);
  if (masters_.size() >= kMostMasters && !masters_.contains(key)) return;
  at_ = &masters_[key];
  at_->next = attributes.get("next-style-name");
}
void OdfMasters::text(std::string_view piece) {
  if (at_ != nullptr && line_.size() < kLongestLine) line_ += piece;
}
void OdfMasters::end(std::string_view name) {
  if (name == "master-page") at_ = nullptr;
  if (at_ == nullptr || !is_paragraph(name)) return;
  if (const std::string line = std::exchange(line_, {}); is_remark(line) && ++kept_ <= kMostKept)
    at_->remarks.push_back(line);
}

std::set<std::string> OdfMasters::used() const {
  std::set<std::string> out;
  std::vector<std::string> waiting(asked_for_.begin(), asked_for_.end());
  waiting.insert(waiting.end(), std::begin(kUnnamed), std::end(kUnnamed));
  while (!waiting.empty()) {
    const std::string name = std::move(waiting.back());
    waiting.pop_back();
    const auto master = masters_.find(name);
    if (master != masters_.end() && out.insert(name).second) waiting.push_back(master->second.next);
  }
  return out;
}

void OdfMasters::close(const std::string& part, Emitter& emitter) const {
  const std::set<std::string> shown = used();
  Layer words(emitter);
  for (const auto& [name, master] : masters_) {
    if (shown.contains(name)) continue;
    for (const std::string& each : master.remarks) {
      words.cell(each);
      words.end_row();
    }
  }
  words.close(Trait::kHiddenShape, part, "words on a master page that no page has");
}

}  // namespace tipstaff::document
