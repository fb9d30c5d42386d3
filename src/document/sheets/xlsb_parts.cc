#include <fmt/format.h>

#include "document/sheets/xlsb.h"
#include "document/sheets/xlsb_aside.h"

namespace tipstaff::document {
namespace {

struct Field {
  std::vector<std::string> items;
  unsigned flags = 0;
  bool shared = false;
};

std::string date_text(ByteView data) {
  return fmt::format("{:02}/{:02}/{}", data.size() > 4 ? data[4] : 0, little16(data, 2), little16(data, 0));
}

// The fields of a pivot cache with their values (§2.1.7.38), then its rows (§2.1.7.39).
class XlsbPivot {
 public:
  explicit XlsbPivot(Emitter& emitter) : emitter_(emitter), items_(emitter), records_(emitter) {}

  void define(ByteView bytes, const std::string& part) {
    XlsbRecords records(bytes);
    bool source = false, in_table = false;
    while (const auto record = records.next()) {
      const ByteView data = record->data;
      if (record->id == 185) source = true;
      if (record->id == 183) fields_.emplace_back();
      if (record->id == 189 && !fields_.empty()) {
        in_table = true;
        fields_.back().flags = little16(data, 0);
        fields_.back().shared = little32(data, 2) > 0;
      }
      if (record->id == 190) in_table = false;
      if (!in_table || fields_.empty()) continue;
      if (record->id >= 20 && record->id <= 25) fields_.back().items.push_back(item(record->id, data));
      if (record->id >= 27 && record->id <= 32) fields_.back().items.push_back(item(record->id - 7, data));
      if (record->id == 191) run(data);
    }
    if (!records.whole()) emitter_.unread(part, "it is damaged");
    for (const Field& field : fields_) {
      for (const std::string& each : field.items) items_.cell(each);
      items_.end_row();
    }
    items_.close(Trait::kPivotItems, part, "the values of a pivot table's source, kept with it");
    if (source)
      emitter_.observe({.trait = Trait::kPivotSource, .part = part, .place = "where a pivot table's data comes from"});
  }
  void rows(ByteView bytes, const std::string& part) {
    XlsbRecords records(bytes);
    while (const auto record = records.next()) {
      if (record->id == 33 || record->id == 34) records_.end_row();
      if (record->id == 33) row(record->data);
      if (record->id >= 20 && record->id <= 25) records_.cell(item(record->id, record->data));
      if (record->id == 26) records_.cell("a shared value");
    }
    if (!records.whole()) emitter_.unread(part, "it is damaged");
    records_.close(Trait::kPivotRecords, part, "the rows of a pivot table's source, kept with it");
  }

 private:
  static std::string item(std::uint32_t id, ByteView data) {
    std::size_t at = 0;
    switch (id) {
      case 21:
        return number_text(little_double(data, 0), false, false);
      case 22:
        return !data.empty() && data[0] != 0 ? "TRUE" : "FALSE";
      case 24:
        return xlsb_text(data, at);
      case 25:
        return date_text(data);
      default:
        return {};
    }
  }
  // Many values of one kind in one record (§2.4.203).
  void run(ByteView data) {
    const unsigned kind = little16(data, 0);
    std::size_t at = 6;
    for (std::uint32_t i = 0; i < little32(data, 2) && at < data.size(); ++i) {
      if (kind == 1 || kind == 0x20) {
        fields_.back().items.push_back(kind == 1 ? number_text(little_double(data, at), false, false)
                                                 : date_text(part_of(data, at)));
        at += 8;
      } else if (kind == 2) {
        fields_.back().items.push_back(xlsb_text(data, at));
      } else {
        return emitter_.unread("", "values of a pivot table of a kind that is not known");
      }
    }
  }
  void row(ByteView data) {
    std::size_t at = 0;
    for (const Field& field : fields_) {
      if (at >= data.size()) break;
      if (field.shared) {
        const std::uint32_t index = little32(data, at);
        at += 4;
        if (index < field.items.size()) records_.cell(field.items[index]);
      } else if ((field.flags & 0x40) != 0) {
        records_.cell(number_text(little_double(data, at), false, false));
        at += 8;
      } else if ((field.flags & 4) != 0) {
        records_.cell(date_text(part_of(data, at)));
        at += 8;
      } else {
        records_.cell(xlsb_text(data, at));
      }
    }
    if (fields_.empty())
      for (const std::string& each : readable_runs(data, 2)) records_.cell(each);
  }

  Emitter& emitter_;
  Layer items_, records_;
  std::vector<Field> fields_;
};

void read_external(Package& package, const std::string& part) {
  const auto bytes = package.whole(part);
  if (!bytes) return;
  Layer layer(package.emitter());
  XlsbRecords records(*bytes);
  while (const auto record = records.next()) {
    std::size_t text = record->id == 371 ? 4 : 0;
    if (record->id == 366) layer.end_row();
    if (record->id == 368) layer.cell(number_text(little_double(record->data, 4), false, false));
    if (record->id == 369) layer.cell(record->data.size() > 4 && record->data[4] != 0 ? "TRUE" : "FALSE");
    if (record->id == 371 || record->id == 582) layer.cell(xlsb_text(record->data, text));
    if (record->id == 580) layer.cell(number_text(little_double(record->data, 0), false, false));
  }
  if (!records.whole()) package.emitter().unread(part, "it is damaged");
  layer.close(Trait::kExternalCache, part, "cells of another workbook, kept with the links to it");
  for (const Relation& relation : package.relations(part))
    if (relation.external)
      package.emitter().observe(
          {.trait = Trait::kExternalTarget, .part = part, .place = "the path of another workbook", .cells = 1});
}

void read_comments(Package& package, const std::string& part) {
  const auto bytes = package.whole(part);
  if (!bytes) return;
  Layer comments(package.emitter()), authors(package.emitter());
  XlsbRecords records(*bytes);
  while (const auto record = records.next()) {
    std::size_t at = record->id == 637 ? 1 : 0;
    if (record->id != 637 && record->id != 632) continue;
    Layer& layer = record->id == 637 ? comments : authors;
    layer.cell(xlsb_text(record->data, at));
    layer.end_row();
  }
  if (!records.whole()) package.emitter().unread(part, "it is damaged");
  comments.close(Trait::kComment, part, "comments");
  authors.close(Trait::kCommentAuthor, part, "the authors of comments");
}

// Parts whose words are told without their records being taken apart.
constexpr struct {
  std::string_view type;
  Trait trait;
  std::string_view what;
} kWords[] = {
    {"ms-excel.connections", Trait::kConnection, "connections to databases or files"},
    {"ms-excel.querytable", Trait::kConnection, "a query"},
    {"ms-excel.revisionlog", Trait::kRevision, "the history of changes"},
    {"ms-excel.revisionheaders", Trait::kRevision, "who changed it when"},
    {"ms-excel.usernames", Trait::kRevision, "who had it open"},
    {"ms-excel.volatiledependencies", Trait::kExternalCache, "values from live feeds"},
    {"ms-excel.attachedtoolbars", Trait::kMacro, "toolbars of its own"},
    {"ms-excel.slicercache", Trait::kSlicerCache, "a slicer's list of values"},
};
// And those that say nothing of their own.
constexpr std::string_view kPlain[] = {"ms-excel.binindex",        "ms-excel.calcchain", "ms-excel.pivottable",
                                       "ms-excel.sheetmetadata",   "ms-excel.slicer",    "ms-excel.table",
                                       "ms-excel.tablesinglecells"};

bool read_words(Package& package, const std::string& part, const std::string& type) {
  if (type.ends_with("+xml")) return false;  // as in the workbooks of XML
  for (const auto& words : kWords) {
    if (type.find(words.type) == std::string::npos) continue;
    const auto bytes = package.whole(part);
    if (!bytes) return true;
    Layer layer(package.emitter());
    for (const std::string& run : readable_runs(*bytes, 3)) layer.cell(run);
    if (layer.cells() == 0)
      package.emitter().observe({.trait = words.trait, .part = part, .place = std::string(words.what)});
    layer.close(words.trait, part, words.what);
    return true;
  }
  for (const std::string_view plain : kPlain)
    if (type.find(plain) != std::string::npos) {
      if (const auto bytes = package.whole(part)) look_through_xlsb(*bytes, part, package.emitter());
      return true;
    }
  return false;
}

}  // namespace

void read_xlsb_parts(Package& package) {
  for (const std::string& part : package.parts()) {
    if (package.taken(part)) continue;
    const std::string& type = package.type_of(part);
    const auto is = [&](std::string_view kind) { return type.ends_with(kind); };
    if (is("ms-excel.pivotcachedefinition")) {
      XlsbPivot pivot(package.emitter());
      if (const auto bytes = package.whole(part)) pivot.define(*bytes, part);
      for (const Relation& relation : package.relations(part))
        if (relation.type == "pivotCacheRecords" && package.has(relation.target))
          if (const auto bytes = package.whole(relation.target)) pivot.rows(*bytes, relation.target);
    } else if (is("ms-excel.externallink")) {
      read_external(package, part);
    } else if (is("ms-excel.comments")) {
      read_comments(package, part);
    } else if (is("ms-excel.worksheet") || is("ms-excel.chartsheet") || is("ms-excel.dialogsheet") ||
               is("macrosheet")) {
      package.emitter().observe(
          {.trait = Trait::kUnexplained, .part = part, .place = "a sheet that the workbook does not list"});
    } else {
      read_words(package, part, type);
    }
  }
  for (const std::string& part : package.parts())
    if (!package.taken(part) && package.type_of(part).ends_with("ms-excel.pivotcacherecords"))
      if (const auto bytes = package.whole(part)) XlsbPivot(package.emitter()).rows(*bytes, part);
}

}  // namespace tipstaff::document
