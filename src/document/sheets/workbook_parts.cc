#include <fmt/format.h>

#include "document/parts/chart.h"
#include "document/parts/drawing.h"
#include "document/sheets/workbook.h"
#include "document/slides/slides.h"

namespace tipstaff::document {
namespace {

// The fields of a pivot cache and the values they share (§18.10.1.2, .3).
class CacheDefinition : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "cacheField") fields.push_back({});
    if (name == "sharedItems")
      shared_ = true;
    else if (shared_ && !fields.empty() && name != "x")
      fields.back().emplace_back(attributes.get("v"));
    if (name == "cacheSource") has_source = true;
    if (name == "worksheetSource") sheet = attributes.get(attributes.get("name").empty() ? "sheet" : "name");
  }
  void end(std::string_view name) override {
    if (name == "sharedItems") shared_ = false;
  }
  void text(std::string_view) override {}
  std::vector<std::vector<std::string>> fields;
  std::string sheet;
  bool has_source = false;

 private:
  bool shared_ = false;
};

class CacheRecords : public XmlHandler {
 public:
  CacheRecords(const CacheDefinition& definition, Layer& layer) : definition_(definition), layer_(layer) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "r") {
      field_ = 0;
      inside_ = true;
    } else if (inside_) {
      const std::string_view value = attributes.get("v");
      const std::uint64_t index = name == "x" ? attributes.count("v", UINT64_MAX) : UINT64_MAX;
      const bool known = field_ < definition_.fields.size() && index < definition_.fields[field_].size();
      layer_.cell(known ? std::string_view(definition_.fields[field_][index]) : value);
      ++field_;
    }
  }
  void end(std::string_view name) override {
    if (name != "r") return;
    layer_.end_row();
    inside_ = false;
  }
  void text(std::string_view) override {}

 private:
  const CacheDefinition& definition_;
  Layer& layer_;
  std::size_t field_ = 0;
  bool inside_ = false;
};

void read_pivot_cache(Package& package, const std::string& part) {
  Emitter& emitter = package.emitter();
  CacheDefinition definition;
  if (!package.parse(part, definition)) return;
  Layer items(emitter), records(emitter);
  for (const auto& field : definition.fields) {
    for (const std::string& item : field) items.cell(item);
    items.end_row();
  }
  items.close(Trait::kPivotItems, part, "the values of a pivot table's source, kept with it");
  if (definition.has_source)
    emitter.observe({.trait = Trait::kPivotSource,
                     .part = part,
                     .place = definition.sheet.empty()
                                  ? "a pivot table's source lies outside the workbook"
                                  : fmt::format("a pivot table's source: ‘{}’", definition.sheet)});
  for (const Relation& relation : package.relations(part)) {
    if (relation.external || relation.type != "pivotCacheRecords" || !package.has(relation.target)) continue;
    CacheRecords reader(definition, records);
    package.parse(relation.target, reader);
    records.close(Trait::kPivotRecords, relation.target, "the rows of a pivot table's source, kept with it");
  }
}

// Cells of another workbook, as they were when it was last open (§18.14).
class ExternalBook : public XmlHandler {
 public:
  explicit ExternalBook(Layer& layer) : layer_(layer) {}
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "v" || name == "val") leaf_.begin();
  }
  void text(std::string_view piece) override { leaf_.add(piece); }
  void end(std::string_view name) override {
    if (name == "v" || name == "val") layer_.cell(leaf_.end());
    if (name == "row" || name == "values") layer_.end_row();
  }

 private:
  Layer& layer_;
  LeafText leaf_;
};

}  // namespace

void read_workbook_parts(Package& package, const Workbook& book) {
  Emitter& emitter = package.emitter();
  for (const std::string& part : package.parts()) {
    if (package.taken(part)) continue;
    const std::string& type = package.type_of(part);
    const auto is = [&](std::string_view kind) { return type.find(kind) != std::string::npos; };
    if (is("pivotcachedefinition+xml")) {
      read_pivot_cache(package, part);
    } else if (is("externallink+xml")) {
      Layer layer(emitter);
      ExternalBook reader(layer);
      package.parse(part, reader);
      layer.close(Trait::kExternalCache, part, "cells of another workbook, kept with the links to it");
      for (const Relation& relation : package.relations(part))
        if (relation.external)
          emitter.observe(
              {.trait = Trait::kExternalTarget, .part = part, .place = "the path of another workbook", .cells = 1});
    } else if (is_chart(type)) {
      read_chart(package, part, {book.theme, &book});
    } else if (is("drawing+xml")) {
      read_shapes(package, part, book.theme);
    } else if (is("drawingml.chartshapes+xml") || is("vmldrawing")) {
      read_drawing(package, part);
    } else if (is("worksheet+xml") || is("chartsheet+xml") || is("dialogsheet+xml") || is("macrosheet+xml")) {
      emitter.observe({.trait = Trait::kUnexplained, .part = part, .place = "a sheet that the workbook does not list"});
    }
  }
  // Records that no definition leads to.
  for (const std::string& part : package.parts())
    if (!package.taken(part) && package.type_of(part).find("pivotcacherecords+xml") != std::string::npos) {
      const CacheDefinition none;
      Layer records(emitter);
      CacheRecords reader(none, records);
      package.parse(part, reader);
      records.close(Trait::kPivotRecords, part, "rows of a pivot table that is gone");
    }
}

}  // namespace tipstaff::document
