#include "document/pdf/pdf_layers.h"

namespace tipstaff::document {

OptionalContent::OptionalContent(PdfFile& file) {
  PdfObject properties = entry(file.catalog(), "/OCProperties"), standard = entry(properties, "/D");
  if (const std::string base = name_of(entry(standard, "/BaseState")); base == "/OFF")
    for (PdfObject& group : items_of(entry(properties, "/OCGs"))) off_.insert(group.getObjGen());
  for (PdfObject& group : items_of(entry(standard, "/ON"))) off_.erase(group.getObjGen());
  for (PdfObject& group : items_of(entry(standard, "/OFF"))) off_.insert(group.getObjGen());
  for (PdfObject& automatic : items_of(entry(standard, "/AS"))) {
    if (name_of(entry(automatic, "/Event")) != "/View") continue;
    for (PdfObject& group : items_of(entry(automatic, "/OCGs"))) {
      const std::string state = name_of(entry(entry(entry(group, "/Usage"), "/View"), "/ViewState"));
      if (state == "/OFF") off_.insert(group.getObjGen());
      if (state == "/ON") off_.erase(group.getObjGen());
    }
  }
}

bool OptionalContent::shows(PdfObject content) const { return off_.empty() || shows(content, 0); }

bool OptionalContent::shows(PdfObject content, int depth) const {
  if (!content.isDictionary() || depth > 16) return true;
  if (name_of(entry(content, "/Type")) != "/OCMD") return !off_.contains(content.getObjGen());
  if (PdfObject expression = entry(content, "/VE"); expression.isArray())
    return shows_expression(expression, depth + 1);
  PdfObject groups = entry(content, "/OCGs");
  std::vector<PdfObject> members = items_of(groups);
  if (groups.isDictionary()) members = {groups};
  if (members.empty()) return true;
  std::size_t on = 0;
  for (PdfObject& member : members) on += shows(member, depth + 1) ? 1U : 0U;
  const std::string policy = name_of(entry(content, "/P"));
  if (policy == "/AllOn") return on == members.size();
  if (policy == "/AnyOff") return on < members.size();
  if (policy == "/AllOff") return on == 0;
  return on > 0;
}

bool OptionalContent::shows_expression(PdfObject expression, int depth) const {
  auto items = items_of(expression);
  if (items.size() < 2 || depth > 16) return true;
  const std::string operation = name_of(items[0]);
  const auto value = [&](PdfObject item) {
    return item.isArray() ? shows_expression(item, depth + 1) : shows(item, depth + 1);
  };
  if (operation == "/Not") return !value(items[1]);
  const bool any = operation == "/Or";
  for (std::size_t i = 1; i < items.size(); ++i)
    if (value(items[i]) == any) return any;
  return !any;
}

}  // namespace tipstaff::document
