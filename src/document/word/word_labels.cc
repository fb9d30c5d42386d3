#include "document/word/word_labels.h"

#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostLabels = 100'000;
constexpr std::uint64_t kSmallestType = static_cast<std::uint64_t>(2 * kSmallestLetters);  // half points

}  // namespace

void WordLabels::start(std::string_view name, const XmlAttributes& attributes) {
  if (name == "abstractNum") kind_ = attributes.get("abstractNumId");
  if (name == "num") list_ = attributes.get("numId");
  if (name == "abstractNumId" && !list_.empty()) lists_[list_] = attributes.get("val");
  if (name == "lvl") {
    label_ = {};
    in_level_ = true;
  }
  if (!in_level_) return;
  if (name == "rPr") in_look_ = true;
  if (name == "lvlText") label_.words = attributes.get("val");
  if (name == "ind")
    label_.left = attributes.number(attributes.find("left") ? "left" : "start", 0) + attributes.number("firstLine", 0) -
                  attributes.number("hanging", 0);
  if (in_look_) label_.look.take(name, attributes);
}

void WordLabels::end(std::string_view name) {
  if (name == "rPr") in_look_ = false;
  if (name == "lvl") {
    in_level_ = false;
    std::vector<Label>& labels = list_.empty() ? kinds_[kind_] : instead_[list_];
    if (reads_as_words(label_.words) && labels.size() < kMostLabels) labels.push_back(label_);
  }
  if (name == "num") list_.clear();
}

bool WordLabels::Label::is_unseen(const WordPage& page) const {
  if (look.hidden.value_or(false) || look.unpainted.value_or(false) || look.signs.value_or(false) ||
      look.is_squeezed() || look.is_far())
    return true;
  const std::string fill = look.fill.value_or(""), colour = look.colour.value_or("auto");
  const bool painted = !fill.empty() && fill != "auto";
  if (colour != "auto" && look_same(colour, painted ? fill : "FFFFFF")) return true;
  return look.size.value_or(24) < kSmallestType || page.misses(left);
}

void WordLabels::tell(Emitter& emitter, const std::string& part, const std::set<std::string>& used,
                      const WordPage& page) const {
  Layer seen(emitter), unseen(emitter), unused(emitter);
  const auto say = [](Layer& layer, const std::string& words) {
    layer.cell(words);
    layer.end_row();
  };
  std::set<std::string> kinds;
  const auto show = [&](const std::vector<Label>& labels) {
    for (const Label& label : labels) say(label.is_unseen(page) ? unseen : seen, label.words);
  };
  for (const auto& [list, kind] : lists_) {
    if (!used.contains(list)) continue;
    kinds.insert(kind);
    if (const auto own = instead_.find(list); own != instead_.end()) show(own->second);
  }
  for (const auto& [kind, labels] : kinds_) {
    if (kinds.contains(kind)) {
      show(labels);
      continue;
    }
    for (const Label& label : labels)
      if (is_telling_label(label.words)) say(unused, label.words);
  }
  for (const auto& [list, labels] : instead_)
    for (const Label& label : labels)
      if (!used.contains(list) && is_telling_label(label.words)) say(unused, label.words);
  seen.close(Trait::kVisible, part, "labels of lists");
  unseen.close(Trait::kTextHidden, part, "labels of lists that nobody can see");
  unused.close(Trait::kTextHidden, part, "labels of lists that no paragraph has");
}

}  // namespace tipstaff::document
