#include "document/odf/odf_chart.h"

#include <algorithm>

#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kShortestWord = 3;
constexpr std::string_view kOwn = "local-table.";

std::size_t hash_of(std::string_view words) {
  std::string closed_up;
  for (const char c : words)
    if (static_cast<unsigned char>(c) > ' ') closed_up += c;
  return std::hash<std::string>()(closed_up);
}

}  // namespace

void SaidWords::add(std::string_view words) { hashes_.insert(hash_of(words)); }
bool SaidWords::has(std::string_view words) const { return hashes_.contains(hash_of(words)); }

void OdfChartTable::start(std::string_view name, const XmlAttributes& attributes) {
  if (name != "plot-area")  // which says where the whole table came from
    for (const std::string_view range : {"cell-range-address", "values-cell-range-address", "label-cell-address"})
      draw(attributes.get(range));
  if (name == "table") in_table_ = attributes.get("name") == "local-table";
  if (!in_table_) return;
  if (name == "table-header-rows") in_header_ = true;
  if (name == "table-row") at_ = {0, at_.row + 1};
  if (name == "table-cell") {
    ++at_.column;
    texts_.clear();
  }
  if (name == "p" && at_.column > 0) leaf_.begin();
}

void OdfChartTable::end(std::string_view name) {
  if (name == "p" && leaf_.on()) texts_.push_back(leaf_.end());
  if (name == "table-header-rows") in_header_ = false;
  if (name == "table") in_table_ = false;
  if (name == "table-cell" && in_table_) end_cell();
}

void OdfChartTable::tell(const std::string& part, const SaidWords& said, Emitter& emitter) const {
  Layer copies(emitter), undrawn(emitter);
  for (const Cell& cell : cells_) {
    if (said.has(cell.words)) continue;
    const bool remark = is_remark(cell.words) || is_sentence(cell.words) || is_more_than_a_name(cell.words);
    const bool copied = copies_cells_ && (remark || !cell.header),  // “Column C” where a series has no name
        unseen = !copies_cells_ && remark && !is_drawn(cell.at);
    if (!copied && !unseen) continue;
    Layer& layer = copied ? copies : undrawn;
    layer.cell(cell.words);
    layer.end_row();
  }
  copies.close(Trait::kChartCache, part, "words that a chart keeps and no cell says");
  undrawn.close(Trait::kChartCache, part, "words in a chart's own table that it does not draw");
}

void OdfChartTable::draw(std::string_view range) {
  if (range.empty()) return;
  if (!range.starts_with(kOwn)) {
    copies_cells_ = true;
    return;
  }
  const auto cell = [](std::string_view address) { return cell_at(address.substr(address.rfind('.') + 1)); };
  const std::size_t colon = std::min(range.find(':'), range.size());
  const CellAt low = cell(range.substr(0, colon));
  drawn_.push_back({low, colon == range.size() ? low : cell(range.substr(colon + 1))});
}

bool OdfChartTable::is_drawn(CellAt at) const {
  return std::ranges::any_of(drawn_, [&](const Range& range) {
    return at.column >= range.low.column && at.column <= range.high.column && at.row >= range.low.row &&
           at.row <= range.high.row;
  });
}

// Names over several columns stand there in one, and then one by one.
void OdfChartTable::end_cell() {
  for (std::size_t i = texts_.size() > 1 ? 1 : 0; i < texts_.size(); ++i) {
    const std::string& words = texts_[i];
    if (words.size() >= kShortestWord && words.find_first_not_of("0123456789.,-+eE%/: ") != std::string::npos)
      cells_.push_back({at_, in_header_, words});
  }
  texts_.clear();
}

}  // namespace tipstaff::document
