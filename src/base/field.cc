#include "base/field.h"

namespace tipstaff {
namespace {

struct FieldWords {
  Field field;
  DataClass data_class;
  std::string_view name, label;
};

constexpr std::array kFieldWords = {
    FieldWords{Field::kSurname, DataClass::kIdentity, "surname", "surname"},
    FieldWords{Field::kForenames, DataClass::kIdentity, "forenames", "forenames"},
    FieldWords{Field::kRank, DataClass::kIdentity, "rank", "rank or grade"},
    FieldWords{Field::kUnit, DataClass::kIdentity, "unit", "unit"},
    FieldWords{Field::kLocation, DataClass::kIdentity, "location", "place of work"},
    FieldWords{Field::kWarrantNumber, DataClass::kIdentity, "warrant_number", "warrant or staff number"},
    FieldWords{Field::kPayNumber, DataClass::kPay, "pay_number", "pay number"},
    FieldWords{Field::kVettingLevel, DataClass::kVetting, "vetting_level", "vetting level"},
    FieldWords{Field::kPhoto, DataClass::kPhoto, "photo", "photograph"},
    FieldWords{Field::kEmail, DataClass::kContact, "email", "work e-mail address"},
};

struct ClassWords {
  DataClass data_class;
  std::string_view name;
};
constexpr std::array kClassWords = {
    ClassWords{DataClass::kIdentity, "identity"}, ClassWords{DataClass::kPhoto, "photo"},
    ClassWords{DataClass::kPay, "pay"},           ClassWords{DataClass::kVetting, "vetting"},
    ClassWords{DataClass::kContact, "contact"},
};

constexpr const FieldWords& words(Field field) { return kFieldWords[static_cast<std::size_t>(field)]; }

}  // namespace

DataClass class_of(Field field) { return words(field).data_class; }
std::string_view field_name(Field field) { return words(field).name; }
std::string_view field_label(Field field) { return words(field).label; }

std::optional<Field> field_from_name(std::string_view name) {
  for (const FieldWords& w : kFieldWords)
    if (w.name == name) return w.field;
  return std::nullopt;
}

std::string_view class_name(DataClass data_class) {
  for (const ClassWords& w : kClassWords)
    if (w.data_class == data_class) return w.name;
  return "unknown";
}

std::optional<DataClass> class_from_name(std::string_view name) {
  for (const ClassWords& w : kClassWords)
    if (w.name == name) return w.data_class;
  return std::nullopt;
}

std::vector<Field> FieldSet::list() const {
  std::vector<Field> out;
  for (const Field f : kAllFields)
    if (has(f)) out.push_back(f);
  return out;
}

std::string FieldSet::names() const {
  std::string out;
  for (const Field f : list()) {
    if (!out.empty()) out += ", ";
    out += field_name(f);
  }
  return out;
}

}  // namespace tipstaff
