// The roll's vocabulary: which fields a person has, and the classes that share a key and a policy.
// Values are stored; a published value never changes its meaning.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipstaff {

enum class DataClass : std::uint8_t { kIdentity = 1, kPhoto = 2, kPay = 3, kVetting = 4, kContact = 5 };

enum class Field : std::uint8_t {
  kSurname = 0,
  kForenames = 1,
  kRank = 2,
  kUnit = 3,
  kLocation = 4,
  kWarrantNumber = 5,  // or staff number, for those who hold no warrant
  kPayNumber = 6,
  kVettingLevel = 7,
  kPhoto = 8,
  kEmail = 9,  // at work
};
inline constexpr std::array kAllFields = {
    Field::kSurname,       Field::kForenames, Field::kRank,         Field::kUnit,  Field::kLocation,
    Field::kWarrantNumber, Field::kPayNumber, Field::kVettingLevel, Field::kPhoto, Field::kEmail};
inline constexpr std::array kAllClasses = {DataClass::kIdentity, DataClass::kPhoto, DataClass::kPay,
                                           DataClass::kVetting, DataClass::kContact};

DataClass class_of(Field field);
std::string_view field_name(Field field);   // "warrant_number": files and JSON
std::string_view field_label(Field field);  // "warrant or staff number": letters and screens
std::optional<Field> field_from_name(std::string_view name);
std::string_view class_name(DataClass data_class);
std::optional<DataClass> class_from_name(std::string_view name);

// A set of fields, one bit each at the field's value.
class FieldSet {
 public:
  constexpr FieldSet() = default;
  constexpr FieldSet(std::initializer_list<Field> fields) {
    for (const Field f : fields) add(f);
  }
  static constexpr FieldSet from_bits(std::uint32_t bits) {
    FieldSet out;
    out.bits_ = bits;
    return out;
  }

  constexpr void add(Field field) { bits_ |= 1U << static_cast<unsigned>(field); }
  constexpr bool has(Field field) const { return (bits_ >> static_cast<unsigned>(field) & 1U) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr int count() const { return std::popcount(bits_); }
  constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool contains(FieldSet other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr FieldSet operator|(FieldSet other) const { return from_bits(bits_ | other.bits_); }
  constexpr FieldSet operator&(FieldSet other) const { return from_bits(bits_ & other.bits_); }
  constexpr FieldSet minus(FieldSet other) const { return from_bits(bits_ & ~other.bits_); }
  constexpr bool operator==(const FieldSet&) const = default;

  std::vector<Field> list() const;  // in the order of Field
  std::string names() const;        // "surname, forenames, rank"

 private:
  std::uint32_t bits_ = 0;
};

// What artwork may show. Pay number and vetting level are not in it and no policy can add them (law 2).
inline constexpr FieldSet kCardFields = {Field::kSurname, Field::kForenames,     Field::kRank,
                                         Field::kUnit,    Field::kWarrantNumber, Field::kPhoto};

}  // namespace tipstaff
