#include "office/handed_book.h"

#include <algorithm>

#include "document/document_child.h"

namespace tipstaff::office {
namespace {

constexpr char kBetween = '\x1f';  // readers make cells printable, so that none holds it

class Reader final : public document::Sink {
 public:
  explicit Reader(const std::optional<roll::Mapping>& mapping) : mapping_(mapping) {}

  void row(std::uint32_t, std::span<const std::string> cells) override {
    const FieldSet named = fields_named(cells);
    if (names_somebody(named)) {
      for (const Field field : named.list()) out.fields.add(field);
    } else {
      out.rows.emplace_back(cells);
    }
  }
  void observed(const document::Observation& said) override {
    out.unread = out.unread || said.trait == document::Trait::kUnread;
  }

  HandedBook out;

 private:
  FieldSet fields_named(std::span<const std::string> cells) const {
    FieldSet named;
    const roll::Mapping guessed = mapping_ ? *mapping_ : roll::Mapping::guess({cells.begin(), cells.end()});
    for (const roll::Column& column : guessed.columns()) {
      const auto stands = [&](const std::string& cell) {
        return roll::without_outer_spaces(cell) == roll::without_outer_spaces(column.heading);
      };
      if (column.target.field && std::ranges::any_of(cells, stands)) named.add(*column.target.field);
    }
    return named;
  }
  const std::optional<roll::Mapping>& mapping_;
};

}  // namespace

bool names_somebody(FieldSet fields) {
  return fields.has(Field::kSurname) || fields.has(Field::kWarrantNumber) || fields.has(Field::kPayNumber);
}

bool is_workbook(ByteView file) {
  const std::string_view start = as_text(file);
  return start.starts_with("PK\x03\x04") || start.starts_with("\xd0\xcf\x11\xe0");
}

HandedRow::HandedRow(std::span<const std::string> cells) {
  std::size_t size = 0;
  for (const std::string& cell : cells) size += cell.size() + 1;
  joined_ = Plaintext(size);
  std::size_t at = 0;
  for (const std::string& cell : cells) {
    std::ranges::copy(cell, joined_.writable().begin() + static_cast<std::ptrdiff_t>(at));
    at += cell.size();
    joined_.writable()[at++] = static_cast<std::uint8_t>(kBetween);
  }
}

std::vector<std::string_view> HandedRow::cells() const {
  std::vector<std::string_view> out;
  for (std::string_view rest = joined_.reveal_text(); !rest.empty();) {
    const std::size_t end = rest.find(kBetween);
    out.push_back(roll::without_outer_spaces(rest.substr(0, end)));
    rest.remove_prefix(end + 1);
  }
  return out;
}

Result<HandedBook> read_handed_book(const SharedBytes& file, const std::optional<roll::Mapping>& mapping) {
  Reader reader(mapping);
  TRY(document::read_safely(file, reader));
  if (reader.out.fields.empty())
    return fail(
        Code::kInvalid,
        "nowhere in the workbook a heading names a field of the roll; name its headings in a mapping file (--map)");
  return std::move(reader.out);
}

}  // namespace tipstaff::office
